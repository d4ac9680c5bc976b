package org.jinyanglake.release.attack;

import java.util.List;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How an attack went.
 *
 * @param attack its code in certificates
 * @param columns that it used
 * @param tried targets, rows or values
 * @param expected how many of them it finds in the mean: the sum of their chances
 * @param best the greatest chance of all
 */
public record Score(String attack, List<String> columns, long tried, double expected, double best) {

  static final Score NONE = new Score("", List.of(), 0, 0, 0);

  private static final double CONFIDENCE = 0.95;
  private static final double ROUNDING = 1e-9;

  public Score {
    columns = List.copyOf(columns);
  }

  /** The share that it finds in the mean; 0 if nothing was tried. */
  public double rate() {
    return tried == 0 ? 0 : expected / tried;
  }

  /**
   * The upper bound of the rate, one-sided, at 95 % (Clopper and Pearson 1934): the quantile of a
   * beta distribution, which also takes what is expected where chances are no whole numbers. 1 if
   * nothing was tried.
   */
  public double upper() {
    return tried == 0 || expected >= tried - ROUNDING
        ? 1
        : new BetaDistribution(expected + 1, tried - expected)
            .inverseCumulativeProbability(CONFIDENCE);
  }

  /** Whether its rate is above a limit, but for rounding. */
  public boolean exceeds(double limit) {
    return rate() > limit + ROUNDING;
  }

  /** Whether somebody is found with a greater chance. */
  public boolean finds(double chance) {
    return best > chance + ROUNDING;
  }

  /** By the greatest chance, then by the rate, then the one with fewer columns. */
  Score orIfSurer(Score other) {
    boolean surer =
        other.best > best + ROUNDING || other.best > best - ROUNDING && other.isHigher(this);
    return tried == 0 || surer ? other : this;
  }

  /** By the rate, then the one with fewer columns. */
  Score orIfHigher(Score other) {
    return tried == 0 || other.isHigher(this) ? other : this;
  }

  private boolean isHigher(Score other) {
    return rate() > other.rate() + ROUNDING;
  }
}
