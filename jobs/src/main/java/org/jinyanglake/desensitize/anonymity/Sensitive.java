package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/**
 * The values of a sensitive column, as published, tuple by tuple, and what may be asked of their
 * distribution in a class.
 *
 * @param values how many values there are; those of an ordered column are numbered in their order
 * @param of of each tuple its values, each once
 * @param rows of each tuple, beside its values, their rows
 */
public record Sensitive(int values, int[][] of, int[][] rows) {

  /** Rows by value, of some tuples. */
  long[] histogram(int[] members, int from, int to) {
    long[] histogram = new long[values];
    for (int i = from; i < to; i++) {
      int tuple = members[i];
      for (int j = 0; j < of[tuple].length; j++) {
        histogram[of[tuple][j]] += rows[tuple][j];
      }
    }
    return histogram;
  }

  /** The shares of the values among all rows. */
  double[] shares() {
    int[] all = new int[of.length];
    Arrays.setAll(all, i -> i);
    return shares(histogram(all, 0, all.length));
  }

  static double[] shares(long[] histogram) {
    double total = Arrays.stream(histogram).sum();
    return Arrays.stream(histogram).mapToDouble(rows -> rows / total).toArray();
  }

  private interface Test {
    boolean holds(long[] histogram);
  }

  private Requirement require(int leastRows, Test test) {
    return new Requirement() {
      @Override
      public boolean holds(int[] members, int from, int to) {
        return test.holds(histogram(members, from, to));
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

  /** Each class has at least l values. */
  public Requirement distinct(int l) {
    return require(l, rows -> Arrays.stream(rows).filter(each -> each > 0).count() >= l);
  }

  /**
   * The entropy of the values of each class is at least log l (Machanavajjhala et al., TKDD 2007,
   * definition 4.1).
   */
  public Requirement entropy(double l) {
    return require(
        (int) Math.ceil(l),
        rows -> {
          double entropy = 0;
          for (double share : shares(rows)) {
            entropy -= share > 0 ? share * Math.log(share) : 0;
          }
          return entropy >= Math.log(l) - 1e-12;
        });
  }

  /**
   * In each class the most frequent value has fewer than c times the rows of all values from the
   * l-th frequent on (the same, definition 4.2).
   */
  public Requirement recursive(double c, int l) {
    return require(
        l,
        rows -> {
          long[] sorted = Arrays.stream(rows).sorted().toArray();
          long rest = 0;
          for (int i = 0; i <= sorted.length - l; i++) {
            rest += sorted[i];
          }
          return sorted[sorted.length - 1] < c * rest;
        });
  }

  /**
   * The shares of the values in each class are within t of those among all rows, by the earth
   * mover's distance where all values are equally far from each other, which is half the sum of the
   * differences (Li et al., ICDE 2007).
   */
  public Requirement close(double t) {
    double[] all = shares();
    return require(
        1,
        rows -> {
          double[] shares = shares(rows);
          double distance = 0;
          for (int i = 0; i < shares.length; i++) {
            distance += Math.abs(shares[i] - all[i]);
          }
          return distance / 2 <= t + 1e-12;
        });
  }

  /** The same where values are as far from each other as their ranks are. */
  public Requirement orderedClose(double t) {
    double[] all = shares();
    return require(
        1,
        rows -> {
          double[] shares = shares(rows);
          double distance = 0;
          double carried = 0;
          for (int i = 0; i < shares.length; i++) {
            carried += shares[i] - all[i];
            distance += Math.abs(carried);
          }
          return values < 2 || distance / (values - 1) <= t + 1e-12;
        });
  }

  /**
   * The same where two values are as far from each other as their lowest common label is high above
   * the leaves.
   *
   * @param taxonomy of the values, whose leaves they are
   */
  public Requirement hierarchicallyClose(double t, Taxonomy taxonomy) {
    double[] all = shares();
    int height = taxonomy.levels() - 1;
    return require(
        1,
        rows -> {
          double[] extra = shares(rows);
          for (int i = 0; i < extra.length; i++) {
            extra[i] -= all[i];
          }
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
          return height == 0 || distance <= t + 1e-12;
        });
  }

  /**
   * No value's share in a class exceeds its share among all rows by more than β times that (basic
   * β-likeness: Cao and Karras, PVLDB 2012).
   */
  public Requirement like(double beta) {
    double[] all = shares();
    return require(
        1,
        rows -> {
          double[] shares = shares(rows);
          for (int i = 0; i < shares.length; i++) {
            if (shares[i] > all[i] * (1 + beta) + 1e-12) {
              return false;
            }
          }
          return true;
        });
  }
}
