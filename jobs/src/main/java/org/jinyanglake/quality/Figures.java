package org.jinyanglake.quality;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the figures of a report are written. */
public final class Figures {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Figures() {}

  /** A moment to the minute, as a zone's clocks show it. */
  public static String minute(Instant at, ZoneId zone) {
    return MINUTE.withZone(zone).format(at);
  }

  /** A measure in its unit, as {@code 12}, {@code 97.3 %}; empty if there is none. */
  public static String measure(Double value, RuleReport.Unit unit) {
    return value == null
        ? ""
        : switch (unit) {
          case SHARE -> percent(value);
          case PERCENT -> number(value) + " %";
          case ROWS, NUMBER -> number(value);
        };
  }

  /** A number with at most four digits after the point. */
  static String number(double number) {
    return format("#,##0.####", number);
  }

  /** Rounded down, so that nothing is called 100 % that is not. */
  private static String percent(double share) {
    return format("0.##", Math.floor(share * 10_000 + 1e-6) / 100) + " %";
  }

  /** A score; a dash where nothing was measured. */
  public static String score(Double score) {
    return score == null ? "—" : format("0.#", score);
  }

  private static String format(String pattern, double number) {
    return Double.isFinite(number)
        ? new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(number)
        : Double.toString(number);
  }

  /**
   * A text of a contract, a file or a name, with characters shown that nobody could see or that
   * turn the direction of what follows.
   */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            code -> {
              int type = Character.getType(code);
              boolean hidden =
                  Character.isISOControl(code) && code != '\n'
                      || type == Character.FORMAT
                      || type == Character.SURROGATE;
              if (hidden) {
                shown.append(String.format("\\u%04x", code));
              } else {
                shown.appendCodePoint(code);
              }
            });
    return shown.toString();
  }
}
