package org.jinyanglake.desensitize.anonymity;

/** The labels that a tuple has in common with classes. */
final class Near {
  /** So many labels are tried for a tuple. */
  private static final int LABELS = 8;

  private final Tuples tuples;
  private final OpenClasses open;
  private final int width;
  private long work;

  /** Of each quasi-identifier, leaf and node the lowest label for both, and its cost. */
  private final int[][][] common;

  private final double[][][] commonCosts;

  private final double[] costs = new double[LABELS];
  private final int[] classes = new int[LABELS];

  Near(Tuples tuples, OpenClasses open) {
    this.tuples = tuples;
    this.open = open;
    width = tuples.width();
    common = new int[width][][];
    commonCosts = new double[width][][];
    for (int q = 0; q < width; q++) {
      Taxonomy taxonomy = tuples.taxonomies()[q];
      common[q] = new int[taxonomy.leaves()][taxonomy.size()];
      commonCosts[q] = new double[taxonomy.leaves()][taxonomy.size()];
      for (int leaf = 0; leaf < taxonomy.leaves(); leaf++) {
        for (int node = 0; node < taxonomy.size(); node++) {
          common[q][leaf][node] = taxonomy.common(node, leaf);
          commonCosts[q][leaf][node] = taxonomy.cost(common[q][leaf][node]);
        }
      }
    }
  }

  /** The work done so far, in about nanoseconds. */
  long work() {
    return work;
  }

  /** The cheapest labels that a tuple has in common with classes, if below a limit. */
  int[][] labels(int tuple, double limit) {
    int count = 0;
    int[][] of = new int[width][];
    double[][] costsOf = new double[width][];
    for (int q = 0; q < width; q++) {
      of[q] = common[q][tuples.leaf(tuple, q)];
      costsOf[q] = commonCosts[q][tuples.leaf(tuple, q)];
    }
    int slots = open.slots();
    double bound = limit;
    long steps = 0;
    for (int slot = 0; slot < slots; slot++) {
      // What a tuple has in common with a class costs no less than the class itself.
      if (open.cost(slot) >= bound) {
        continue;
      }
      int[] label = open.label(slot);
      double cost = 0;
      int q = 0;
      while (q < width && cost < bound) {
        cost += costsOf[q][label[q]];
        q++;
      }
      steps += q;
      if (cost < bound - 1e-12 && !contains(count, cost, of, label)) {
        int at = Math.min(count, LABELS - 1);
        while (at > 0 && costs[at - 1] > cost) {
          costs[at] = costs[at - 1];
          classes[at] = classes[at - 1];
          at--;
        }
        costs[at] = cost;
        classes[at] = slot;
        count = Math.min(count + 1, LABELS);
        bound = count < LABELS ? limit : costs[LABELS - 1];
      }
    }
    work += 2L * slots + 2 * steps + 200;
    int[][] labels = new int[count][width];
    for (int i = 0; i < count; i++) {
      for (int q = 0; q < width; q++) {
        labels[i][q] = of[q][open.label(classes[i])[q]];
      }
    }
    return labels;
  }

  /** Whether the same label is among those found: with the same cost, and node by node. */
  private boolean contains(int count, double cost, int[][] of, int[] label) {
    for (int i = 0; i < count; i++) {
      if (costs[i] == cost) {
        boolean same = true;
        int[] other = open.label(classes[i]);
        for (int q = 0; q < width && same; q++) {
          same = of[q][label[q]] == of[q][other[q]];
        }
        if (same) {
          return true;
        }
      }
    }
    return false;
  }
}
