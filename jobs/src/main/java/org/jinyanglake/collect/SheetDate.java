package org.jinyanglake.collect;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * What the number of days means that a sheet shows as a date. Excel keeps it to the millisecond.
 */
final class SheetDate {

  private static final long DAY = 86_400_000;
  private static final LocalDate BEFORE_1900 = LocalDate.of(1899, 12, 31);
  private static final LocalDate FIRST_OF_1904 = LocalDate.of(1904, 1, 1);

  /** 29 February 1900, a day that Excel counts and that was none. */
  private static final int NO_DAY = 60;

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.MILLI_OF_SECOND, 0, 3, true)
          .toFormatter();

  private SheetDate() {}

  /** The date and time; null if it is none between 1900, or 1904, and 9999. */
  static LocalDateTime of(double days, boolean from1904) {
    if (!(days >= 0 && days < 3_000_000)) {
      return null;
    }
    long millis = Math.round(days * DAY);
    long day = millis / DAY;
    LocalDate date;
    if (from1904) {
      date = FIRST_OF_1904.plusDays(day);
    } else if (day == 0 || day == NO_DAY) {
      return null;
    } else {
      date = BEFORE_1900.plusDays(day > NO_DAY ? day - 1 : day);
    }
    return date.getYear() > 9999
        ? null
        : date.atStartOfDay().plusNanos(Math.floorMod(millis, DAY) * 1_000_000);
  }

  static boolean isMidnight(LocalDateTime time) {
    return time.toLocalTime().toNanoOfDay() == 0;
  }

  /** As ISO 8601, {@code 2024-03-04T10:00:00}. */
  static String iso(LocalDateTime time) {
    return ISO.format(time);
  }
}
