package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

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

  /** A part of which so many cuts were refused is not cut. */
  private static final int TRIES = 1_000;

  /** Work for moving tuples after all cuts, in about nanoseconds. */
  private static final long BUDGET = 300_000_000L;

  private static final long CELLS = 20_000_000L;

  private final Tuples tuples;
  private final Requirement requirement;
  private final boolean[] ordered;
  private final int width;
  private final int[] rows;
  private final boolean byFrequencyInAll;

  /** Of each quasi-identifier without order, the rows of each value. */
  private final long[][] frequencies;

  private final int[] all;
  private final int[] group;
  private final Box box;
  private int groups;

  private Mondrian(
      Tuples tuples, Requirement requirement, boolean[] ordered, boolean byFrequencyInAll) {
    this.byFrequencyInAll = byFrequencyInAll;
    this.tuples = tuples;
    this.requirement = requirement;
    this.ordered = ordered;
    box = new Box(tuples, ordered, extents(tuples, ordered));
    width = tuples.width();
    rows = tuples.rows();
    frequencies = new long[width][];
    for (int q = 0; byFrequencyInAll && q < width; q++) {
      frequencies[q] = new long[tuples.taxonomies()[q].leaves()];
      for (int tuple = 0; tuple < rows.length; tuple++) {
        frequencies[q][tuples.leaf(tuple, q)] += rows[tuple];
      }
    }
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
    int[] ends = new int[size + 1];
    double loss = 0;
    for (int tuple = 0; tuple < groups.length; tuple++) {
      if (groups[tuple] < 0) {
        loss += (double) tuples.rows()[tuple] * tuples.width();
      } else {
        ends[groups[tuple] + 1]++;
      }
    }
    for (int group = 0; group < size; group++) {
      ends[group + 1] += ends[group];
    }
    int[] next = Arrays.copyOf(ends, size);
    int[] members = new int[groups.length];
    for (int tuple = 0; tuple < groups.length; tuple++) {
      if (groups[tuple] >= 0) {
        members[next[groups[tuple]]++] = tuple;
      }
    }
    Box box = new Box(tuples, ordered, extents(tuples, ordered));
    for (int group = 0; group < size; group++) {
      box.clear();
      long weight = 0;
      for (int i = ends[group]; i < ends[group + 1]; i++) {
        box.add(members[i]);
        weight += tuples.rows()[members[i]];
      }
      loss += weight == 0 ? 0 : weight * box.cost();
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
    private final int[][] seen;
    private final int[] distinct;
    private int clearings = 1;

    Box(Tuples tuples, boolean[] ordered, double[] extents) {
      this.tuples = tuples;
      this.extents = extents;
      this.ordered = ordered;
      least = new int[tuples.width()];
      greatest = new int[tuples.width()];
      seen = new int[tuples.width()][];
      distinct = new int[tuples.width()];
      for (int q = 0; q < seen.length; q++) {
        seen[q] = ordered[q] ? null : new int[tuples.taxonomies()[q].leaves()];
      }
      clear();
    }

    /** Forgets what was added; takes no longer for many values. */
    void clear() {
      Arrays.fill(least, Integer.MAX_VALUE);
      Arrays.fill(greatest, Integer.MIN_VALUE);
      Arrays.fill(distinct, 0);
      clearings++;
    }

    void add(int tuple) {
      for (int q = 0; q < ordered.length; q++) {
        int leaf = tuples.leaf(tuple, q);
        if (ordered[q]) {
          least[q] = Math.min(least[q], leaf);
          greatest[q] = Math.max(greatest[q], leaf);
        } else if (seen[q][leaf] != clearings) {
          seen[q][leaf] = clearings;
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
    double most = total * cost(part) - 1e-9;
    int[][] orders = new int[width][];
    List<Cut> cuts = new ArrayList<>();
    for (int q = 0; q < width; q++) {
      int[] order = sorted(part, q);
      orders[q] = order;
      double[] after = after(order, q);
      long before = 0;
      for (int i = 1; i < order.length; i++) {
        before += rows[order[i - 1]];
        if (tuples.leaf(order[i], q) != tuples.leaf(order[i - 1], q)
            && before >= requirement.leastRows()
            && total - before >= requirement.leastRows()
            && after[i] < most) {
          cuts.add(new Cut(after[i], q, i));
        }
      }
    }
    // Asking costs a look at the whole part, so the best are asked about first.
    PriorityQueue<Cut> best = new PriorityQueue<>(cuts);
    for (int tries = 0; tries < TRIES && !best.isEmpty(); tries++) {
      Cut cut = best.poll();
      int[] order = orders[cut.quasiIdentifier];
      if (requirement.isCount()
          || requirement.holds(order, 0, cut.at)
              && requirement.holds(order, cut.at, order.length)) {
        return new int[][] {
          Arrays.copyOf(order, cut.at), Arrays.copyOfRange(order, cut.at, order.length)
        };
      }
    }
    return null;
  }

  /** A cut before a tuple of those sorted by a quasi-identifier, and what is lost after it. */
  private record Cut(double loss, int quasiIdentifier, int at) implements Comparable<Cut> {
    @Override
    public int compareTo(Cut other) {
      int byLoss = Double.compare(loss, other.loss);
      int byColumn = Integer.compare(quasiIdentifier, other.quasiIdentifier);
      return byLoss != 0 ? byLoss : byColumn != 0 ? byColumn : Integer.compare(at, other.at);
    }
  }

  private double cost(int[] part) {
    box.clear();
    for (int tuple : part) {
      box.add(tuple);
    }
    return box.cost();
  }

  /** What is lost if a part is cut before its i-th tuple. */
  private double[] after(int[] order, int q) {
    double[] after = new double[order.length];
    box.clear();
    long weight = 0;
    for (int i = 1; i < order.length; i++) {
      box.add(order[i - 1]);
      weight += rows[order[i - 1]];
      if (tuples.leaf(order[i], q) != tuples.leaf(order[i - 1], q)) {
        after[i] = weight * box.cost();
      }
    }
    box.clear();
    weight = 0;
    for (int i = order.length - 1; i > 0; i--) {
      box.add(order[i]);
      weight += rows[order[i]];
      if (tuples.leaf(order[i], q) != tuples.leaf(order[i - 1], q)) {
        after[i] += weight * box.cost();
      }
    }
    return after;
  }

  /** The tuples by their value: numbers ascending, other values by falling frequency. */
  private int[] sorted(int[] part, int q) {
    long[] byLeaf = new long[part.length];
    for (int i = 0; i < byLeaf.length; i++) {
      byLeaf[i] = (long) tuples.leaf(part[i], q) << 32 | i;
    }
    Arrays.sort(byLeaf);
    if (!ordered[q]) {
      byFrequency(byLeaf, part, q);
    }
    return Arrays.stream(byLeaf).mapToInt(each -> part[(int) each]).toArray();
  }

  /** Sorts tuples, which are sorted by their leaves, by how many rows have the leaf. */
  private void byFrequency(long[] byLeaf, int[] part, int q) {
    List<Run> runs = new ArrayList<>();
    for (int from = 0, i = 0; i <= byLeaf.length; i++) {
      if (i > from && (i == byLeaf.length || byLeaf[i] >> 32 != byLeaf[from] >> 32)) {
        long frequency = 0;
        for (int j = from; j < i; j++) {
          frequency += rows[part[(int) byLeaf[j]]];
        }
        int leaf = (int) (byLeaf[from] >> 32);
        runs.add(new Run(byFrequencyInAll ? frequencies[q][leaf] : frequency, from, i));
        from = i;
      }
    }
    runs.sort(Comparator.comparingLong(run -> -run.frequency));
    long[] unsorted = byLeaf.clone();
    int next = 0;
    for (Run run : runs) {
      System.arraycopy(unsorted, run.from, byLeaf, next, run.to - run.from);
      next += run.to - run.from;
    }
  }

  /** Tuples of one value. */
  private record Run(long frequency, int from, int to) {}
}
