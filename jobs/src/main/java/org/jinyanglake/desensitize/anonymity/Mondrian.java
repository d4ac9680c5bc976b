package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;

/**
 * Classes by tight values: each class is published with the range of its numbers and the set of its
 * other values. A look-ahead Mondrian (LeFevre et al., ICDE 2006): all tuples are cut in two, and
 * each part again, as long as both parts reach the requirement. Of all cuts, in all
 * quasi-identifiers, the one is taken after which the ranges and sets of both parts, of all
 * quasi-identifiers, lose least. Values that have no order are cut in the order of their frequency
 * in the part, or in all, whichever loses less. At last tuples move, see {@link TightClasses}.
 */
public final class Mondrian {
  /** Up to so many tuples, another order of the values is tried as well. */
  private static final int FEW = 5_000;

  /** Work for moving tuples after all cuts, in about nanoseconds. */
  private static final long BUDGET = 300_000_000L;

  private static final long CELLS = 20_000_000L;

  private final Tuples tuples;
  private final Requirement requirement;
  private final boolean[] ordered;
  private final double[] extents;
  private final int width;
  private final int[] rows;
  private final boolean byFrequencyInAll;
  private final int[] all;
  private final int[] group;
  private int groups;

  private Mondrian(
      Tuples tuples, Requirement requirement, boolean[] ordered, boolean byFrequencyInAll) {
    this.byFrequencyInAll = byFrequencyInAll;
    this.tuples = tuples;
    this.requirement = requirement;
    this.ordered = ordered;
    extents = extents(tuples, ordered);
    width = tuples.width();
    rows = tuples.rows();
    all = new int[tuples.size()];
    Arrays.setAll(all, i -> i);
    group = new int[tuples.size()];
  }

  /** How far the numbers of all tuples are apart, and how many other values there can be. */
  private static double[] extents(Tuples tuples, boolean[] ordered) {
    double[] extents = new double[tuples.width()];
    for (int q = 0; q < extents.length; q++) {
      int least = Integer.MAX_VALUE;
      int greatest = Integer.MIN_VALUE;
      for (int tuple = 0; tuple < tuples.size(); tuple++) {
        least = Math.min(least, tuples.leaf(tuple, q));
        greatest = Math.max(greatest, tuples.leaf(tuple, q));
      }
      extents[q] = ordered[q] ? Math.max(1, greatest - least) : tuples.taxonomies()[q].leaves();
    }
    return extents;
  }

  /**
   * The group of each tuple, or {@link Classes#WITHHELD} for all.
   *
   * @param ordered of each quasi-identifier whether its leaves are numbers in ascending order
   */
  public static int[] solve(Tuples tuples, Requirement requirement, boolean[] ordered) {
    int[] best = null;
    for (boolean inAll : tuples.size() > FEW ? new boolean[1] : new boolean[] {false, true}) {
      Mondrian mondrian = new Mondrian(tuples, requirement, ordered, inAll);
      mondrian.solve();
      if (best == null
          || loss(tuples, mondrian.group, ordered) < loss(tuples, best, ordered) - 1e-12) {
        best = mondrian.group;
      }
    }
    if (best[0] != Classes.WITHHELD && TightClasses.cells(tuples, best) <= CELLS) {
      new TightClasses(tuples, requirement, ordered, extents(tuples, ordered), best)
          .improve(BUDGET);
    }
    return best;
  }

  /**
   * The mean over all rows and quasi-identifiers of what is published: of a range its extent as a
   * share of the whole, of a set its values as a share of all, 0 if it is one.
   */
  public static double loss(Tuples tuples, int[] groups, boolean[] ordered) {
    int size = Arrays.stream(groups).max().orElse(-1) + 1;
    double[] extents = extents(tuples, ordered);
    Box[] boxes = new Box[size];
    long[] weights = new long[size];
    double loss = 0;
    for (int tuple = 0; tuple < groups.length; tuple++) {
      int group = groups[tuple];
      if (group < 0) {
        loss += (double) tuples.rows()[tuple] * tuples.width();
        continue;
      }
      if (boxes[group] == null) {
        boxes[group] = new Box(tuples, ordered, extents);
      }
      boxes[group].add(tuple);
      weights[group] += tuples.rows()[tuple];
    }
    for (int each = 0; each < size; each++) {
      loss += boxes[each] == null ? 0 : weights[each] * boxes[each].cost();
    }
    return loss / tuples.total() / tuples.width();
  }

  /** The values of some tuples, and what it costs to publish them together. */
  private static final class Box {
    private final Tuples tuples;
    private final boolean[] ordered;
    private final double[] extents;
    private final int[] least;
    private final int[] greatest;
    private final boolean[][] seen;
    private final int[] distinct;

    Box(Tuples tuples, boolean[] ordered, double[] extents) {
      this.tuples = tuples;
      this.extents = extents;
      this.ordered = ordered;
      least = new int[tuples.width()];
      Arrays.fill(least, Integer.MAX_VALUE);
      greatest = new int[tuples.width()];
      Arrays.fill(greatest, Integer.MIN_VALUE);
      seen = new boolean[tuples.width()][];
      distinct = new int[tuples.width()];
      for (int q = 0; q < seen.length; q++) {
        seen[q] = ordered[q] ? null : new boolean[tuples.taxonomies()[q].leaves()];
      }
    }

    void add(int tuple) {
      for (int q = 0; q < ordered.length; q++) {
        int leaf = tuples.leaf(tuple, q);
        if (ordered[q]) {
          least[q] = Math.min(least[q], leaf);
          greatest[q] = Math.max(greatest[q], leaf);
        } else if (!seen[q][leaf]) {
          seen[q][leaf] = true;
          distinct[q]++;
        }
      }
    }

    double cost() {
      double cost = 0;
      for (int q = 0; q < ordered.length; q++) {
        int apart = ordered[q] ? greatest[q] - least[q] : distinct[q] < 2 ? 0 : distinct[q];
        cost += apart / extents[q];
      }
      return cost;
    }
  }

  private void solve() {
    if (all.length == 0 || !requirement.holds(all, 0, all.length)) {
      Arrays.fill(group, Classes.WITHHELD);
      return;
    }
    Deque<int[]> parts = new ArrayDeque<>();
    parts.push(all);
    while (!parts.isEmpty()) {
      int[] part = parts.pop();
      int[][] halves = cut(part);
      if (halves == null) {
        for (int tuple : part) {
          group[tuple] = groups;
        }
        groups++;
      } else {
        parts.push(halves[1]);
        parts.push(halves[0]);
      }
    }
  }

  /** The best cut; null if there is none. */
  private int[][] cut(int[] part) {
    long total = 0;
    for (int tuple : part) {
      total += rows[tuple];
    }
    if (total < 2L * requirement.leastRows()) {
      return null;
    }
    double best = total * cost(part) - 1e-9;
    int[] bestOrder = null;
    int bestCut = 0;
    for (int q = 0; q < width; q++) {
      int[] order = sorted(part, q);
      double[] after = after(order, q);
      long before = 0;
      for (int i = 1; i < order.length; i++) {
        before += rows[order[i - 1]];
        if (tuples.leaf(order[i], q) == tuples.leaf(order[i - 1], q)
            || before < requirement.leastRows()
            || total - before < requirement.leastRows()
            || after[i] >= best) {
          continue;
        }
        if (requirement.isCount()
            || requirement.holds(order, 0, i) && requirement.holds(order, i, order.length)) {
          best = after[i];
          bestOrder = order;
          bestCut = i;
        }
      }
    }
    return bestOrder == null
        ? null
        : new int[][] {
          Arrays.copyOf(bestOrder, bestCut),
          Arrays.copyOfRange(bestOrder, bestCut, bestOrder.length)
        };
  }

  private double cost(int[] part) {
    Box box = new Box(tuples, ordered, extents);
    for (int tuple : part) {
      box.add(tuple);
    }
    return box.cost();
  }

  /** What is lost if a part is cut before its i-th tuple. */
  private double[] after(int[] order, int q) {
    double[] after = new double[order.length];
    Box left = new Box(tuples, ordered, extents);
    long weight = 0;
    for (int i = 1; i < order.length; i++) {
      left.add(order[i - 1]);
      weight += rows[order[i - 1]];
      if (tuples.leaf(order[i], q) != tuples.leaf(order[i - 1], q)) {
        after[i] = weight * left.cost();
      }
    }
    Box right = new Box(tuples, ordered, extents);
    weight = 0;
    for (int i = order.length - 1; i > 0; i--) {
      right.add(order[i]);
      weight += rows[order[i]];
      if (tuples.leaf(order[i], q) != tuples.leaf(order[i - 1], q)) {
        after[i] += weight * right.cost();
      }
    }
    return after;
  }

  /** The tuples by their value: numbers ascending, other values by falling frequency. */
  private int[] sorted(int[] part, int q) {
    int leaves = tuples.taxonomies()[q].leaves();
    int[] rank = new int[leaves];
    if (ordered[q]) {
      Arrays.setAll(rank, leaf -> leaf);
    } else {
      long[] frequency = new long[leaves];
      for (int tuple : byFrequencyInAll ? all : part) {
        frequency[tuples.leaf(tuple, q)] += rows[tuple];
      }
      Integer[] byFrequency = new Integer[leaves];
      Arrays.setAll(byFrequency, leaf -> leaf);
      Arrays.sort(
          byFrequency,
          Comparator.<Integer>comparingLong(leaf -> -frequency[leaf]).thenComparing(leaf -> leaf));
      for (int i = 0; i < leaves; i++) {
        rank[byFrequency[i]] = i;
      }
    }
    int[] next = new int[leaves + 1];
    for (int tuple : part) {
      next[rank[tuples.leaf(tuple, q)] + 1]++;
    }
    for (int i = 1; i <= leaves; i++) {
      next[i] += next[i - 1];
    }
    int[] sorted = new int[part.length];
    for (int tuple : part) {
      sorted[next[rank[tuples.leaf(tuple, q)]]++] = tuple;
    }
    return sorted;
  }
}
