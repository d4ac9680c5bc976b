package org.jinyanglake.demo;

import java.util.List;

/**
 * Reproducible random numbers: SplitMix64 (Steele, Lea, Flood, 2014), written out here so that the
 * bytes of the demo city do not depend on a JDK's choice of algorithm. Each thing of the city rolls
 * dice of its own, seeded by what the thing is; so every row and every person can be made alone.
 */
final class Dice {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** Dice for the thing that these three numbers name, in the city of that seed. */
  static Dice of(long seed, long kind, long group, long member) {
    return new Dice(mix(mix(mix(mix(seed) ^ kind) ^ group) ^ member));
  }

  long next() {
    return mix(state += GOLDEN_GAMMA);
  }

  /** A whole number in [0, bound). */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** A whole number in [0, bound), for bounds up to 2^53. */
  long below(long bound) {
    return (long) (fraction() * bound);
  }

  /** A whole number in [low, high]. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** A number in [0, 1). */
  double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return fraction() < probability;
  }

  <T> T pick(List<T> values) {
    return values.get(below(values.size()));
  }

  private static long mix(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
