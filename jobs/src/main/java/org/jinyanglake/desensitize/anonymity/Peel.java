package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The windowed peel: the cheapest labels are filled first.
 *
 * <p>All vectors of levels are taken by ascending mean cost, in windows of nearly the same cost.
 * Within a window the vector goes first that saves most: the tuples that are left are grouped by
 * their labels at it, and the groups that reach the requirement are published. What is left stays
 * publishable at any time, so the last vector, one label for all, takes the rest. A label may
 * overlap another one; that is what a partition of the domain, as by Mondrian, cannot do, and why
 * it loses more.
 *
 * <p>A vector's gain only falls as tuples go, so an outdated one in the heap is an upper bound.
 */
final class Peel {
  /** Beyond so many vectors a sample of them is tried. */
  private static final int VECTORS = 20_000;

  private static final double SLACK = 0.02;

  private final Tuples tuples;
  private final Requirement requirement;
  private final int[][] vectors;
  private final double[] costs;
  private long work;

  Peel(Tuples tuples, Requirement requirement) {
    this.tuples = tuples;
    this.requirement = requirement;
    int[][] unordered = vectors(tuples.taxonomies());
    double[][] means = means(tuples);
    double[] cost = new double[unordered.length];
    for (int i = 0; i < cost.length; i++) {
      for (int q = 0; q < tuples.width(); q++) {
        cost[i] += means[q][unordered[i][q]];
      }
    }
    Integer[] order = new Integer[cost.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.<Integer>comparingDouble(i -> cost[i]).thenComparing(i -> i));
    vectors = Arrays.stream(order).map(i -> unordered[i]).toArray(int[][]::new);
    costs = Arrays.stream(order).mapToDouble(i -> cost[i]).toArray();
  }

  /** The work done so far, in about nanoseconds. */
  long work() {
    return work;
  }

  private static double[][] means(Tuples tuples) {
    double[][] means = new double[tuples.width()][];
    for (int q = 0; q < means.length; q++) {
      Taxonomy taxonomy = tuples.taxonomies()[q];
      means[q] = new double[taxonomy.levels()];
      for (int level = 0; level < means[q].length; level++) {
        double sum = 0;
        for (int tuple = 0; tuple < tuples.size(); tuple++) {
          sum += tuples.rows()[tuple] * taxonomy.cost(taxonomy.node(level, tuples.leaf(tuple, q)));
        }
        means[q][level] = sum / tuples.total();
      }
    }
    return means;
  }

  /** All vectors of levels, or some of them, drawn alike each time, the highest always there. */
  private static int[][] vectors(Taxonomy[] taxonomies) {
    long all = 1;
    for (Taxonomy each : taxonomies) {
      all = Math.min(Integer.MAX_VALUE, all * each.levels());
    }
    int[][] vectors = new int[(int) Math.min(all, VECTORS)][taxonomies.length];
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < vectors.length; i++) {
      int rest = i;
      for (int q = 0; q < taxonomies.length; q++) {
        int levels = taxonomies[q].levels();
        vectors[i][q] = all > VECTORS ? random.nextInt(levels) : rest % levels;
        rest /= levels;
      }
    }
    for (int q = 0; q < taxonomies.length; q++) {
      vectors[vectors.length - 1][q] = taxonomies[q].levels() - 1;
    }
    return vectors;
  }

  /**
   * Groups of tuples, see {@link Classes#of(Tuples, int[])}; all withheld if all together do not
   * reach the requirement.
   *
   * @param factor the costs within a window differ by at most this factor, and by 0.02
   * @param withhold at most so many rows may be withheld, where others would lose much for them
   */
  int[] groups(double factor, long withhold) {
    int[] groups = new int[tuples.size()];
    Arrays.fill(groups, Classes.WITHHELD);
    Rest rest = new Rest(tuples, requirement);
    if (!rest.holds()) {
      return groups;
    }
    int first = 0;
    while (rest.rows() > withhold) {
      double limit = factor * costs[first] + SLACK;
      int end = first;
      PriorityQueue<Candidate> heap = new PriorityQueue<>();
      while (end < costs.length && costs[end] <= limit) {
        heap.add(new Candidate(end++, Double.MAX_VALUE));
      }
      while (!heap.isEmpty() && rest.rows() > withhold) {
        int vector = heap.poll().vector;
        long rows = rest.group(vectors[vector]);
        if (rows == 0) {
          continue;
        }
        double gain = rows * (limit - costs[vector]);
        if (!heap.isEmpty() && gain < heap.peek().gain) {
          heap.add(new Candidate(vector, gain));
        } else if (rest.canSpare(withhold)) {
          rest.publish(groups);
        }
      }
      first = end;
    }
    work += rest.work();
    return groups;
  }

  /**
   * Groups at the cheapest vector at which all groups hold: one level for each quasi-identifier.
   *
   * @param effort after so much work it is given up
   * @return null if there is none, or it was given up
   */
  int[] uniform(long effort) {
    Rest rest = new Rest(tuples, requirement);
    int[] groups = null;
    for (int i = 0; i < vectors.length && groups == null && rest.work() < effort; i++) {
      if (rest.group(vectors[i]) == rest.rows()) {
        groups = new int[tuples.size()];
        rest.publish(groups);
      }
    }
    work += rest.work();
    return groups;
  }

  /** A vector and what it would save at most; the greatest gain, then the cheaper one, is first. */
  private record Candidate(int vector, double gain) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int greater = Double.compare(other.gain, gain);
      return greater != 0 ? greater : Integer.compare(vector, other.vector);
    }
  }
}
