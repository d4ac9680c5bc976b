package org.jinyanglake.check.anomaly;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jinyanglake.check.measure.Measure;

/**
 * Whether a day's numbers are those of a day of the week before, to the last digit: a sensor that
 * stands still, a file that was delivered again under another date.
 *
 * <p>Chance is told from a repeat by how likely two days are to agree: numbers of step {@code g}
 * (the data's last decimal, for means divided by the rows) and standard deviation {@code s} agree
 * with probability {@code g / (2 √π s)} (the density of a difference of two normal values at 0), or
 * as often as they did before.
 */
final class Repeats {

  /** Days back at which it looks. */
  private static final int BACK = 7;

  /** The decimal digits of improbability, all columns together, from which on it is no chance. */
  private static final double SURE = 6;

  private static final Set<String> WATCHED = Set.of("RowCount", "Mean", "StandardDeviation");

  private static final double DENSITY = 2 * Math.sqrt(Math.PI);

  /** Sums of floating-point numbers differ so much with the order of rows. */
  private static final double SAME = 1e-10;

  private Repeats() {}

  /**
   * What is repeated.
   *
   * @param of the earlier day
   * @param columns of which the numbers are the same
   */
  record Repeat(LocalDate of, Set<String> columns) {}

  static Optional<Repeat> find(Days days, LocalDate day) {
    Map<Measure, Double> today = days.on(day);
    for (int back = 1; back <= BACK; back++) {
      LocalDate earlier = day.minusDays(back);
      double digits = 0;
      Set<String> columns = new TreeSet<>();
      for (Map.Entry<Measure, Double> each : today.entrySet()) {
        double improbable = improbable(days, each.getKey(), each.getValue(), day, earlier);
        if (improbable > 0) {
          digits += improbable;
          if (!each.getKey().equals(Watch.ROWS)) {
            columns.add(each.getKey().column());
          }
        }
      }
      if (digits - Math.log10(BACK) >= SURE && !columns.isEmpty()) {
        return Optional.of(new Repeat(earlier, columns));
      }
    }
    return Optional.empty();
  }

  /** The digits of improbability that a measure is as it was by chance; 0 if it is not so. */
  private static double improbable(
      Days days, Measure measure, double value, LocalDate day, LocalDate earlier) {
    if (!WATCHED.contains(measure.metric())) {
      return 0;
    }
    NavigableMap<LocalDate, Double> before = days.before(measure, day);
    Double then = before.get(earlier);
    if (then == null || before.size() < Baseline.LEAST_DAYS || !same(then, value)) {
      return 0;
    }
    double[] values = before.values().stream().mapToDouble(Double::doubleValue).toArray();
    double middle = Robust.median(values.clone());
    double spread = Robust.spread(DoubleStream.of(values).map(v -> v - middle).toArray());
    double step = step(days, measure, day);
    double probability = Math.max(frequency(before), step / (DENSITY * spread));
    return probability >= 1 ? 0 : -Math.log10(probability);
  }

  /** How often a day's value was that of the day before. */
  private static double frequency(NavigableMap<LocalDate, Double> before) {
    int same = 0;
    Double last = null;
    for (Double each : before.values()) {
      same += last != null && same(last, each) ? 1 : 0;
      last = each;
    }
    return (double) same / (before.size() - 1);
  }

  private static boolean same(double one, double other) {
    return Math.abs(one - other) <= SAME * Math.max(Math.abs(one), Math.abs(other));
  }

  /** The least step of a measure: 1 of a count, else the data's last decimal, by the rows. */
  private static double step(Days days, Measure measure, LocalDate day) {
    if (measure.equals(Watch.ROWS)) {
      return 1;
    }
    int decimals =
        Stream.of("Minimum", "Maximum")
            .map(metric -> days.before(new Measure(metric, measure.column()), day))
            .flatMap(before -> before.values().stream())
            .mapToInt(value -> BigDecimal.valueOf(value).stripTrailingZeros().scale())
            .max()
            .orElse(0);
    double rows = days.on(day).getOrDefault(Watch.ROWS, 1.0);
    return Math.pow(10, -Math.max(0, decimals)) / Math.max(1, rows);
  }
}
