package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Published source rows, of persons who have several: only of them it must be known which values
 * they have.
 *
 * <p>Columns: the path of the partition in which the row is published, the hash of the person, the
 * {@link ClassKey}, the raw values of the sensitive columns that have a condition, and how many
 * rows are so ({@link #times}).
 *
 * @param quasiIdentifiers the published ones, without partition columns
 * @param sensitive columns with a condition
 */
record PersonRows(Gate.Staged staged, List<String> quasiIdentifiers, List<String> sensitive) {
  /** Where in a row what stands. */
  static final int PATH = 0;

  static final int PERSON = 1;
  static final int CLASS = 2;
  static final int FIRST_VALUE = 3;

  private static final String TIMES = "__gate_times";
  private static final String TOGETHER = "__gate_together_";
  private static final String ROWS = "__gate_rows";

  /** Of few rows, those of all persons: to find who has several would take longer. */
  Dataset<Row> all() {
    return of(staged.raw().orElseThrow()).withColumn(TIMES, lit(1L));
  }

  /** How many source rows a row stands for. */
  static long times(Row row) {
    return row.getLong(row.size() - 1);
  }

  /**
   * Of many rows, those of one person in one partition after each other, and of those that are
   * alike one: an identifier may stand for very many. Runs Spark.
   */
  void forEach(Consumer<Row> consumer) {
    Dataset<Row> raw = staged.raw().orElseThrow();
    List<Column> persons = new ArrayList<>();
    // Rows of merged partitions may be published together.
    List<String> merged = Gate.mergedNames(staged.contract());
    Gate.partitionNames(staged.contract()).stream()
        .filter(name -> !merged.contains(name))
        .forEach(name -> persons.add(col(name)));
    persons.add(PersonCount.person(staged));
    List<Column> named = new ArrayList<>();
    Column same = lit(true);
    for (int i = 0; i < persons.size(); i++) {
      named.add(persons.get(i).as(TOGETHER + i));
      same = same.and(persons.get(i).eqNullSafe(col(TOGETHER + i)));
    }
    Dataset<Row> several =
        raw.where(PersonCount.person(staged).isNotNull())
            .groupBy(named.toArray(Column[]::new))
            .agg(count(lit(1)).as(ROWS))
            .where(col(ROWS).gt(1))
            .persist(MEMORY_AND_DISK());
    try {
      // Now that it is known how many they are, few are joined without moving all rows.
      if (several.count() > 0) {
        Dataset<Row> rows = of(raw.join(several, same, "left_semi"));
        Column[] person = {col(rows.columns()[PATH]), col(rows.columns()[PERSON])};
        rows.groupBy(Stream.of(rows.columns()).map(each -> col(each)).toArray(Column[]::new))
            .agg(count(lit(1)).as(TIMES))
            .repartition(person)
            .sortWithinPartitions(person)
            .toLocalIterator()
            .forEachRemaining(consumer);
      }
    } finally {
      several.unpersist();
    }
  }

  private Dataset<Row> of(Dataset<Row> raw) {
    List<Column> selected = new ArrayList<>();
    selected.add(Recount.partition(staged).as("__gate_path"));
    selected.add(col(PersonCount.PERSON));
    selected.add(col(PersonCount.KEY));
    sensitive.forEach(name -> selected.add(col(name)));
    return PersonCount.published(staged, raw, quasiIdentifiers)
        .where(col(PersonCount.PERSON).isNotNull())
        .select(selected.toArray(Column[]::new));
  }
}
