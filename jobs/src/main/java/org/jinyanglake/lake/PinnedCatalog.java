package org.jinyanglake.lake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A Spark catalog of given versions of given tables, by their dataset's name, and nothing else:
 * what a query over datasets may see. Read-only.
 */
public final class PinnedCatalog implements TableCatalog {
  private static final Map<String, Map<String, Version>> SETS = new ConcurrentHashMap<>();

  private String name;
  private Map<String, Version> versions = Map.of();

  /** Offers {@code versions} to catalogs with the option {@code set} = {@code set}. */
  static void offer(String set, Map<String, Version> versions) {
    SETS.put(set, versions);
  }

  static void withdraw(String set) {
    SETS.remove(set);
  }

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
    versions = SETS.getOrDefault(options.get("set"), Map.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    Version version =
        versions.get(String.join(".", identifier.namespace()) + "." + identifier.name());
    if (version == null) {
      throw new NoSuchTableException(identifier);
    }
    return new SparkTable(version.table(), version.snapshot().snapshotId(), false);
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  public Table createTable(
      Identifier identifier,
      StructType schema,
      Transform[] partitions,
      Map<String, String> properties) {
    throw readOnly();
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    throw readOnly();
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly();
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("a query over datasets only reads");
  }
}
