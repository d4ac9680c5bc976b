package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.lake.Engine;

/**
 * The levels at which each tuple is published, or the texts.
 *
 * @param changed the tuples that are not published at the declared level: the keys of {@link
 *     Anonymize#keys}, whether it is withheld, and {@link #level}
 * @param size how many they are
 */
record Levels(
    List<PartitionColumn> partition,
    List<QuasiIdentifier> quasiIdentifiers,
    Dataset<Row> changed,
    long size,
    Map<String, Desensitize.Stats> partitions) {

  static final String WITHHELD = "_withheld_tuple";
  private static final int BROADCAST = 1_000_000;

  /** The column with the level of the i-th quasi-identifier, or its published text. */
  static String level(int i) {
    return "_level_" + i;
  }

  /** The rows that are not withheld, with the columns {@link #level}. */
  Dataset<Row> published(Dataset<Row> raw) {
    return join(raw, Engine.isOnePartition(raw))
        .where(coalesce(col(WITHHELD), lit(false)).equalTo(false));
  }

  /** See {@link Desensitize.Result#recoding}. */
  Dataset<Row> recoding(Dataset<Row> raw) {
    List<Column> columns = new ArrayList<>();
    Stream.of(
            partition.stream().map(PartitionColumn::name),
            partition.stream().filter(PartitionColumn::isMerged).map(PartitionColumn::column),
            quasiIdentifiers.stream().map(QuasiIdentifier::name))
        .flatMap(Function.identity())
        .forEach(name -> columns.add(col(name)));
    Dataset<Row> distinct = raw.select(columns.toArray(Column[]::new)).distinct();
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      QuasiIdentifier each = quasiIdentifiers.get(i);
      columns.add(each.published(col(level(i))).as(PartitionColumn.RELEASED + each.name()));
    }
    columns.add(coalesce(col(WITHHELD), lit(false)).as("_withheld"));
    return join(distinct, Engine.isOnePartition(raw)).select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> join(Dataset<Row> raw, boolean onePartition) {
    if (size == 0 && quasiIdentifiers.stream().noneMatch(QuasiIdentifier::inValues)) {
      List<Column> unchanged = new ArrayList<>(List.of(col("*"), lit(false).as(WITHHELD)));
      for (int i = 0; i < quasiIdentifiers.size(); i++) {
        unchanged.add(lit(0).as(level(i)));
      }
      return raw.select(unchanged.toArray(Column[]::new));
    }
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    List<Column> keys = Anonymize.keys(partition, quasiIdentifiers);
    for (int i = 0; i < keys.size(); i++) {
      columns.add(keys.get(i).as("_key" + i));
    }
    Dataset<Row> keyed = raw.select(columns.toArray(Column[]::new));
    Column same = lit(true);
    for (int i = 0; i < keys.size(); i++) {
      same = same.and(col("_key" + i).eqNullSafe(col("_k" + i)));
    }
    Dataset<Row> looked =
        onePartition
            ? changed.coalesce(1).hint("shuffle_hash") // without an exchange, so without a job
            : size > BROADCAST ? changed : broadcast(changed);
    return keyed.join(looked, same, "left_outer");
  }
}
