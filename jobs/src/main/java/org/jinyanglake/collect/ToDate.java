package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** A date of the years 1 to 9999, by a java.time pattern or as ISO 8601 {@code yyyy-MM-dd}. */
final class ToDate extends Conversion {

  private static final String ISO = "yyyy-MM-dd";

  private final FixedLayout layout;
  private final DateTimeFormatter formatter;
  private final long latest;
  private final Misfit otherwise;
  private final Misfit tooLate;
  private final Misfit noSuch = new Misfit("date", "a date that does not exist");

  /** A date that something follows as a time would, which is how a column becomes a timestamp. */
  static final Misfit WITH_TIME = new Misfit("date", "a time beside the date");

  /**
   * @param latest the last date that is taken, in days since 1970
   */
  ToDate(Optional<String> format, long latest) {
    this.latest = latest;
    this.tooLate = tooLate(latest);
    String pattern = format.orElse(ISO);
    this.layout = FixedLayout.of(pattern).orElse(null);
    this.formatter = layout == null ? strict(pattern) : null;
    this.otherwise = new Misfit("date", "not written as the date pattern says, " + pattern);
  }

  /** Of days after the last that is taken; null if all are. */
  static Misfit tooLate(long day) {
    return day == Long.MAX_VALUE
        ? null
        : new Misfit(
            "future",
            "a day after %s, the last that is taken now".formatted(LocalDate.ofEpochDay(day)));
  }

  /**
   * The pattern read strictly and in English. Letter y, the year of an era, then needs an era; u is
   * what people mean by it.
   */
  static DateTimeFormatter strict(String pattern) {
    StringBuilder proleptic = new StringBuilder(pattern);
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      quoted ^= pattern.charAt(i) == '\'';
      if (pattern.charAt(i) == 'y' && !quoted && pattern.indexOf('G') < 0) {
        proleptic.setCharAt(i, 'u');
      }
    }
    return DateTimeFormatter.ofPattern(proleptic.toString(), Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    long day;
    if (layout != null) {
      if (to - from != layout.length()) {
        return isWithTime(utf8, from, to) ? WITH_TIME : otherwise;
      }
      if (!layout.read(utf8, from)) {
        return otherwise;
      }
      if (!layout.isValid()) {
        return noSuch;
      }
      day = layout.epochDay();
    } else {
      try {
        String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
        LocalDate date = formatter.parse(text, LocalDate::from);
        if (date.getYear() < 1 || date.getYear() > 9999) {
          return noSuch;
        }
        day = date.toEpochDay();
      } catch (DateTimeException e) {
        return otherwise;
      }
    }
    if (day > latest) {
      return tooLate;
    }
    if (ordinal != CHECK_ONLY) {
      row.setInt(ordinal, (int) day);
    }
    return null;
  }

  private boolean isWithTime(byte[] utf8, int from, int to) {
    int at = from + layout.length();
    return at + "T00".length() <= to
        && (utf8[at] == 'T' || utf8[at] == ' ')
        && Character.isDigit(utf8[at + 1])
        && Character.isDigit(utf8[at + 2])
        && layout.read(utf8, from)
        && layout.isValid();
  }
}
