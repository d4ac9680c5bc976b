package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.contract.Holidays;

/**
 * Tells whether a day is like the days before it, of all its measures and without being told what
 * to look for. Whatever is found of one day is one finding. It sees the days before a day only, so
 * a day that is judged late is judged as it would have been in time.
 */
public final class Watch {

  static final Measure ROWS = Measure.ROW_COUNT;

  /** Stands for the finding, and nothing else, that days before are missing; it has no value. */
  private static final Measure MISSING = new Measure("MissingDay", "");

  /** Stands for the finding, and nothing else, that a day's numbers are those of another. */
  private static final Measure REPEATED = new Measure("RepeatedDay", "");

  /** How many further measures a finding names. */
  private static final int NAMED = 4;

  /** So many bad days tell nothing about the others. */
  private static final int MOST_BAD = 3;

  private static final int FEW = 10;

  private static final Set<String> NEEDS_ROWS = Set.of("StandardDeviation", "ApproxCountDistinct");

  /** A column tells rows apart if there are no more rows for each of its values. */
  private static final double NEARLY_KEY = 2;

  private final Days days;
  private final DayClass classes;
  private final Set<Measure> left;
  private final boolean extremes;

  /** A watch over days. */
  public Watch(Days days, Holidays holidays) {
    this(days, new DayClass(holidays), Set.of(), true);
  }

  private Watch(Days days, DayClass classes, Set<Measure> left, boolean extremes) {
    this.days = days;
    this.classes = classes;
    this.left = left;
    this.extremes = extremes;
  }

  /** The same, but silent about some measures. */
  Watch without(Set<Measure> measures) {
    return new Watch(days, classes, measures, extremes);
  }

  /** The same, which does not say least and greatest values: each stands in a row as it is. */
  Watch withholdingExtremes() {
    return new Watch(days, classes, left, false);
  }

  private boolean tells(Measure measure) {
    return extremes || !isExtreme(measure);
  }

  static boolean isExtreme(Measure measure) {
    return measure.metric().equals("Minimum") || measure.metric().equals("Maximum");
  }

  /** A measure that is not as usual. */
  private record Alarm(Measure measure, double value, double score, String words) {}

  /** What is not normal about a measure on a day, in words. */
  Optional<String> of(Measure measure, LocalDate day) {
    return (measure.equals(ROWS) ? repeated(day) : Optional.<Alarm>empty())
        .or(() -> alarm(measure, days.on(day).get(measure), day, before(measure, day)))
        .map(Alarm::words);
  }

  /** What is not normal about a day; empty if nothing is, or too few days before it are known. */
  public Optional<Finding> on(LocalDate day) {
    List<Alarm> alarms = new ArrayList<>();
    Optional<Alarm> repeated = repeated(day).filter(alarm -> !left.contains(ROWS));
    repeated.ifPresent(alarms::add);
    for (Map.Entry<Measure, Double> each : days.on(day).entrySet()) {
      Measure measure = each.getKey();
      if (!left.contains(measure) && !(measure.equals(ROWS) && repeated.isPresent())) {
        alarm(measure, each.getValue(), day, before(measure, day)).ifPresent(alarms::add);
      }
    }
    alarms.sort(
        Comparator.comparing((Alarm alarm) -> !alarm.measure.equals(ROWS))
            .thenComparing(alarm -> -alarm.score));
    List<String> said = new ArrayList<>();
    alarms.stream().limit(1).forEach(alarm -> said.add(alarm.words));
    List<LocalDate> gap = Gap.before(day, days.present(), classes);
    if (!gap.isEmpty()) {
      said.add("no rows of " + words(gap) + ", which should have come before");
    }
    Optional<Repeats.Repeat> repeat = Repeats.find(days, day);
    repeat.ifPresent(
        each ->
            said.add(
                "the numbers of "
                    + String.join(", ", each.columns())
                    + " are those of "
                    + each.of()
                    + " to the last digit: does a sensor stand still, or was that day delivered"
                    + " again?"));
    if (said.isEmpty()) {
      return Optional.empty();
    }
    alarms.stream().skip(1).limit(NAMED).forEach(alarm -> said.add(alarm.words));
    if (alarms.size() > NAMED + 1) {
      said.add(alarms.size() - NAMED - 1 + " more measures");
    }
    Measure telling =
        alarms.isEmpty() ? repeat.isPresent() ? REPEATED : MISSING : alarms.get(0).measure;
    Double value = tells(telling) ? days.on(day).get(telling) : null;
    return Optional.of(
        new Finding(
            day,
            telling,
            value == null ? OptionalDouble.empty() : OptionalDouble.of(value),
            String.join("; ", said)));
  }

  private Optional<Alarm> alarm(
      Measure measure, double value, LocalDate day, NavigableMap<LocalDate, Double> before) {
    if (before.size() < Baseline.LEAST_DAYS) {
      return Optional.empty();
    }
    NavigableMap<LocalDate, Double> least = before(new Measure("Minimum", measure.column()), day);
    boolean wasNegative = least.values().stream().filter(each -> each < 0).count() > MOST_BAD;
    boolean isNegative =
        days.on(day).getOrDefault(new Measure("Minimum", measure.column()), 0.0) < 0;
    Optional<Yardstick> yardstick =
        Yardstick.of(measure.metric(), !least.isEmpty(), wasNegative || isNegative);
    Optional<Usual> usual =
        yardstick.flatMap(each -> Baseline.of(before, day, each.scale(), classes));
    if (usual.isEmpty()) {
      return Optional.empty();
    }
    double count = days.on(day).getOrDefault(ROWS, 1.0);
    if (count < FEW && NEEDS_ROWS.contains(measure.metric())) {
      return Optional.empty(); // a few rows may well be alike, and the row count tells of them
    }
    Scale scale = yardstick.get().scale();
    double leastSpread =
        yardstick
            .get()
            .leastSpread(
                measure.metric(),
                (usual.get().low() + usual.get().high()) / 2,
                new Yardstick.Context(
                    count,
                    usually("StandardDeviation", measure.column(), day),
                    usually("Mean", measure.column(), day)));
    double limit = yardstick.get().limit();
    if (measure.metric().equals("Minimum") && isNegative && !wasNegative) {
      limit /= 2;
    }
    double score = usual.get().distance(scale.to(value), leastSpread) / limit;
    return score > 1
        ? Optional.of(
            new Alarm(
                measure,
                value,
                score,
                tells(measure)
                    ? Wording.unusual(
                        measure,
                        value,
                        usual.get(),
                        Math.max(leastSpread, usual.get().spread()),
                        scale)
                    : Wording.withheld(measure)))
        : Optional.empty();
  }

  private NavigableMap<LocalDate, Double> before(Measure measure, LocalDate day) {
    return days.before(measure, day);
  }

  private double usually(String metric, String column, LocalDate day) {
    return Robust.median(values(before(new Measure(metric, column), day)));
  }

  /** The rows for each value of columns that nearly tell rows apart: more, if rows are doubled. */
  private Optional<Alarm> repeated(LocalDate day) {
    Double rows = days.on(day).get(ROWS);
    if (rows == null) {
      return Optional.empty();
    }
    for (Measure distinct : days.on(day).keySet()) {
      if (distinct.metric().equals("ApproxCountDistinct")) {
        NavigableMap<LocalDate, Double> before = new TreeMap<>(before(distinct, day));
        before.replaceAll((each, values) -> days.on(each).getOrDefault(ROWS, 0.0) / values);
        before.values().removeIf(ratio -> !Double.isFinite(ratio) || ratio <= 0);
        double now = rows / days.on(day).get(distinct);
        if (before.size() >= Baseline.LEAST_DAYS
            && Robust.median(values(before)) < NEARLY_KEY
            && now > Robust.median(values(before))) {
          Measure measure = new Measure(Yardstick.ROWS_PER_VALUE, distinct.column());
          Optional<Alarm> alarm = alarm(measure, now, day, before);
          if (alarm.isPresent()) {
            return Optional.of(
                new Alarm(
                    ROWS,
                    rows,
                    alarm.get().score,
                    Wording.name(ROWS)
                        + " "
                        + Wording.number(ROWS, rows)
                        + " for "
                        + Wording.number(distinct, days.on(day).get(distinct))
                        + " different "
                        + distinct.column()
                        + ": are rows there several times?"));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static double[] values(NavigableMap<LocalDate, Double> series) {
    return series.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String words(List<LocalDate> gap) {
    return gap.size() <= 3
        ? gap.stream().map(LocalDate::toString).collect(Collectors.joining(", "))
        : gap.size() + " days from " + gap.get(0) + " to " + gap.get(gap.size() - 1);
  }
}
