package org.jinyanglake.demo;

import java.time.LocalDate;
import java.time.LocalDateTime;

/** How a day's events are spread over its 24 hours. */
final class Rhythm {

  private final double[] upTo = new double[25];

  private Rhythm(int... hours) {
    for (int hour = 0; hour < 24; hour++) {
      upTo[hour + 1] = upTo[hour] + hours[hour];
    }
  }

  /**
   * @param hours how busy the 24 hours are, relative to one another
   */
  static Rhythm of(int... hours) {
    return new Rhythm(hours);
  }

  /** The moment, to the second, by which that part of the day's events has happened. */
  LocalDateTime moment(LocalDate date, double part) {
    double events = part * upTo[24];
    int hour = 0;
    while (events >= upTo[hour + 1]) {
      hour++;
    }
    double into = (events - upTo[hour]) / (upTo[hour + 1] - upTo[hour]);
    return date.atTime(hour, 0).plusSeconds((long) (into * 3600));
  }

  /** The moment of one of a day's events that are numbered in the order of time. */
  LocalDateTime moment(LocalDate date, long event, long events, Dice dice) {
    return moment(date, (event + dice.fraction()) / events);
  }
}
