package org.jinyanglake.check.anomaly;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jinyanglake.check.measure.Measure;

/** Measures in words. */
final class Wording {

  /** So many spreads on both sides are called usual: 95 per cent of days. */
  private static final double USUAL = 2;

  private static final double SURE = 0.02;

  private Wording() {}

  /** As {@code RowCount 412, usually 980 to 1,040}. */
  static String unusual(Measure measure, double value, Usual usual, double spread, Scale scale) {
    double low = scale.from(usual.low() - USUAL * spread);
    double high = scale.from(usual.high() + USUAL * spread);
    if (measure.metric().equals("Completeness")) {
      low = Math.max(0, low);
      high = Math.min(1, high);
    }
    return name(measure)
        + " "
        + number(measure, value)
        + ", usually "
        + number(measure, low)
        + " to "
        + number(measure, high)
        + power(value, scale.from((usual.low() + usual.high()) / 2));
  }

  /** Of a measure whose value may not be said. */
  static String withheld(Measure measure) {
    return name(measure) + " is not as usual; its value is withheld, for it stands in a row";
  }

  static String name(Measure measure) {
    return measure.column().isEmpty()
        ? measure.metric()
        : measure.metric() + " of " + measure.column();
  }

  /** Counts as whole numbers, others to four digits. */
  static String number(Measure measure, double value) {
    return switch (measure.metric()) {
      case "RowCount", "ApproxCountDistinct" ->
          String.format(Locale.ROOT, "%,d", Math.round(value));
      default -> {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        yield rounded.scale() > 8 ? rounded.toString() : rounded.toPlainString();
      }
    };
  }

  /** Whether a value is another one in another unit. */
  private static String power(double value, double usual) {
    double digits = Math.log10(value / usual);
    double whole = Math.rint(digits);
    return Math.abs(whole) >= 2 && Math.abs(digits - whole) < SURE * 5
        ? String.format(
            Locale.ROOT, " (about 10^%d times as much: is the unit another one?)", (int) whole)
        : "";
  }
}
