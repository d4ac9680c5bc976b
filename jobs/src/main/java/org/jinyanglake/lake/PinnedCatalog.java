package org.jinyanglake.lake;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jinyanglake.contract.DatasetName;

/**
 * A Spark catalog of given versions of given tables, by their dataset's name, and nothing else:
 * what a query over datasets may see. Read-only.
 */
public final class PinnedCatalog implements TableCatalog {
  private static final Map<String, Function<DatasetName, Optional<Version>>> SETS =
      new ConcurrentHashMap<>();

  private String name;
  private Function<DatasetName, Optional<Version>> versions = dataset -> Optional.empty();

  /** Offers {@code versions} to catalogs with the option {@code set} = {@code set}. */
  static void offer(String set, Function<DatasetName, Optional<Version>> versions) {
    SETS.put(set, versions);
  }

  static void withdraw(String set) {
    SETS.remove(set);
  }

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
    versions = SETS.getOrDefault(options.get("set"), versions);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    // No table has a name of three parts: those are Iceberg's tables of metadata.
    if (identifier.namespace().length != 1) {
      throw new NoSuchTableException(identifier);
    }
    Version version =
        versions
            .apply(new DatasetName(identifier.namespace()[0], identifier.name()))
            .orElseThrow(() -> new NoSuchTableException(identifier));
    return new SparkTable(version.table(), version.snapshot().snapshotId(), false) {
      /** What no contract names, no query sees. */
      @Override
      public StructType schema() {
        return new StructType(
            Arrays.stream(super.schema().fields())
                .filter(field -> !field.name().equals(Lineage.ADDED))
                .toArray(StructField[]::new));
      }
    };
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
