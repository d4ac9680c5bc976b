package org.jinyanglake.lake;

import java.sql.SQLException;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Iceberg's JDBC table operations, saying exactly what is known of a commit that did not return:
 *
 * <ul>
 *   <li>{@link CatalogUnavailableException}: nothing was applied;
 *   <li>{@link CommitFailedException}: nothing was applied and Iceberg tries again from the new
 *       head;
 *   <li>{@link CommitStateUnknownException}: the statement was sent and no reply came. Iceberg
 *       deletes no file. The caller reloads the table and looks for its own snapshot.
 * </ul>
 */
record MendedTableOperations(TableOperations stock) implements TableOperations {

  /** Serialization failure and deadlock: the database says that it rolled back. */
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    try {
      stock.commit(base, metadata);
    } catch (CatalogUnavailableException e) {
      throw e;
    } catch (UncheckedSQLException e) {
      if (e.getCause() instanceof SQLException sql && ROLLED_BACK.contains(sql.getSQLState())) {
        throw new CommitFailedException(e, "The catalog's database rolled the commit back");
      }
      throw new CommitStateUnknownException(e);
    }
  }

  @Override
  public TableMetadata current() {
    return stock.current();
  }

  @Override
  public TableMetadata refresh() {
    return stock.refresh();
  }

  @Override
  public FileIO io() {
    return stock.io();
  }

  @Override
  public EncryptionManager encryption() {
    return stock.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return stock.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return stock.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return stock.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return stock.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return stock.requireStrictCleanup();
  }
}
