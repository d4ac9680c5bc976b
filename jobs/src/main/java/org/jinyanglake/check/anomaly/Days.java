package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.check.measure.Measure;

/** The measures of daily partitions, as one series for each. */
public final class Days {

  private static final NavigableMap<LocalDate, Double> NO_SERIES = new TreeMap<>();

  private final NavigableSet<LocalDate> present;
  private final NavigableMap<LocalDate, Map<Measure, Double>> byDay;
  private final Map<Measure, NavigableMap<LocalDate, Double>> series;
  private final Set<LocalDate> untaught;

  /**
   * Of partitions' measures; values that are no finite numbers are left out.
   *
   * @param measures by day
   * @param present all days that have a partition, also those of which no measure is needed
   */
  public Days(
      Map<LocalDate, ? extends SortedMap<Measure, Double>> measures,
      NavigableSet<LocalDate> present) {
    this(present, new TreeMap<>(), new HashMap<>(), Set.of());
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

  private Days(
      NavigableSet<LocalDate> present,
      NavigableMap<LocalDate, Map<Measure, Double>> byDay,
      Map<Measure, NavigableMap<LocalDate, Double>> series,
      Set<LocalDate> untaught) {
    this.present = present;
    this.byDay = byDay;
    this.series = series;
    this.untaught = untaught;
  }

  /** The same, of which some days teach nothing about others. */
  Days without(Set<LocalDate> others) {
    return new Days(present, byDay, series, others);
  }

  /** The days that have a partition. */
  NavigableSet<LocalDate> present() {
    return present;
  }

  Map<Measure, Double> on(LocalDate day) {
    return byDay.getOrDefault(day, Map.of());
  }

  /** The values of a measure on the days before one, as far back as is looked. */
  NavigableMap<LocalDate, Double> before(Measure measure, LocalDate day) {
    NavigableMap<LocalDate, Double> before =
        series
            .getOrDefault(measure, NO_SERIES)
            .subMap(day.minusDays(Baseline.WINDOW), true, day, false);
    if (before.keySet().stream().noneMatch(untaught::contains)) {
      return before;
    }
    NavigableMap<LocalDate, Double> teaching = new TreeMap<>(before);
    teaching.keySet().removeAll(untaught);
    return teaching;
  }
}
