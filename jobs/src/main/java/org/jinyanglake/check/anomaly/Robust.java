package org.jinyanglake.check.anomaly;

import java.util.Arrays;

/** Location and spread that a minority of wild values does not move. */
final class Robust {

  /** Makes the median of the sizes of normal values their standard deviation. */
  private static final double MEDIAN_OF_NORMAL = 0.6745;

  /** What 85 of 100 normal values do not exceed. */
  private static final double WIDE = 0.85;

  private static final double WIDE_OF_NORMAL = 1.4395;

  private Robust() {}

  /** NaN if there are none; sorts the values. */
  static double median(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1
        ? values[middle]
        : values[middle - 1] + (values[middle] - values[middle - 1]) / 2;
  }

  /**
   * The standard deviation of errors around 0, by their median size, or by what 85 per cent of them
   * do not exceed if that is more, as where weekends differ from working days.
   */
  static double spread(double... errors) {
    double[] sizes = new double[errors.length];
    for (int i = 0; i < errors.length; i++) {
      sizes[i] = Math.abs(errors[i]);
    }
    double middle = median(sizes) / MEDIAN_OF_NORMAL; // which sorts them
    return sizes.length == 0
        ? Double.NaN
        : Math.max(middle, sizes[(int) (WIDE * (sizes.length - 1))] / WIDE_OF_NORMAL);
  }
}
