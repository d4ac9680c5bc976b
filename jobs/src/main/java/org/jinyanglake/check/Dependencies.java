package org.jinyanglake.check;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How far functional dependencies hold, in one Spark query for all of them and all partitions, and
 * which rows break them.
 *
 * <p>Of the rows of a partition that agree in the determining columns those stay that have the most
 * frequent value in the determined one; of values that are equally frequent, that of the first row
 * (by {@code _file}, then {@code _row}). The others are the fewest rows without which the
 * dependency holds: their share is g3 of Kivinen and Mannila (1995). Rows in which one of the
 * columns is null say nothing.
 */
final class Dependencies {

  /** Up to so many groups that disagree are sent to every executor. */
  private static final long BROADCAST_GROUPS = 100_000;

  private final Dataset<Row> rows;
  private final Partitioning partitioning;
  private final List<DqdlRule> rules;
  private Map<List<Object>, Map<Integer, Agreement>> counted;

  /**
   * The rows of a partition of which a dependency speaks.
   *
   * @param rows how many there are
   * @param agreeing how many of them may stay
   */
  record Agreement(long rows, long agreeing) {
    static final Agreement NONE = new Agreement(0, 0);

    long broken() {
      return rows - agreeing;
    }
  }

  /**
   * @param rules each of which is a {@link DependencyRule} of columns that the rows have
   */
  Dependencies(Dataset<Row> rows, Partitioning partitioning, List<DqdlRule> rules) {
    this.rows = rows;
    this.partitioning = partitioning;
    this.rules = List.copyOf(rules);
  }

  static boolean is(DqdlRule rule) {
    return rule.executable() instanceof DependencyRule;
  }

  /** How many rows of a partition agree. */
  Agreement of(DqdlRule rule, List<Object> partition) {
    return counts().getOrDefault(partition, Map.of()).getOrDefault(rule.order(), Agreement.NONE);
  }

  /** How many rows break a dependency, those that break several counted for each. */
  long broken() {
    return counts().values().stream()
        .flatMap(partition -> partition.values().stream())
        .mapToLong(Agreement::broken)
        .sum();
  }

  /**
   * The rows that break a dependency, each once: {@code later_file}, {@code later_row}, {@code
   * later_by} (the order of the first rule that it breaks), {@code _rule}, {@code _column}, {@code
   * _reason}.
   */
  Dataset<Row> minority() {
    List<String> group = group("__rule", "__left");
    Dataset<Row> disagreeing =
        values()
            .groupBy(columns(group))
            .agg(
                count(lit(1)).as("__values"),
                min_by(struct("__right", "__first"), struct(negate(col("__n")), col("__first")))
                    .as("__most"))
            .filter(col("__values").gt(1));
    Column same = lit(true);
    for (int i = 0; i < group.size(); i++) {
      disagreeing = disagreeing.withColumnRenamed(group.get(i), "__group" + i);
      same = same.and(col(group.get(i)).eqNullSafe(col("__group" + i)));
    }
    Dataset<Row> broken =
        statements("_file", "_row")
            .join(broken() <= BROADCAST_GROUPS ? broadcast(disagreeing) : disagreeing, same)
            .filter(col("__right").notEqual(col("__most.__right")))
            .groupBy(col("_file").as("later_file"), col("_row").as("later_row"))
            .agg(min(struct(col("__rule"), col("__most.__first").as("__first"))).as("__by"));
    Column dqdl = lit(null).cast("string");
    Column column = dqdl;
    Column reason = dqdl;
    for (DqdlRule rule : rules) {
      DependencyRule dependency = (DependencyRule) rule.executable();
      Column is = col("__by.__rule").equalTo(rule.order());
      dqdl = when(is, rule.rule().dqdl()).otherwise(dqdl);
      column = when(is, String.join(",", rule.columns())).otherwise(column);
      reason =
          when(
                  is,
                  concat(
                      lit(dependency.determined() + " is another than in row "),
                      col("__by.__first._row"),
                      lit(" of "),
                      col("__by.__first._file"),
                      lit(
                          ", as in most rows of the same "
                              + String.join(",", dependency.determining()))))
              .otherwise(reason);
    }
    return broken
        .withColumn(Refusals.LATER_BY, col("__by.__rule"))
        .withColumn("_rule", dqdl)
        .withColumn("_column", column)
        .withColumn("_reason", reason)
        .drop("__by");
  }

  private Map<List<Object>, Map<Integer, Agreement>> counts() {
    if (counted == null) {
      counted = rules.isEmpty() ? Map.of() : ask();
    }
    return counted;
  }

  private Map<List<Object>, Map<Integer, Agreement>> ask() {
    Dataset<Row> counts =
        values()
            .groupBy(columns(group("__rule", "__left")))
            .agg(sum("__n").as("__rows"), max("__n").as("__agreeing"))
            .groupBy(columns(group("__rule")))
            .agg(sum("__rows"), sum("__agreeing"));
    int width = partitioning.columns().size();
    Map<List<Object>, Map<Integer, Agreement>> result = new HashMap<>();
    for (Row row : counts.collectAsList()) {
      result
          .computeIfAbsent(Partitioning.key(row, width), key -> new HashMap<>())
          .put(row.getInt(width), new Agreement(row.getLong(width + 1), row.getLong(width + 2)));
    }
    return result;
  }

  /** How often each value is, and where it is first. */
  private Dataset<Row> values() {
    return statements("_file", "_row")
        .groupBy(columns(group("__rule", "__left", "__right")))
        .agg(count(lit(1)).as("__n"), min(struct("_file", "_row")).as("__first"));
  }

  /** What each row says of each dependency, so that one query serves all of them. */
  private Dataset<Row> statements(String... kept) {
    Column[] each =
        rules.stream()
            .map(
                rule -> {
                  DependencyRule dependency = (DependencyRule) rule.executable();
                  Column[] left =
                      dependency.determining().stream()
                          .map(name -> col(name).cast("string"))
                          .toArray(Column[]::new);
                  Column complete =
                      Arrays.stream(left).map(Column::isNotNull).reduce(Column::and).orElseThrow();
                  return struct(
                      lit(rule.order()).as("__rule"),
                      when(complete, array(left)).as("__left"),
                      col(dependency.determined()).cast("string").as("__right"));
                })
            .toArray(Column[]::new);
    List<Column> columns = new ArrayList<>();
    partitioning.columns().forEach(name -> columns.add(col(name)));
    Arrays.stream(kept).forEach(name -> columns.add(col(name)));
    columns.add(explode(array(each)).as("__said"));
    Dataset<Row> said = rows.select(columns.toArray(Column[]::new));
    for (String name : List.of("__rule", "__left", "__right")) {
      said = said.withColumn(name, col("__said." + name));
    }
    return said.drop("__said").filter(col("__left").isNotNull().and(col("__right").isNotNull()));
  }

  private List<String> group(String... further) {
    List<String> names = new ArrayList<>(partitioning.columns());
    names.addAll(List.of(further));
    return names;
  }

  private static Column[] columns(List<String> names) {
    return IntStream.range(0, names.size()).mapToObj(i -> col(names.get(i))).toArray(Column[]::new);
  }
}
