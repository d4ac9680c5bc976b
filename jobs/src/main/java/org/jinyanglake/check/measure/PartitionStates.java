package org.jinyanglake.check.measure;

import com.amazon.deequ.analyzers.NumMatches;
import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.Metric;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import scala.collection.JavaConverters;

/**
 * The states of one partition.
 *
 * @param run that judged it
 * @param judged when, in ms since 1970
 * @param states without those that no value went into, as the mean of a column that is null
 */
public record PartitionStates(String run, long judged, SortedMap<StateKey, State<?>> states) {

  /** Those of a partition without rows. */
  public static PartitionStates empty(String run, long judged) {
    return new PartitionStates(
        run, judged, new TreeMap<>(java.util.Map.of(new StateKey(Kind.ROW_COUNT, ""), NONE)));
  }

  private static final State<?> NONE = new NumMatches(0);

  /** Without those from which a value of the data follows, as the least one. */
  public PartitionStates withoutValues() {
    SortedMap<StateKey, State<?>> left = new TreeMap<>(states);
    left.keySet().removeIf(key -> !key.kind().isValueFree());
    return new PartitionStates(run, judged, left);
  }

  /** Without the least and greatest values, each of which stands in a row as it is. */
  public PartitionStates withoutExtremes() {
    SortedMap<StateKey, State<?>> left = new TreeMap<>(states);
    left.keySet().removeIf(key -> key.kind() == Kind.MINIMUM || key.kind() == Kind.MAXIMUM);
    return new PartitionStates(run, judged, left);
  }

  /** Those of a partition of which the rows that it holds were not measured as such. */
  public static PartitionStates unknown(String run, long judged) {
    return new PartitionStates(run, judged, new TreeMap<>());
  }

  boolean isUnknown() {
    return states.isEmpty();
  }

  /** What follows from the states; only finite numbers. */
  public SortedMap<Measure, Double> measures() {
    SortedMap<Measure, Double> measures = new TreeMap<>();
    states.forEach(
        (key, state) ->
            numbers(key.metric(state))
                .forEach(each -> measures.put(Measure.of(each), (Double) each.value().get())));
    return measures;
  }

  /** The numbers of a metric, which may be several; only finite ones. */
  static Stream<DoubleMetric> numbers(Metric<?> metric) {
    return JavaConverters.seqAsJavaList(metric.flatten()).stream()
        .filter(each -> each.value().isSuccess() && Double.isFinite((Double) each.value().get()));
  }

  /** The states of several partitions together, of those keys that may be summed over them. */
  static SortedMap<StateKey, State<?>> sum(
      Collection<PartitionStates> partitions, Predicate<StateKey> summable) {
    SortedMap<StateKey, State<?>> sum = new TreeMap<>();
    for (PartitionStates partition : partitions) {
      partition.states.forEach(
          (key, state) -> {
            if (summable.test(key)) {
              sum.merge(key, state, (all, one) -> all.sumUntyped(one));
            }
          });
    }
    return sum;
  }
}
