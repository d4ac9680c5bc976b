package org.jinyanglake.demo;

import java.time.LocalDateTime;

/** Moments as text, without the cost of a formatter. */
final class Times {

  private Times() {}

  /** As {@code 2024-03-04 08:15:00}. */
  static String text(LocalDateTime time) {
    return text(time, ' ');
  }

  /** As {@code 2024-03-04T08:15:00}. */
  static String iso(LocalDateTime time) {
    return text(time, 'T');
  }

  private static String text(LocalDateTime time, char between) {
    StringBuilder text = new StringBuilder(19).append(time.toLocalDate()).append(between);
    Digits.append(text, time.getHour(), 2).append(':');
    Digits.append(text, time.getMinute(), 2).append(':');
    return Digits.append(text, time.getSecond(), 2).toString();
  }
}
