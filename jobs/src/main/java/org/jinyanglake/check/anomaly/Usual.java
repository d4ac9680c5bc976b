package org.jinyanglake.check.anomaly;

/**
 * What is usual of a measure on one day, by the days before it; on the measure's {@link Scale}.
 *
 * @param low the least value that is expected
 * @param high the greatest; {@code low} unless the day is like several kinds of days
 * @param spread the standard deviation of a usual day around what is expected
 * @param days from how many days it was learnt
 */
record Usual(double low, double high, double spread, int days) {

  /** How many spreads a value is outside of what is expected; 0 if within. */
  double distance(double value, double leastSpread) {
    double outside = Math.max(0, Math.max(low - value, value - high));
    return outside == 0 ? 0 : outside / Math.max(spread, leastSpread);
  }
}
