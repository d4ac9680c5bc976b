package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.V2Aggregator;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * One Spark query that computes every aggregate for every partition at once. The rows that remain
 * and those that each row rule refuses are groups of their own, so that the measures of the
 * remaining rows and the counts of the refused ones come from the same scan.
 */
final class Scan {

  private final Partitioning partitioning;
  private final Optional<String> refusedBy;
  private final boolean exchanging;
  private final Map<Object, Integer> offsets = new HashMap<>();
  private final List<Column> aggregates = new ArrayList<>();

  /**
   * A scan without aggregates yet.
   *
   * @param refusedBy the column that is null in the rows that remain; empty if all do
   * @param exchanging whether keys are compared elsewhere
   */
  Scan(Partitioning partitioning, Optional<String> refusedBy, boolean exchanging) {
    this.partitioning = partitioning;
    this.refusedBy = refusedBy;
    this.exchanging = exchanging;
  }

  /** Asks for aggregates, to be found again by what they are for. */
  void add(Object purpose, List<Column> columns) {
    if (offsets.putIfAbsent(purpose, keys() + aggregates.size()) == null) {
      aggregates.addAll(columns);
    }
  }

  /** Whether {@link #addKeys} has an effect. */
  boolean keepsKeys() {
    return !exchanging;
  }

  /** Asks which keys may come more than once in the rows that remain. */
  void addKeys(Grouping grouping) {
    if (!exchanging) {
      Column hash = xxhash64(grouping.key());
      add(grouping, List.of(over(new KeyHashAggregate(), List.of(hash), isRemaining(grouping))));
    }
  }

  /** Asks for columns of the refused rows themselves, unless they are too many. */
  void gather(Object purpose, StructType type, List<Column> columns) {
    add(
        purpose,
        List.of(
            over(new GatherAggregate(type), columns, col(refusedBy.orElseThrow()).isNotNull())));
  }

  private Column isRemaining(Grouping grouping) {
    return refusedBy
        .map(name -> col(name).isNull().and(grouping.counts()))
        .orElse(grouping.counts());
  }

  private static <S extends Serializable, T> Column over(
      AggregateFunction<S, T> function, List<Column> inputs, Column filter) {
    List<Expression> expressions = inputs.stream().map(Column::expr).toList();
    return new Column(
        new V2Aggregator<>(function, JavaConverters.asScalaBuffer(expressions).toSeq(), 0, 0)
            .toAggregateExpression(false, Option.apply(filter.expr())));
  }

  /**
   * What {@link #addKeys} found by partition; empty if it was not asked for, or some partition has
   * too much that comes more than once.
   */
  Optional<Map<List<Object>, KeyHashes.Found>> keys(
      Grouping grouping, Map<List<Object>, Found> found) {
    Integer offset = offsets.get(grouping);
    if (offset == null
        || found.values().stream()
            .flatMap(each -> each.remaining().stream())
            .anyMatch(row -> row.isNullAt(offset))) {
      return Optional.empty();
    }
    Map<List<Object>, KeyHashes.Found> keys = new HashMap<>();
    found.forEach(
        (partition, each) ->
            each.remaining()
                .ifPresent(row -> keys.put(partition, KeyHashes.Found.in(row, offset))));
    return Optional.of(keys);
  }

  /** The rows of {@link #gather} that one rule refuses in a partition; empty if too many. */
  Optional<List<Row>> gathered(Object purpose, Found found, int rule) {
    int offset = offsets.get(purpose);
    int by = partitioning.columns().size();
    Optional<Row> group =
        found.groups().stream()
            .filter(row -> !row.isNullAt(by) && row.getInt(by) == rule)
            .findFirst();
    return group.isPresent() && group.get().isNullAt(offset)
        ? Optional.empty()
        : Optional.of(group.map(row -> row.<Row>getList(offset)).orElse(List.of()));
  }

  /** Where in a row of the result the aggregates of a purpose begin; empty if not asked for. */
  Optional<Integer> offset(Object purpose) {
    return Optional.ofNullable(offsets.get(purpose));
  }

  /**
   * What the scan found in one partition.
   *
   * @param remaining the aggregates over the rows that remain; empty if there are none
   * @param groups the aggregates over the remaining rows and over the rows refused by each rule
   */
  record Found(Optional<Row> remaining, List<Row> groups) {

    /** In a partition without rows. */
    static final Found NOTHING = new Found(Optional.empty(), List.of());

    /** A count over the rows that remain; empty if there are none. */
    Optional<Long> remaining(int offset) {
      return remaining.map(row -> row.getLong(offset));
    }

    /** The sum of a count over all rows of the partition. */
    long total(int offset) {
      return groups.stream().mapToLong(group -> group.getLong(offset)).sum();
    }
  }

  /** Has Spark resolve the aggregates without computing them. */
  void resolve(Dataset<Row> rows) {
    if (!aggregates.isEmpty()) {
      rows.select(aggregates.toArray(Column[]::new)).schema();
    }
  }

  /** Runs it over all rows; by partition key, in the order found. */
  Map<List<Object>, Found> run(Dataset<Row> rows) {
    List<Column> keys = new ArrayList<>(partitioning.as("partition"));
    refusedBy.ifPresent(name -> keys.add(col(name)));
    int width = partitioning.columns().size();
    List<Column> ordered = new ArrayList<>(aggregates);
    ordered.add(count(lit(1)));
    List<Row> result =
        rows.groupBy(keys.toArray(Column[]::new))
            .agg(ordered.get(0), ordered.subList(1, ordered.size()).toArray(Column[]::new))
            .collectAsList();
    Map<List<Object>, List<Row>> byPartition = new LinkedHashMap<>();
    for (Row row : result) {
      if (row.getLong(row.length() - 1) > 0) {
        byPartition
            .computeIfAbsent(Partitioning.key(row, width), key -> new ArrayList<>())
            .add(row);
      }
    }
    Map<List<Object>, Found> found = new LinkedHashMap<>();
    byPartition.forEach(
        (key, groups) ->
            found.put(
                key,
                new Found(
                    groups.stream()
                        .filter(row -> refusedBy.isEmpty() || row.isNullAt(width))
                        .findFirst(),
                    groups)));
    return found;
  }

  private int keys() {
    return partitioning.columns().size() + (refusedBy.isPresent() ? 1 : 0);
  }
}
