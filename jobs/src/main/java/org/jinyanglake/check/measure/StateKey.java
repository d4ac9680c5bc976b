package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.MaxState;
import com.amazon.deequ.analyzers.MinState;
import com.amazon.deequ.analyzers.NumMatchesAndCount;
import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Entity;
import com.amazon.deequ.metrics.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import scala.Option;
import scala.util.Success;

/** A state that is kept: of which kind, of which column (empty: of the dataset). */
public record StateKey(Kind kind, String column) implements Comparable<StateKey> {
  private static final Comparator<StateKey> ORDER =
      Comparator.comparing(StateKey::column).thenComparing(StateKey::kind);

  /**
   * What one scan measures of a dataset. Of columns that are not public only what says nothing of a
   * value: how many there are, and how many different ones.
   */
  public static List<StateKey> scanned(Contract contract, StructType rows) {
    List<StateKey> keys = new ArrayList<>(List.of(new StateKey(Kind.ROW_COUNT, "")));
    for (Column column : contract.columns()) {
      String name = column.name();
      if (!Arrays.asList(rows.fieldNames()).contains(name)) {
        continue;
      }
      keys.add(new StateKey(Kind.COMPLETENESS, name));
      keys.add(new StateKey(Kind.APPROX_COUNT_DISTINCT, name));
      if (column.classification() == Classification.PUBLIC
          && rows.apply(name).dataType() instanceof NumericType) {
        for (Kind kind :
            List.of(
                Kind.MEAN,
                Kind.STANDARD_DEVIATION,
                Kind.MINIMUM,
                Kind.MAXIMUM,
                Kind.SUM,
                Kind.QUANTILES)) {
          keys.add(new StateKey(kind, name));
        }
      }
    }
    return keys;
  }

  /** The groups by some columns. */
  public static StateKey groups(List<String> columns) {
    return new StateKey(Kind.UNIQUENESS, String.join(",", columns));
  }

  /** The analyzer that measures it in a scan; not of {@link #groups}. */
  public ScanShareableAnalyzer<?, ?> scan() {
    return kind == Kind.QUANTILES
        ? new QuantileScan(column)
        : (ScanShareableAnalyzer<?, ?>) analyzer();
  }

  Analyzer<?, ?> analyzer() {
    return kind.analyzer(column);
  }

  /** The state in an aggregated row, from an offset on; empty if there were no values. */
  public Optional<State<?>> state(Row aggregated, int offset) {
    Option<? extends State<?>> found = scan().fromAggregationResult(aggregated, offset);
    return found.isEmpty() ? Optional.empty() : Optional.of(plain(found.get()));
  }

  /** Without the Spark column that deequ keeps for results by row. */
  private static State<?> plain(State<?> state) {
    if (state instanceof NumMatchesAndCount counts) {
      return new NumMatchesAndCount(counts.numMatches(), counts.count(), Option.empty());
    } else if (state instanceof MinState least) {
      return new MinState(least.minValue(), Option.empty());
    } else if (state instanceof MaxState most) {
      return new MaxState(most.maxValue(), Option.empty());
    }
    return state;
  }

  /** deequ's metric of a state. */
  Metric<?> metric(State<?> state) {
    if (state instanceof Groups groups) {
      return new DoubleMetric(
          Entity.Multicolumn(),
          "Uniqueness",
          column,
          new Success<>(groups.uniqueness()),
          Option.empty());
    }
    return state instanceof Quantiles quantiles
        ? quantiles.metric(column)
        : metric(analyzer(), state);
  }

  @SuppressWarnings("unchecked")
  private static <S extends State<?>> Metric<?> metric(Analyzer<?, ?> analyzer, S state) {
    return ((Analyzer<S, ?>) analyzer).computeMetricFrom((Option<S>) Option.apply(state));
  }

  @Override
  public int compareTo(StateKey other) {
    return ORDER.compare(this, other);
  }
}
