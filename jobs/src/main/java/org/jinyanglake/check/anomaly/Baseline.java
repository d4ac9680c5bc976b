package org.jinyanglake.check.anomaly;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Learns from the days before a day what is usual on it: a level, the median of the last {@value
 * #LEVEL} ordinary days, and what the day of the week adds to it, if that explains anything.
 * Medians throughout, so that up to three bad days of the last seven change nothing, and a level
 * that lasts is the usual one on its fifth day. Days count by the calendar, so missing ones shift
 * nothing.
 */
final class Baseline {

  /** Nothing is said before so many days. */
  static final int LEAST_DAYS = 14;

  /** How far back it looks. */
  static final int WINDOW = 56;

  private static final int LEVEL = 7;
  private static final int WEEK = 7;

  /** A season must explain so much of the spread to be believed. */
  private static final double EXPLAINED = 0.9;

  /** Scaled values of ordinary days, oldest first; NaN where there is none. */
  private final double[] values;

  /** The day of the week (from 0) of each. */
  private final int[] weekdays;

  private Baseline(double[] values, int[] weekdays) {
    this.values = values;
    this.weekdays = weekdays;
  }

  /** What is usual on a day; empty if too few days before it are known. */
  static Optional<Usual> of(
      NavigableMap<LocalDate, Double> series, LocalDate day, Scale scale, DayClass classes) {
    LocalDate first = day.minusDays(WINDOW);
    double[] values = new double[WINDOW];
    Arrays.fill(values, Double.NaN);
    int[] weekdays = new int[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      weekdays[i] = first.plusDays(i).getDayOfWeek().ordinal();
    }
    double leastHoliday = Double.NaN;
    double mostHoliday = Double.NaN;
    for (var each : series.subMap(first, true, day, false).entrySet()) {
      double scaled = scale.to(each.getValue());
      if (classes.isOrdinary(each.getKey())) {
        values[(int) ChronoUnit.DAYS.between(first, each.getKey())] = scaled;
      } else if (classes.isHoliday(each.getKey())) {
        leastHoliday = Double.isNaN(leastHoliday) ? scaled : Math.min(leastHoliday, scaled);
        mostHoliday = Double.isNaN(mostHoliday) ? scaled : Math.max(mostHoliday, scaled);
      }
    }
    int known = (int) DoubleStream.of(values).filter(value -> !Double.isNaN(value)).count();
    if (known < LEAST_DAYS) {
      return Optional.empty();
    }
    Usual usual = new Baseline(values, weekdays).usual(classes.like(day), known);
    if (!classes.isHoliday(day)) {
      return Optional.of(usual);
    }
    // Holidays differ from each other, so they are judged by half the measure.
    return Optional.of(
        new Usual(
            Double.isNaN(leastHoliday) ? usual.low() : Math.min(usual.low(), leastHoliday),
            Double.isNaN(mostHoliday) ? usual.high() : Math.max(usual.high(), mostHoliday),
            2 * usual.spread(),
            known));
  }

  private Usual usual(Set<DayOfWeek> like, int known) {
    double[] none = new double[WEEK];
    double[] season = season();
    // Of few weeks a season fits anything; so much its errors are too small.
    double overfit = 1 + (double) WEEK / known;
    double plain = Robust.spread(errors(none));
    double seasonal = overfit * Robust.spread(errors(season));
    boolean believed = seasonal < EXPLAINED * plain;
    double[] effect = believed ? season : none;
    double level = level(effect, values.length);
    double[] expected =
        like.stream()
            .mapToDouble(weekday -> level + effect[weekday.ordinal()])
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (expected.length == 0) { // a day of the week that never came before
      expected =
          DoubleStream.of(effect).filter(e -> !Double.isNaN(e)).map(e -> level + e).toArray();
    }
    return new Usual(
        DoubleStream.of(expected).min().orElseThrow(),
        DoubleStream.of(expected).max().orElseThrow(),
        (believed ? seasonal : plain) * (1 + 4.0 / known),
        known);
  }

  /** What each day of the week adds to the week around it; NaN if it never came. */
  private double[] season() {
    double[][] beside = new double[WEEK][WINDOW / WEEK];
    int[] counts = new int[WEEK];
    for (int i = 0; i < values.length; i++) {
      double around = around(i);
      if (!Double.isNaN(values[i]) && !Double.isNaN(around)) {
        beside[weekdays[i]][counts[weekdays[i]]++] = values[i] - around;
      }
    }
    double[] season = new double[WEEK];
    for (int weekday = 0; weekday < WEEK; weekday++) {
      season[weekday] = Robust.median(Arrays.copyOf(beside[weekday], counts[weekday]));
    }
    return season;
  }

  /** The median of the seven days around a day, of which most must be known. */
  private double around(int day) {
    int first = Math.max(0, Math.min(day - WEEK / 2, values.length - WEEK));
    double[] week =
        DoubleStream.of(Arrays.copyOfRange(values, first, first + WEEK))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    return week.length > WEEK / 2 ? Robust.median(week) : Double.NaN;
  }

  /** By how much the days differed from what would have been expected of them. */
  private double[] errors(double[] season) {
    double[] errors = new double[values.length];
    int count = 0;
    for (int day = 0; day < values.length; day++) {
      double error = values[day] - season[weekdays[day]] - level(season, day);
      if (!Double.isNaN(error)) {
        errors[count++] = error;
      }
    }
    return Arrays.copyOf(errors, count);
  }

  /** The median of the last days before one, without their season; NaN if they are too few. */
  private double level(double[] season, int before) {
    double[] last = new double[LEVEL];
    int count = 0;
    for (int i = before - 1; i >= 0 && count < LEVEL; i--) {
      double value = values[i] - season[weekdays[i]];
      if (!Double.isNaN(value)) {
        last[count++] = value;
      }
    }
    return count > LEVEL / 2 ? Robust.median(Arrays.copyOf(last, count)) : Double.NaN;
  }
}
