package org.jinyanglake.desensitize.anonymity;

/**
 * A class has at least k persons. Each person falls, by hash, into one of many buckets, and the
 * buckets taken are counted: two persons in one bucket count as one, so a class is never thought
 * greater than it is, nor is a class whose tuples share persons.
 *
 * <p>With {@linkplain #words 32·k buckets} a class of exactly k persons is taken for smaller with a
 * probability of about k/64, and is then generalized further than it had to be.
 *
 * @param k the least number of persons
 * @param buckets of each tuple a bit for each bucket that is taken
 * @param nameless of each tuple the rows that name no person: they may all be of one, and count as
 *     one person in a class
 */
public record Crowd(int k, long[][] buckets, long[] nameless) implements Requirement {

  /** How many words of 64 buckets are kept for a k: 32·k buckets, at most 4096. */
  public static int words(int k) {
    if (k > 1000) {
      throw new IllegalArgumentException("k is " + k + ", but at most 1000 is counted reliably");
    }
    return Math.min(64, (k + 1) / 2);
  }

  /** A class has at least so many persons. */
  public long persons(int[] members, int from, int to) {
    long[] taken = new long[buckets.length == 0 ? 0 : buckets[0].length];
    long without = 0;
    for (int i = from; i < to; i++) {
      long[] of = buckets[members[i]];
      for (int word = 0; word < taken.length; word++) {
        taken[word] |= of[word];
      }
      without += nameless[members[i]];
    }
    long persons = Math.min(1, without);
    for (long word : taken) {
      persons += Long.bitCount(word);
    }
    return persons;
  }

  @Override
  public boolean holds(int[] members, int from, int to) {
    return persons(members, from, to) >= k;
  }

  @Override
  public int leastRows() {
    return k;
  }

  @Override
  public int effort() {
    return 4 + (buckets.length == 0 ? 0 : buckets[0].length / 2);
  }
}
