package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Anonymity;

/**
 * Counts again, from the source rows and the recoding alone, what each published class must hold.
 */
final class Recount {

  /** What the source gives to a partition. */
  static final class Expected {
    /** Rows and persons of each class, by {@link ClassKey}. */
    final Map<String, long[]> classes = new HashMap<>();

    long rows;
    long withheld;

    /** Source rows of which the recoding says nothing. */
    long unexplained;
  }

  private static final String WITHHELD = "__gate_withheld";
  private static final String KEY = "__gate_key";

  private Recount() {}

  /**
   * Counts by partition.
   *
   * @param quasiIdentifiers the published ones, without partition columns
   */
  static Map<String, Expected> of(Gate.Staged staged, List<String> quasiIdentifiers) {
    Dataset<Row> raw = staged.raw().orElseThrow();
    List<String> partitions = Gate.partitionNames(staged.contract());
    Dataset<Row> explained =
        staged.recoding().isEmpty()
            ? raw.withColumn(KEY, ClassKey.of(List.of(), List.of()))
                .withColumn(WITHHELD, lit(false))
            : explain(raw, staged.recoding().get(), partitions, quasiIdentifiers);
    Column rows = count(lit(1));
    Column persons =
        staged
            .contract()
            .anonymity()
            .map(Anonymity::person)
            .map(raw::col)
            .map(Recount::persons)
            .orElse(rows);
    Map<String, Expected> expected = new HashMap<>();
    for (Row row :
        explained
            .groupBy(
                partition(raw, partitions).as("__gate_partition"),
                explained.col(KEY),
                explained.col(WITHHELD))
            .agg(rows.as("__gate_rows"), persons.as("__gate_persons"))
            .collectAsList()) {
      Expected partition = expected.computeIfAbsent(row.getString(0), key -> new Expected());
      long count = row.getLong(3);
      partition.rows += count;
      if (row.isNullAt(2)) {
        partition.unexplained += count;
      } else if (row.getBoolean(2)) {
        partition.withheld += count;
      } else {
        partition.classes.put(row.getString(1), new long[] {count, row.getLong(4)});
      }
    }
    return expected;
  }

  private static Dataset<Row> explain(
      Dataset<Row> raw,
      Dataset<Row> recoding,
      List<String> partitions,
      List<String> quasiIdentifiers) {
    List<String> shared = new ArrayList<>(partitions);
    shared.addAll(quasiIdentifiers);
    List<Column> selected = new ArrayList<>();
    for (int i = 0; i < shared.size(); i++) {
      selected.add(recoding.col(shared.get(i)).as("__gate_" + i));
    }
    List<String> published = quasiIdentifiers.stream().map(name -> Gate.RELEASED + name).toList();
    Column withheld = coalesce(recoding.col(Gate.WITHHELD), lit(false));
    Column key =
        ClassKey.of(
            published.stream().map(recoding::col).toList(),
            published.stream().map(recoding.schema()::apply).toList());
    selected.add(when(withheld, lit(null)).otherwise(key).as(KEY));
    selected.add(withheld.as(WITHHELD));
    Dataset<Row> lookup = recoding.select(selected.toArray(Column[]::new));
    Column same = lit(true);
    for (int i = 0; i < shared.size(); i++) {
      same = same.and(raw.col(shared.get(i)).eqNullSafe(lookup.col("__gate_" + i)));
    }
    return raw.join(lookup, same, "left");
  }

  /**
   * Distinct persons by a 64-bit hash, so that no identifier is shuffled; a collision makes the
   * count smaller, never greater. Rows without a person are one person each.
   */
  private static Column persons(Column person) {
    return countDistinct(when(person.isNotNull(), xxhash64(person)))
        .plus(coalesce(sum(when(person.isNull(), lit(1L)).otherwise(lit(0L))), lit(0L)));
  }

  /** The partition of each row, as {@link FileVisit#partition} names it. */
  static Column partition(Dataset<Row> rows, List<String> partitions) {
    return concat_ws(
        "/",
        partitions.stream()
            .map(
                name ->
                    concat(lit(name + "="), coalesce(rows.col(name).cast("string"), lit("null"))))
            .toArray(Column[]::new));
  }
}
