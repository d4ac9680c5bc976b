package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/**
 * Classes by tight values that change: tuples move, one by one, to the class with which all lose
 * least, as long as both classes reach the requirement.
 *
 * <p>A cut, as by {@link Mondrian}, puts every tuple on one of two sides. What it did not foresee,
 * a value that only one tuple of a class has, is mended here.
 */
final class TightClasses {
  private static final double LEAST_GAIN = 1e-9;

  private final Tuples tuples;
  private final Requirement requirement;
  private final boolean[] ordered;
  private final double[] extents;
  private final int width;
  private final int[] rowsOf;

  /** Of each quasi-identifier, where its values begin in {@link #counts}. */
  private final int[] firsts;

  private final int[] classOf;
  private final int[] place;

  // By class: its tuples, rows, cost, tuples by value, and by quasi-identifier the least and the
  // greatest value and how many different ones there are.
  private final int count;
  private final int[][] members;
  private final int[] sizes;
  private final long[] rows;
  private final double[] costs;
  private final int[][] counts;
  private final int[][] least;
  private final int[][] greatest;
  private final int[][] distinct;

  private long work;

  /** How much would be kept in memory for some classes. */
  static long cells(Tuples tuples, int[] groups) {
    long values = Arrays.stream(tuples.taxonomies()).mapToLong(Taxonomy::leaves).sum();
    return values * (Arrays.stream(groups).max().orElse(-1) + 1);
  }

  /**
   * @param groups the class of each tuple; none is withheld, and this array is changed
   */
  TightClasses(
      Tuples tuples, Requirement requirement, boolean[] ordered, double[] extents, int[] groups) {
    this.tuples = tuples;
    this.requirement = requirement;
    this.ordered = ordered;
    this.extents = extents;
    width = tuples.width();
    rowsOf = tuples.rows();
    classOf = groups;
    place = new int[groups.length];
    firsts = new int[width];
    int values = 0;
    for (int q = 0; q < width; q++) {
      firsts[q] = values;
      values += tuples.taxonomies()[q].leaves();
    }
    count = Arrays.stream(groups).max().orElse(-1) + 1;
    members = new int[count][8];
    sizes = new int[count];
    rows = new long[count];
    costs = new double[count];
    counts = new int[count][values];
    least = new int[count][width];
    greatest = new int[count][width];
    distinct = new int[count][width];
    for (int[] each : least) {
      Arrays.fill(each, Integer.MAX_VALUE);
    }
    for (int[] each : greatest) {
      Arrays.fill(each, Integer.MIN_VALUE);
    }
    for (int tuple = 0; tuple < groups.length; tuple++) {
      put(tuple, groups[tuple]);
    }
  }

  /** Moves tuples until nothing is gained or the budget, in about nanoseconds, is used up. */
  void improve(long budget) {
    boolean moved = true;
    while (moved && work < budget) {
      moved = false;
      for (int tuple = 0; tuple < classOf.length && work < budget; tuple++) {
        moved |= improve(tuple);
      }
    }
  }

  private boolean improve(int tuple) {
    int from = classOf[tuple];
    long left = rows[from] - rowsOf[tuple];
    if (costs[from] <= 0 || left < requirement.leastRows()) {
      return false;
    }
    double saved = rows[from] * costs[from] - left * costWithout(from, tuple);
    int to = cheapest(tuple, from, saved - LEAST_GAIN);
    if (to < 0) {
      return false;
    }
    take(tuple);
    put(tuple, to);
    if (requirement.isCount() || holds(from) && holds(to)) {
      return true;
    }
    take(tuple);
    put(tuple, from);
    return false;
  }

  private boolean holds(int of) {
    work += (long) requirement.effort() * sizes[of];
    return requirement.holds(members[of], 0, sizes[of]);
  }

  /** The class that loses least by a tuple, less than a limit; -1 if there is none. */
  private int cheapest(int tuple, int except, double limit) {
    int best = -1;
    double bestMore = limit;
    work += 8L * count;
    for (int each = 0; each < count; each++) {
      double more = rowsOf[tuple] * costs[each];
      for (int q = 0; q < width && more < bestMore; q++) {
        more += (rows[each] + rowsOf[tuple]) * more(each, q, tuples.leaf(tuple, q));
      }
      if (more < bestMore && each != except) {
        best = each;
        bestMore = more;
      }
    }
    return best;
  }

  /** What a value more costs a class. */
  private double more(int of, int q, int leaf) {
    if (ordered[q]) {
      int apart = Math.max(leaf - greatest[of][q], least[of][q] - leaf);
      return apart > 0 ? apart / extents[q] : 0;
    }
    if (counts[of][firsts[q] + leaf] > 0) {
      return 0;
    }
    return (distinct[of][q] == 1 ? 2 : 1) / extents[q];
  }

  private double costWithout(int of, int tuple) {
    double cost = costs[of];
    for (int q = 0; q < width; q++) {
      int leaf = tuples.leaf(tuple, q);
      if (counts[of][firsts[q] + leaf] > 1) {
        continue;
      }
      if (!ordered[q]) {
        cost -= distinct[of][q] == 1 ? 0 : (distinct[of][q] == 2 ? 2 : 1) / extents[q];
      } else if (least[of][q] < greatest[of][q] && leaf == least[of][q]) {
        cost -= (next(of, q, leaf, 1) - leaf) / extents[q];
      } else if (least[of][q] < greatest[of][q] && leaf == greatest[of][q]) {
        cost -= (leaf - next(of, q, leaf, -1)) / extents[q];
      }
    }
    return cost;
  }

  /** The next value above or below one that a class has. */
  private int next(int of, int q, int leaf, int step) {
    int next = leaf + step;
    while (counts[of][firsts[q] + next] == 0) {
      next += step;
    }
    return next;
  }

  private void put(int tuple, int to) {
    if (sizes[to] == members[to].length) {
      members[to] = Arrays.copyOf(members[to], 2 * sizes[to]);
    }
    members[to][sizes[to]] = tuple;
    place[tuple] = sizes[to]++;
    classOf[tuple] = to;
    rows[to] += rowsOf[tuple];
    for (int q = 0; q < width; q++) {
      int leaf = tuples.leaf(tuple, q);
      if (counts[to][firsts[q] + leaf]++ == 0) {
        distinct[to][q]++;
        least[to][q] = Math.min(least[to][q], leaf);
        greatest[to][q] = Math.max(greatest[to][q], leaf);
      }
    }
    costs[to] = cost(to);
  }

  /** Takes a tuple out of its class, in which it is not alone. */
  private void take(int tuple) {
    int from = classOf[tuple];
    int last = members[from][--sizes[from]];
    members[from][place[tuple]] = last;
    place[last] = place[tuple];
    rows[from] -= rowsOf[tuple];
    for (int q = 0; q < width; q++) {
      int leaf = tuples.leaf(tuple, q);
      if (--counts[from][firsts[q] + leaf] == 0) {
        distinct[from][q]--;
        if (leaf == least[from][q]) {
          least[from][q] = next(from, q, leaf, 1);
        } else if (leaf == greatest[from][q]) {
          greatest[from][q] = next(from, q, leaf, -1);
        }
      }
    }
    costs[from] = cost(from);
  }

  private double cost(int of) {
    double cost = 0;
    for (int q = 0; q < width; q++) {
      int apart =
          ordered[q] ? greatest[of][q] - least[of][q] : distinct[of][q] < 2 ? 0 : distinct[of][q];
      cost += apart / extents[q];
    }
    return cost;
  }
}
