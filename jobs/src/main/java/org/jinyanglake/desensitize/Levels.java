package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.lake.Engine;

/**
 * The level at which each tuple is published.
 *
 * @param changed the tuples that are not published at the declared level: the keys of {@link
 *     Anonymize#keys}, then the level
 * @param size how many they are
 */
record Levels(
    List<org.jinyanglake.contract.Column> partition,
    List<QuasiIdentifier> quasiIdentifiers,
    Dataset<Row> changed,
    int size,
    Map<String, Desensitize.Stats> partitions) {

  static final String LEVEL = "_level";
  private static final int BROADCAST = 1_000_000;

  /** The rows that are not withheld, with the column {@link #LEVEL}: null means 0. */
  Dataset<Row> published(Dataset<Row> raw) {
    Column level = col(LEVEL);
    return join(raw, Engine.isOnePartition(raw))
        .where(level.isNull().or(level.notEqual(Recoding.WITHHELD)));
  }

  /** See {@link Desensitize.Result#recoding}. */
  Dataset<Row> recoding(Dataset<Row> raw) {
    List<Column> columns = new ArrayList<>();
    Stream.concat(
            partition.stream().map(org.jinyanglake.contract.Column::name),
            quasiIdentifiers.stream().map(QuasiIdentifier::name))
        .forEach(name -> columns.add(col(name)));
    Dataset<Row> distinct = raw.select(columns.toArray(Column[]::new)).distinct();
    for (QuasiIdentifier each : quasiIdentifiers) {
      columns.add(each.at(col(LEVEL)).as("_released_" + each.name()));
    }
    columns.add(coalesce(col(LEVEL), lit(0)).equalTo(Recoding.WITHHELD).as("_withheld"));
    return join(distinct, Engine.isOnePartition(raw)).select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> join(Dataset<Row> raw, boolean onePartition) {
    if (size == 0) {
      return raw.withColumn(LEVEL, lit(null).cast("int"));
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
