package org.jinyanglake.check.anomaly;

/** How two values of a measure are compared. */
enum Scale {
  /** By their difference. */
  LINEAR,
  /** By their ratio; for what is never negative. */
  RATIO;

  /** Zero is compared as something far below all that is counted. */
  private static final double LEAST = 1e-9;

  double to(double value) {
    return this == RATIO ? Math.log(Math.max(value, LEAST)) : value;
  }

  double from(double scaled) {
    return this == RATIO ? Math.exp(scaled) : scaled;
  }
}
