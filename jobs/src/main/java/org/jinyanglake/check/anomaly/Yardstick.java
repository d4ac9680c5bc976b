package org.jinyanglake.check.anomaly;

import java.util.Optional;

/**
 * How far a measure may be from what is usual.
 *
 * @param limit of how many spreads
 */
record Yardstick(Scale scale, double limit) {

  /**
   * Of some 40 measures in 60 partitions of four datasets, at most one may alarm by chance, and
   * real days are wilder than normal ones.
   */
  private static final double LIMIT = 5.5;

  /** The least and greatest of a day's values are wilder than their sums. */
  private static final double LIMIT_OF_EXTREMES = 7;

  /** Rows for each different value of a column that nearly tells rows apart. */
  static final String ROWS_PER_VALUE = "RowsPerValue";

  /** How much ratios differ that nobody would be told of. */
  private static final double LEAST_RATIO = 0.02;

  private static final double LEAST_SHARE = 0.002;

  /** Of few different values some are rare, and may not come on a day. */
  private static final double FEW_VALUES = 0.5;

  /** What deequ's approximate count of distinct values is off by (HyperLogLog++, 512 registers). */
  private static final double SKETCH = 0.05;

  /** What extremes move on usual days, in standard deviations of the column, or as a ratio. */
  private static final double EXTREME = 0.25;

  private static final double EXTREME_RATIO = 0.2;

  /**
   * What else is known of a partition and its column.
   *
   * @param rows that are measured
   * @param deviation the column's usual standard deviation; NaN if it is no number
   * @param mean the column's usual mean; NaN if it is no number
   */
  record Context(double rows, double deviation, double mean) {}

  /**
   * Of a metric; empty if it is not watched.
   *
   * @param number whether it is of a column of which numbers are known
   * @param negative whether a value of the column was ever below zero, or is
   */
  static Optional<Yardstick> of(String metric, boolean number, boolean negative) {
    Scale ofNumbers = negative ? Scale.LINEAR : Scale.RATIO;
    return switch (metric) {
      case "RowCount", "StandardDeviation", ROWS_PER_VALUE ->
          Optional.of(new Yardstick(Scale.RATIO, LIMIT));
      // Of numbers it follows their spread, and tells of lost digits; of texts it tells of codes.
      case "ApproxCountDistinct" ->
          Optional.of(new Yardstick(Scale.RATIO, number ? LIMIT_OF_EXTREMES : LIMIT));
      case "Completeness" -> Optional.of(new Yardstick(Scale.LINEAR, LIMIT));
      case "Mean", "Sum" -> Optional.of(new Yardstick(ofNumbers, LIMIT));
      case "Maximum" -> Optional.of(new Yardstick(ofNumbers, LIMIT_OF_EXTREMES));
      case "Minimum" -> Optional.of(new Yardstick(Scale.LINEAR, LIMIT_OF_EXTREMES));
      default -> Optional.empty();
    };
  }

  /**
   * The spread that must be allowed for though past days were all alike: what chance makes of so
   * many rows (standard errors of a Poisson count, a share, a mean, a deviation), and differences
   * that matter to nobody.
   */
  double leastSpread(String metric, double usual, Context context) {
    double rows = Math.max(1, context.rows());
    double chance = 1 / Math.sqrt(rows);
    return switch (metric) {
      case "RowCount" -> Math.max(LEAST_RATIO, Math.exp(-usual / 2));
      case "ApproxCountDistinct" -> Math.max(SKETCH, FEW_VALUES * Math.exp(-usual / 2));
      case ROWS_PER_VALUE -> SKETCH;
      case "StandardDeviation" -> Math.max(LEAST_RATIO, chance);
      case "Completeness" -> {
        double share = Math.min(1 - 0.5 / rows, Math.max(0.5 / rows, usual));
        yield Math.max(LEAST_SHARE, Math.sqrt(share * (1 - share)) * chance);
      }
      case "Mean" ->
          scale == Scale.RATIO
              ? Math.max(LEAST_RATIO / 2, variation(context) * chance)
              : Math.max(LEAST_RATIO / 2 * Math.abs(usual), orZero(context.deviation()) * chance);
      case "Sum" ->
          scale == Scale.RATIO
              ? Math.max(LEAST_RATIO, chance * (1 + variation(context)))
              : Math.max(
                  LEAST_RATIO * Math.abs(usual) / 2,
                  (orZero(context.deviation()) + Math.abs(orZero(context.mean()))) / chance);
      default -> // the extremes
          scale == Scale.RATIO
              ? EXTREME_RATIO
              : Math.max(LEAST_RATIO * Math.abs(usual), EXTREME * orZero(context.deviation()));
    };
  }

  private static double variation(Context context) {
    double ratio = Math.abs(context.deviation() / context.mean());
    return Double.isFinite(ratio) ? ratio : 0;
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
