package org.jinyanglake.check;

import com.amazon.deequ.analyzers.CustomSql;
import com.amazon.deequ.dqdl.model.CustomSqlRowLevelExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.metrics.DoubleMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What queries over the table {@code primary}, which is one partition, say of each partition. With
 * one Spark query for all partitions where the query allows it ({@link GroupedQuery}), and one more
 * for those in which it looks at no row; else with one for each partition, some at once.
 */
final class PartitionQueries {
  /** So many small queries keep a few cores busy; more only wait for each other. */
  private static final int AT_ONCE = 4;

  private static final String PARTITION = "__partition";

  private final Dataset<Row> rows;
  private final Partitioning partitioning;
  private final Column[] kept;
  private final Set<List<Object>> partitions;
  private final Map<String, Map<List<Object>, DoubleMetric>> numbers = new HashMap<>();
  private final Map<ExecutableRule, Map<List<Object>, Verdict>> shares = new HashMap<>();

  /**
   * @param kept the columns of {@code primary}
   * @param partitions the keys of those that have rows
   */
  PartitionQueries(
      Dataset<Row> rows, Partitioning partitioning, Column[] kept, Set<List<Object>> partitions) {
    this.rows = rows;
    this.partitioning = partitioning;
    this.kept = kept;
    this.partitions = partitions;
  }

  /** The number that a query returns of a partition. */
  DoubleMetric number(CustomSql query, List<Object> partition) {
    return numbers.computeIfAbsent(query.expression(), text -> numbers(query)).get(partition);
  }

  /** The verdict on a query that returns the rows of a partition that are right. */
  Verdict share(CustomSqlRowLevelExecutableRule query, List<Object> partition) {
    return shares
        .computeIfAbsent(query, rule -> each(key -> SingleRun.share(query, of(key))))
        .get(partition);
  }

  private Map<List<Object>, DoubleMetric> numbers(CustomSql query) {
    return grouped(query).orElseGet(() -> each(key -> SingleRun.of(query, of(key))));
  }

  private Optional<Map<List<Object>, DoubleMetric>> grouped(CustomSql query) {
    if (partitions.size() < 2) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>(Arrays.asList(kept));
    columns.addAll(partitioning.as(PARTITION));
    int width = partitioning.columns().size();
    List<String> names = IntStream.range(0, width).mapToObj(i -> PARTITION + i).toList();
    Optional<Dataset<Row>> asked =
        GroupedQuery.of(
            query.expression(),
            SingleRun.isolated(rows.select(columns.toArray(Column[]::new))),
            names);
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    Map<List<Object>, DoubleMetric> found = new HashMap<>();
    try {
      for (Row row : asked.get().collectAsList()) {
        found.put(
            Partitioning.key(row, width),
            row.isNullAt(width)
                ? SingleRun.noNumber()
                : SingleRun.metric(query, row.getDouble(width)));
      }
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      return Optional.empty(); // it fails on some row: asked one by one, only there
    }
    if (!found.keySet().containsAll(partitions)) {
      DoubleMetric nothing = SingleRun.of(query, rows.select(kept).limit(0));
      partitions.forEach(key -> found.putIfAbsent(key, nothing));
    }
    return Optional.of(found);
  }

  private Dataset<Row> of(List<Object> partition) {
    return rows.filter(partitioning.is(partition)).select(kept);
  }

  /** What is asked of each partition, some side by side. */
  private <T> Map<List<Object>, T> each(Function<List<Object>, T> question) {
    Map<List<Object>, T> answers = new HashMap<>();
    if (partitions.size() == 1) {
      partitions.forEach(key -> answers.put(key, question.apply(key)));
      return answers;
    }
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<List<Object>, Future<T>> asked = new HashMap<>();
      partitions.forEach(key -> asked.put(key, threads.submit(() -> question.apply(key))));
      for (Map.Entry<List<Object>, Future<T>> each : asked.entrySet()) {
        answers.put(each.getKey(), each.getValue().get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rules were judged", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
