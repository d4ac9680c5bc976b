package org.jinyanglake.lake;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedInterruptedException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Iceberg's JDBC catalog, mended so that it loses no commit. Use it from Java, or from Spark by
 * {@code spark.sql.catalog.<name>.catalog-impl}.
 *
 * <p><b>The defect.</b> A commit is one {@code UPDATE iceberg_tables SET metadata_location = …
 * WHERE … metadata_location = …}. In Iceberg 1.12.0 {@code ClientPoolImpl.run} runs an action again
 * when {@code JdbcClientPool.isConnectionException} says so, which it does for the SQL states
 * 08000, 08003, 08006, 08007 and 40001. If the database carried the UPDATE out and only its reply
 * was lost, the second UPDATE finds another location and reports 0 rows, which {@code
 * JdbcTableOperations.updateTable} turns into {@code CommitFailedException}: "somebody else won".
 * Then {@code SnapshotProducer} tries again on top of its own commit. A validated overwrite sees
 * that commit as a conflict and, the exception being cleanable, deletes the manifest list that is
 * in use: the table cannot be read any more. If another writer committed in between, the retry sets
 * the table back to its own snapshot: the other commit vanishes without an error. PostgreSQL and
 * MySQL are hit; SQLite, which has no wire, is not.
 *
 * <p><b>The mend.</b> {@link MendedClientPool} sends each statement once, and {@link
 * MendedTableOperations} reports a lost reply as {@link
 * org.apache.iceberg.exceptions.CommitStateUnknownException}. Whoever commits through this catalog
 * must, on that exception, reload the table and look for the own snapshot: present means done,
 * absent means start again from the new head.
 *
 * <p>Defaults, each of which a property of the catalog overrides: schema version V1 (readers such
 * as PyIceberg and Trino expect it), and for SQLite write-ahead logging and a wait of 30 s for
 * another writer.
 */
public final class MendedJdbcCatalog extends JdbcCatalog {

  /**
   * Catalog property: the owner written into namespaces and tables that are made through this
   * catalog. Spark would write the login of whoever runs it, which is nobody's business.
   */
  public static final String OWNER = "owner";

  private static final String DEFAULT_OWNER = "lake";

  private static final String HEADS =
      "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables WHERE catalog_name = ?";

  private String owner = DEFAULT_OWNER;

  private final Pool pool;

  /** Makes the catalog's pool and keeps it. */
  private static final class Pool implements Function<Map<String, String>, JdbcClientPool> {
    private MendedClientPool clients;

    @Override
    public JdbcClientPool apply(Map<String, String> properties) {
      clients = new MendedClientPool(properties.get(CatalogProperties.URI), properties);
      return clients;
    }
  }

  public MendedJdbcCatalog() {
    this(new Pool());
  }

  private MendedJdbcCatalog(Pool pool) {
    super(null, pool, true);
    this.pool = pool;
  }

  @Override
  public void initialize(String name, Map<String, String> properties) {
    Map<String, String> mended = new HashMap<>(properties);
    mended.computeIfPresent(CatalogProperties.URI, (key, url) -> withSqliteDefaults(url));
    mended.putIfAbsent("jdbc.schema-version", "V1");
    this.owner = mended.getOrDefault(OWNER, DEFAULT_OWNER);
    mended.put(CatalogProperties.TABLE_OVERRIDE_PREFIX + OWNER, owner);
    super.initialize(name, mended);
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    Map<String, String> owned = new HashMap<>(metadata);
    owned.put(OWNER, owner);
    super.createNamespace(namespace, owned);
  }

  /** Where the newest metadata of each table are; asked for all of them at once. */
  Map<TableIdentifier, String> heads() {
    try {
      return pool.clients.run(
          connection -> {
            try (PreparedStatement heads = connection.prepareStatement(HEADS)) {
              heads.setString(1, name());
              Map<TableIdentifier, String> found = new HashMap<>();
              try (ResultSet rows = heads.executeQuery()) {
                while (rows.next()) {
                  Namespace namespace = Namespace.of(rows.getString(1).split("\\.", -1));
                  found.put(TableIdentifier.of(namespace, rows.getString(2)), rows.getString(3));
                }
              }
              return found;
            }
          });
    } catch (SQLException e) {
      throw new UncheckedSQLException(e, "Failed to ask the catalog %s for its tables", name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedInterruptedException(
          e, "Interrupted while asking the catalog %s for its tables", name());
    }
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier table) {
    return new MendedTableOperations(super.newTableOps(table));
  }

  static String withSqliteDefaults(String url) {
    if (!url.contains(":sqlite:")) {
      return url;
    }
    return withDefault(withDefault(url, "journal_mode", "WAL"), "busy_timeout", "30000");
  }

  private static String withDefault(String url, String parameter, String value) {
    if (url.matches(".*[?&]" + parameter + "=.*")) {
      return url;
    }
    return url + (url.contains("?") ? '&' : '?') + parameter + '=' + value;
  }
}
