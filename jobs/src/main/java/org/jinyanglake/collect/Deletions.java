package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lineage;
import scala.collection.JavaConverters;

/**
 * The deletions of keys that a dataset's files told of. They are kept for good, since older rows of
 * a deleted key may come late, and outside of the table, so that nothing that reads it can take one
 * for a row: in folders of the raw zone that the state of the table names, each written once,
 * before the commit that refers to it. Of a deleted row only key, order column, file and place are
 * kept.
 *
 * <p>Which row of a key counts follows from all rows and deletions alike, so one that is kept
 * though a newer row is there does no harm.
 */
final class Deletions {
  /** So many folders become one. */
  private static final int MOST_FOLDERS = 4;

  private final Contract contract;
  private final Engine engine;
  private final SortedSet<String> kept;

  /**
   * The deletions as of a version of a table.
   *
   * @param kept as its state names them
   */
  Deletions(Contract contract, Engine engine, SortedSet<String> kept) {
    this.contract = contract;
    this.engine = engine;
    this.kept = new TreeSet<>(kept);
  }

  /** For the state of the next version. */
  SortedSet<String> kept() {
    return kept;
  }

  /** Keeps those among new rows. */
  void keep(Dataset<Row> fresh, Commit commit) {
    if (contract.deletion().isEmpty()) {
      return;
    }
    Dataset<Row> found = fresh.where(isDeletion());
    if (found.isEmpty()) {
      return;
    }
    StructType table = fresh.schema();
    Dataset<Row> all = known(found);
    if (kept.size() == MOST_FOLDERS) {
      all = read(table).unionByName(all);
      kept.clear();
    }
    List<Column> identity = new ArrayList<>(keys());
    if (contract.loadMode() == LoadMode.HISTORY) {
      identity.add(col(contract.orderColumn().orElseThrow()));
    }
    String name =
        contract.dataset().domain() + "/" + contract.dataset().name() + "/" + UUID.randomUUID();
    engine.write(
        asRows(Upsert.last(all, contract, identity.toArray(Column[]::new)), table),
        commit,
        folder(name));
    kept.add(name);
  }

  /**
   * New rows with the deletions of their keys, each of which is marked by {@link Lineage#DELETED};
   * without that column if there is none.
   */
  Dataset<Row> among(Dataset<Row> fresh) {
    if (kept.isEmpty()) {
      return fresh;
    }
    List<String> key = contract.primaryKey().stream().map(c -> c.name()).toList();
    Dataset<Row> concerned =
        read(fresh.schema())
            .join(
                fresh.select(keys().toArray(Column[]::new)).distinct(),
                JavaConverters.asScalaBuffer(key).toSeq(),
                "left_semi");
    Dataset<Row> rows =
        contract.deletion().isEmpty()
            ? fresh
            : fresh.where(coalesce(isDeletion(), lit(false)).equalTo(false));
    return rows.unionByName(concerned.withColumn(Lineage.DELETED, lit(true)), true);
  }

  /** The rows that are no deletions. */
  static Dataset<Row> without(Dataset<Row> rows) {
    return mayBeIn(rows) ? rows.where(col(Lineage.DELETED).isNull()).drop(Lineage.DELETED) : rows;
  }

  /** Whether there may be deletions among rows. */
  static boolean mayBeIn(Dataset<Row> rows) {
    return rows.schema().getFieldIndex(Lineage.DELETED).isDefined();
  }

  private Column isDeletion() {
    var deletion = contract.deletion().orElseThrow();
    return col(deletion.column()).cast("string").isin(deletion.values().toArray());
  }

  private List<Column> keys() {
    return contract.primaryKey().stream().map(c -> col(c.name())).toList();
  }

  private List<String> columns() {
    return Stream.concat(
            contract.primaryKey().stream().map(c -> c.name()),
            Stream.of(contract.orderColumn().orElseThrow(), Lineage.FILE, Lineage.ROW))
        .distinct()
        .toList();
  }

  private Dataset<Row> known(Dataset<Row> rows) {
    return rows.select(columns().stream().map(name -> col(name)).toArray(Column[]::new));
  }

  /** As rows of the table, whose other columns say nothing. */
  private Dataset<Row> asRows(Dataset<Row> deletions, StructType table) {
    List<String> known = columns();
    return deletions.select(
        Stream.of(table.fields())
            .map(
                field ->
                    (known.contains(field.name()) ? col(field.name()) : lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  /** All that are kept, with the types that the table has now. */
  private Dataset<Row> read(StructType table) {
    Optional<Dataset<Row>> all = Optional.empty();
    for (String name : kept) {
      Dataset<Row> rows =
          engine.spark().read().option("recursiveFileLookup", true).parquet(folder(name));
      StructType held = rows.schema();
      Dataset<Row> typed =
          rows.select(
              columns().stream()
                  .map(column -> typed(held, table.apply(column)))
                  .toArray(Column[]::new));
      all = Optional.of(all.map(others -> others.unionByName(typed)).orElse(typed));
    }
    return all.orElseThrow();
  }

  /** A column that became part of the key later is null, and its deletions are of no key. */
  private static Column typed(StructType held, StructField field) {
    Column column = held.getFieldIndex(field.name()).isDefined() ? col(field.name()) : lit(null);
    return column.cast(field.dataType()).as(field.name());
  }

  private String folder(String name) {
    return new Path(engine.lake().conf().zones().get(Zone.RAW).warehouse(), "deleted/" + name)
        .toString();
  }
}
