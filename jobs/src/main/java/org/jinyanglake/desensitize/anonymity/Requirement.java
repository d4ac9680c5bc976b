package org.jinyanglake.desensitize.anonymity;

/**
 * What a class must reach to be published. If two classes reach it, so does their union: that holds
 * for k-anonymity, and where they have no persons in common for the l-diversities, t-closeness and
 * β-likeness. The solvers rely on it to find classes, but they ask about all that they put
 * together.
 */
public interface Requirement {

  /**
   * Whether tuples may be published as one class.
   *
   * @param members tuples, of which those from {@code from} to before {@code to} are meant; at
   *     least one
   */
  boolean holds(int[] members, int from, int to);

  /** A class with fewer rows never holds. */
  int leastRows();

  /**
   * Whether a class holds as soon as it has {@link #leastRows}, so that counting rows is enough.
   */
  default boolean isCount() {
    return false;
  }

  /** How long it takes to ask, in about nanoseconds for each tuple. */
  default int effort() {
    return 2;
  }

  /** Every class has at least k rows, each of another person. */
  static Requirement rows(Tuples tuples, int k) {
    return new Requirement() {
      @Override
      public boolean holds(int[] members, int from, int to) {
        long rows = 0;
        for (int i = from; i < to; i++) {
          rows += tuples.rows()[members[i]];
        }
        return rows >= k;
      }

      @Override
      public int leastRows() {
        return k;
      }

      @Override
      public boolean isCount() {
        return true;
      }
    };
  }

  /** Both. */
  default Requirement and(Requirement other) {
    Requirement one = this;
    return new Requirement() {
      @Override
      public boolean holds(int[] members, int from, int to) {
        return one.holds(members, from, to) && other.holds(members, from, to);
      }

      @Override
      public int leastRows() {
        return Math.max(one.leastRows(), other.leastRows());
      }

      @Override
      public int effort() {
        return one.effort() + other.effort();
      }
    };
  }
}
