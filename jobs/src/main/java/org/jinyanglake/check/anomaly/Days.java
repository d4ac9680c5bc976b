package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.check.measure.Measure;

/** The measures of daily partitions, as one series for each. */
public final class Days {

  private static final NavigableMap<LocalDate, Double> NO_SERIES = new TreeMap<>();

  private final NavigableSet<LocalDate> present;
  private final NavigableMap<LocalDate, Map<Measure, Double>> byDay = new TreeMap<>();
  private final Map<Measure, NavigableMap<LocalDate, Double>> series = new HashMap<>();

  /**
   * Of partitions' measures; values that are no finite numbers are left out.
   *
   * @param measures by day
   * @param present all days that have a partition, also those of which no measure is needed
   */
  public Days(
      Map<LocalDate, ? extends SortedMap<Measure, Double>> measures,
      NavigableSet<LocalDate> present) {
    this.present = present;
    measures.forEach(
        (day, values) -> {
          Map<Measure, Double> known = new TreeMap<>(values);
          known.values().removeIf(value -> value == null || !Double.isFinite(value));
          byDay.put(day, known);
          known.forEach(
              (measure, value) ->
                  series.computeIfAbsent(measure, each -> new TreeMap<>()).put(day, value));
        });
  }

  /** The days that have a partition. */
  NavigableSet<LocalDate> present() {
    return present;
  }

  Map<Measure, Double> on(LocalDate day) {
    return byDay.getOrDefault(day, Map.of());
  }

  /** The values of a measure by day; empty if it was never measured. */
  NavigableMap<LocalDate, Double> series(Measure measure) {
    return series.getOrDefault(measure, NO_SERIES);
  }
}
