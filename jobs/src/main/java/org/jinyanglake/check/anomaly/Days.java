package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.check.measure.Measure;

/** The measures of daily partitions, as one series for each. */
public final class Days {

  private static final NavigableMap<LocalDate, Double> NO_SERIES = new TreeMap<>();

  private final NavigableMap<LocalDate, Map<Measure, Double>> byDay = new TreeMap<>();
  private final Map<Measure, NavigableMap<LocalDate, Double>> series = new HashMap<>();

  /**
   * Of partitions' measures; values that are no finite numbers are left out.
   *
   * @param measures by day
   */
  public Days(Map<LocalDate, ? extends SortedMap<Measure, Double>> measures) {
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
    return new TreeSet<>(byDay.keySet());
  }

  Map<Measure, Double> on(LocalDate day) {
    return byDay.getOrDefault(day, Map.of());
  }

  Set<Measure> measures() {
    return series.keySet();
  }

  /** The values of a measure by day; empty if it was never measured. */
  NavigableMap<LocalDate, Double> series(Measure measure) {
    return series.getOrDefault(measure, NO_SERIES);
  }
}
