package org.jinyanglake.desensitize;

/**
 * A set of persons of whose size a lower bound is known: each person falls, by hash, into one of
 * many buckets, and the buckets taken are counted. Two persons in one bucket count as one, so a
 * class is never thought greater than it is, nor is a union of classes that share persons. With
 * {@linkplain #words 32·k buckets} a class of exactly k persons is taken for smaller with a
 * probability of about k/64, and is then generalized further than it had to be.
 */
final class Persons {
  private final long[] buckets;
  private long anonymous;

  /**
   * A set of persons.
   *
   * @param buckets a bit for each bucket that is taken
   * @param anonymous rows that name no person: they may all be of one, and count as one together
   */
  Persons(long[] buckets, long anonymous) {
    this.buckets = buckets;
    this.anonymous = anonymous;
  }

  /** How many words of 64 buckets are kept for a k: 32·k buckets, at most 4096. */
  static int words(int k) {
    if (k > 1000) {
      throw new IllegalArgumentException("k is " + k + ", but at most 1000 is counted reliably");
    }
    return Math.min(64, (k + 1) / 2);
  }

  Persons copy() {
    return new Persons(buckets.clone(), anonymous);
  }

  void add(Persons others) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] |= others.buckets[i];
    }
    anonymous += others.anonymous;
  }

  /** There are at least so many. */
  long atLeast() {
    long taken = Math.min(1, anonymous);
    for (long word : buckets) {
      taken += Long.bitCount(word);
    }
    return taken;
  }
}
