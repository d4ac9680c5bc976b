package org.jinyanglake.check;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jinyanglake.lake.RefusedRows;

/**
 * Rows that break rules of severity {@code error} or {@code warning}: of each partition and rule
 * the first {@value #MOST}, by {@code _file} and {@code _row}. One Spark query for all, over the
 * partitions in which such a rule failed. Rules that say nothing of single rows (a mean, a count)
 * have none.
 */
final class FailingRows {
  static final int MOST = 5;

  /** Of more partitions that fail, only the last ones are looked at: a report shows no others. */
  private static final int MOST_PARTITIONS = 100;

  private static final String RULE = "__failing";
  private static final String TEXT = "__text";
  private static final String PLACE = "__place";

  private final Partitioning partitioning;
  private final Column[] values;
  private final SortedMap<String, Failed> failed = new TreeMap<>();

  private record Failed(List<Object> key, Set<DqdlRule> rules) {}

  /**
   * @param values the columns that tell what a row says
   */
  FailingRows(Partitioning partitioning, Column[] values) {
    this.partitioning = partitioning;
    this.values = values;
  }

  /** Rules failed in a partition that has rows. */
  void add(String path, List<Object> key, Set<DqdlRule> rules) {
    if (rules.stream().anyMatch(rule -> Dependencies.is(rule) || test(rule).isPresent())) {
      failed.put(path, new Failed(key, rules));
      if (failed.size() > MOST_PARTITIONS) {
        failed.remove(failed.firstKey());
      }
    }
  }

  /**
   * The rows, by partition path; their text is what they say, as JSON.
   *
   * @param rows those that row rules leave
   * @param dependencies those of the rules, already counted
   */
  SortedMap<String, List<RefusedRows.Row>> in(Dataset<Row> rows, Judge dependencies) {
    SortedMap<String, List<RefusedRows.Row>> found = new TreeMap<>();
    if (failed.isEmpty()) {
      return found;
    }
    Map<Integer, DqdlRule> byOrder = new HashMap<>();
    failed.values().forEach(each -> each.rules().forEach(rule -> byOrder.put(rule.order(), rule)));
    Dataset<Row> within =
        rows.filter(
            failed.values().stream()
                .map(each -> partitioning.is(each.key()))
                .reduce(Column::or)
                .orElseThrow());
    List<Dataset<Row>> parts = new ArrayList<>();
    alone(within, byOrder.values().stream().toList()).ifPresent(parts::add);
    if (byOrder.values().stream().anyMatch(Dependencies::is)) {
      parts.add(disagreeing(within, dependencies.minority()));
    }
    if (parts.isEmpty()) {
      return found;
    }
    int width = partitioning.columns().size();
    for (Row row : parts.stream().reduce(Dataset::union).orElseThrow().collectAsList()) {
      String path = partitioning.path(Partitioning.key(row, width));
      DqdlRule rule = byOrder.get(row.getInt(width + 2));
      if (rule != null && failed.containsKey(path) && failed.get(path).rules().contains(rule)) {
        found
            .computeIfAbsent(path, p -> new ArrayList<>())
            .add(
                new RefusedRows.Row(
                    row.getString(width),
                    row.getLong(width + 1),
                    -1,
                    String.join(",", rule.columns()),
                    rule.rule().dqdl(),
                    reason(rule),
                    row.getString(width + 3)));
      }
    }
    return found;
  }

  /** Rows that break a rule by themselves, or by what others of the same key say. */
  private Optional<Dataset<Row>> alone(Dataset<Row> rows, List<DqdlRule> rules) {
    Map<Integer, Column> broken = new LinkedHashMap<>();
    for (DqdlRule rule : rules) {
      test(rule).ifPresent(test -> broken.put(rule.order(), broken(test)));
    }
    if (broken.isEmpty()) {
      return Optional.empty();
    }
    // Windows may not stand within a generator, so each rule has a column first.
    Dataset<Row> tested = rows;
    List<Column> orders = new ArrayList<>();
    for (Map.Entry<Integer, Column> each : broken.entrySet()) {
      String name = RULE + each.getKey();
      tested = tested.withColumn(name, when(each.getValue(), each.getKey()));
      orders.add(col(name));
    }
    return Optional.of(
        first(
            tested.withColumn(RULE, explode(array_compact(array(orders.toArray(Column[]::new)))))));
  }

  private Column broken(RowTest test) {
    return test.key().map(key -> test.broken().or(repeated(key))).orElse(test.broken());
  }

  /** Whether another row of the partition has the key. */
  private Column repeated(Grouping key) {
    Column counts = key.counts();
    Column[] same = columns(Stream.concat(partitioning.columns().stream(), key.columns().stream()));
    return counts.and(count(when(counts, 1)).over(Window.partitionBy(same)).gt(1));
  }

  private Dataset<Row> disagreeing(Dataset<Row> rows, Dataset<Row> minority) {
    Dataset<Row> named =
        minority.select(col("later_file"), col("later_row"), col(Refusals.LATER_BY).as(RULE));
    return first(rows.join(named, Refusals.sameRow()));
  }

  private Dataset<Row> first(Dataset<Row> rows) {
    return limited(rows).select(shape());
  }

  /** The first rows of each partition and rule. */
  private Dataset<Row> limited(Dataset<Row> rows) {
    Column[] group = columns(Stream.concat(partitioning.columns().stream(), Stream.of(RULE)));
    return rows.withColumn(
            PLACE, row_number().over(Window.partitionBy(group).orderBy("_file", "_row")))
        .filter(col(PLACE).leq(MOST));
  }

  private Column[] shape() {
    List<Column> columns = new ArrayList<>();
    partitioning.columns().forEach(name -> columns.add(col(name)));
    columns.addAll(List.of(col("_file"), col("_row"), col(RULE), to_json(struct(values)).as(TEXT)));
    return columns.toArray(Column[]::new);
  }

  private static Column[] columns(Stream<String> names) {
    return names.map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
  }

  private static Optional<RowTest> test(DqdlRule rule) {
    try {
      return Dependencies.is(rule) ? Optional.empty() : Optional.of(RowTest.ofFailed(rule));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // it judges a partition, not rows
    }
  }

  private static String reason(DqdlRule rule) {
    String columns = String.join(",", rule.columns());
    return columns.isEmpty()
        ? "does not satisfy " + rule.rule().dqdl()
        : columns + " does not satisfy " + rule.rule().dqdl();
  }
}
