package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/**
 * The values of a sensitive column, as published, tuple by tuple, and what may be asked of their
 * distribution in a class. In a class a person counts once for each value that he or she has,
 * however many rows have it.
 *
 * @param values how many values there are; those of an ordered column are numbered in their order
 * @param of of each tuple its values, each once
 * @param rows of each tuple, beside its values, their rows
 * @param nameless of each tuple the rows that name no person: each may be of another, with its
 *     value, but they count as one person in a class
 * @param several of each tuple one number for each row of a person who has several, in any tuples:
 *     {@link #row}
 */
public record Sensitive(int values, int[][] of, int[][] rows, long[] nameless, long[][] several) {

  /** A row of a person. */
  public static long row(int person, int value) {
    return (long) person << 32 | value;
  }

  /**
   * How often values are had in a class.
   *
   * @param byValue the persons who have it
   * @param total the sum of these
   * @param persons how many there are
   */
  private record Had(long[] byValue, long total, long persons) {

    /** How many values a person has. */
    double perPerson() {
      return total / (double) persons;
    }

    /** The distribution of the values. */
    double[] shares() {
      double all = total;
      return Arrays.stream(byValue).mapToDouble(n -> n / all).toArray();
    }

    /**
     * The persons by value, in any order, if each counts for one of his or her values only, chosen
     * so that the frequent ones get as many persons as they can: no choice is less diverse.
     */
    long[] concentrated() {
      if (total == persons) {
        return byValue;
      }
      long[] rising = byValue.clone();
      Arrays.sort(rising);
      long left = persons;
      for (int i = rising.length - 1; i >= 0; i--) {
        rising[i] = Math.min(left, rising[i]);
        left -= rising[i];
      }
      return rising;
    }
  }

  private Had had(int[] members, int from, int to) {
    long[] byValue = new long[values];
    long total = 0;
    long without = 0;
    int ofSeveral = 0;
    for (int i = from; i < to; i++) {
      int tuple = members[i];
      for (int j = 0; j < of[tuple].length; j++) {
        byValue[of[tuple][j]] += rows[tuple][j];
        total += rows[tuple][j];
      }
      without += nameless[tuple];
      ofSeveral += several[tuple].length;
    }
    long persons = total - Math.max(0, without - 1);
    long[] sorted = new long[ofSeveral];
    for (int i = from; i < to && ofSeveral > 0; i++) {
      long[] each = several[members[i]];
      ofSeveral -= each.length;
      System.arraycopy(each, 0, sorted, ofSeveral, each.length);
    }
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        byValue[(int) sorted[i]]--;
        total--;
      }
      if (sorted[i] >> 32 == sorted[i - 1] >> 32) {
        persons--;
      }
    }
    return new Had(byValue, total, persons);
  }

  private Had all() {
    int[] all = new int[of.length];
    Arrays.setAll(all, i -> i);
    return had(all, 0, all.length);
  }

  private interface Test {
    boolean holds(Had had);
  }

  private Requirement require(int leastRows, Test test) {
    return new Requirement() {
      @Override
      public boolean holds(int[] members, int from, int to) {
        return test.holds(had(members, from, to));
      }

      @Override
      public int leastRows() {
        return leastRows;
      }

      @Override
      public int effort() {
        return 8 + values;
      }
    };
  }

  /** Each class has at least l values, whichever of his or her values stands for each person. */
  public Requirement distinct(int l) {
    return require(
        l, had -> Arrays.stream(had.concentrated()).filter(each -> each > 0).count() >= l);
  }

  /**
   * The entropy of the values of each class, whichever stands for each person, is at least log l
   * (Machanavajjhala et al., TKDD 2007, definition 4.1).
   */
  public Requirement entropy(double l) {
    return require(
        (int) Math.ceil(l),
        had -> {
          double entropy = 0;
          for (long n : had.concentrated()) {
            double share = n / (double) had.persons;
            entropy -= share > 0 ? share * Math.log(share) : 0;
          }
          return entropy >= Math.log(l) - 1e-12;
        });
  }

  /**
   * In each class, whichever value stands for each person, the most frequent one has fewer than c
   * times the persons of all from the l-th frequent on (the same, definition 4.2).
   */
  public Requirement recursive(double c, int l) {
    return require(
        l,
        had -> {
          long[] rising = had.concentrated().clone();
          Arrays.sort(rising);
          long rest = 0;
          for (int i = 0; i <= rising.length - l; i++) {
            rest += rising[i];
          }
          return rising[rising.length - 1] < c * rest;
        });
  }

  private interface Distance {
    /** The earth mover's distance of two distributions whose difference is given. */
    double of(double[] difference);
  }

  /**
   * What the persons of a class have of the values is within t of what all have: the distance of
   * the two distributions, for as many values as a person of the class has, and by how many these
   * are more (after Li et al., ICDE 2007, who know one value a person).
   *
   * @param whole all tuples, these or more, with the same numbers for the same values
   */
  private Requirement within(double t, Sensitive whole, Distance distance) {
    Had all = whole.all();
    double[] expected = all.shares();
    return require(
        1,
        had -> {
          double[] difference = had.shares();
          for (int i = 0; i < difference.length; i++) {
            difference[i] -= expected[i];
          }
          double more = Math.max(0, had.perPerson() - all.perPerson());
          return had.perPerson() * distance.of(difference) + more <= t + 1e-12;
        });
  }

  /**
   * The values in each class are within t of those among all rows, where all values are equally far
   * from each other: the distance is half the sum of the differences.
   *
   * @param whole all tuples, these or more, with the same numbers for the same values
   */
  public Requirement close(double t, Sensitive whole) {
    return within(t, whole, difference -> Arrays.stream(difference).map(Math::abs).sum() / 2);
  }

  /** The same where values are as far from each other as their ranks are. */
  public Requirement orderedClose(double t, Sensitive whole) {
    return within(
        t,
        whole,
        difference -> {
          double distance = 0;
          double carried = 0;
          for (double each : difference) {
            carried += each;
            distance += Math.abs(carried);
          }
          return values < 2 ? 0 : distance / (values - 1);
        });
  }

  /**
   * The same where two values are as far from each other as their lowest common label is high above
   * the leaves.
   *
   * @param taxonomy of the values, whose leaves they are
   */
  public Requirement hierarchicallyClose(double t, Sensitive whole, Taxonomy taxonomy) {
    int height = taxonomy.levels() - 1;
    return within(
        t,
        whole,
        extra -> {
          // What is left over below a label either meets its lack there, or is carried on upwards.
          double distance = 0;
          double[] below = new double[taxonomy.size()];
          for (int leaf = 0; leaf < extra.length; leaf++) {
            below[taxonomy.node(0, leaf)] = extra[leaf];
          }
          for (int level = 1; level <= height; level++) {
            double[] more = new double[taxonomy.size()];
            double[] less = new double[taxonomy.size()];
            boolean[] seen = new boolean[taxonomy.size()];
            for (int leaf = 0; leaf < extra.length; leaf++) {
              int child = taxonomy.node(level - 1, leaf);
              if (!seen[child]) {
                seen[child] = true;
                int node = taxonomy.node(level, leaf);
                below[node] += below[child];
                more[node] += Math.max(0, below[child]);
                less[node] += Math.max(0, -below[child]);
              }
            }
            for (int node = 0; node < more.length; node++) {
              distance += (double) level / height * Math.min(more[node], less[node]);
            }
          }
          return distance;
        });
  }

  /**
   * No value is had by a share of the persons of a class that exceeds its share among all persons
   * by more than β times that (basic β-likeness: Cao and Karras, PVLDB 2012).
   *
   * @param whole all tuples, these or more, with the same numbers for the same values
   */
  public Requirement like(double beta, Sensitive whole) {
    Had all = whole.all();
    return require(
        1,
        had -> {
          for (int i = 0; i < values; i++) {
            double expected = all.byValue[i] / (double) all.persons;
            if (had.byValue[i] / (double) had.persons > expected * (1 + beta) + 1e-12) {
              return false;
            }
          }
          return true;
        });
  }
}
