package org.jinyanglake.demo;

import java.time.LocalDate;

/** How many rows a dataset has on which day. */
final class Timetable {

  private final LocalDate first;

  /** Rows of each day and of all days before it. */
  private final long[] upTo;

  private Timetable(LocalDate first, long[] upTo) {
    this.first = first;
    this.upTo = upTo;
  }

  /**
   * Spreads the rows over consecutive days.
   *
   * @param week how busy the days are, from Monday to Sunday, relative to one another
   */
  static Timetable spread(long rows, LocalDate first, int days, double[] week) {
    double[] busy = new double[days];
    double sum = 0;
    for (int day = 0; day < days; day++) {
      sum += week[first.plusDays(day).getDayOfWeek().getValue() - 1];
      busy[day] = sum;
    }
    long[] upTo = new long[days];
    for (int day = 0; day < days; day++) {
      upTo[day] = day == days - 1 ? rows : (long) (rows * (busy[day] / sum));
    }
    return new Timetable(first, upTo);
  }

  int days() {
    return upTo.length;
  }

  LocalDate date(int day) {
    return first.plusDays(day);
  }

  long rows(int day) {
    return upTo[day] - before(day);
  }

  /** The rows of all earlier days. */
  long before(int day) {
    return day == 0 ? 0 : upTo[day - 1];
  }

  boolean weekend(int day) {
    return date(day).getDayOfWeek().getValue() > 5;
  }
}
