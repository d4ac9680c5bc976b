package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Improves classes by opening labels and by dissolving classes.
 *
 * <p>Where a tuple has a dear label, cheaper ones are tried: those that it has in common with
 * classes near by. All tuples under such a label come from dearer classes, as long as those still
 * hold or their other tuples find a place elsewhere; if they do not suffice, cheaper classes lend
 * what they can spare. What lowers the loss is done, and the labels of all classes concerned are
 * tightened. When no opening helps any more, classes are dissolved one by one, drawn at random from
 * a fixed seed, and the openings that follow decide: either the loss is lower, or all is taken
 * back.
 *
 * <p>Budgets count work, about a word touched each, never time, so that a replay ends alike.
 */
final class Search {
  private static final int CANDIDATES = 8;
  private static final int MISS = 64;
  private static final long CELLS = 8_000_000;
  private static final double LEAST_GAIN = 1e-9;

  private final Tuples tuples;
  private final Requirement requirement;
  private final Taxonomy[] taxonomies;
  private final int width;
  private final int least;
  private final int[] rows;
  private OpenClasses open;

  /** Of each quasi-identifier and node the tuples under it. */
  private final long[][][] under;

  /** Of each quasi-identifier, leaf and node the lowest label for both, and its cost. */
  private final int[][][] common;

  private final double[][][] commonCosts;

  private final int words;
  private long work;

  // The tuples under a label, as lists by class.
  private final int[] next;
  private int[] head = new int[0];
  private long[] part = new long[0];
  private final int[] found;
  private int foundClasses;

  // What an opening would do.
  private final int[] taken;
  private int takenCount;
  private final int[] sent;
  private final int[] sentTo;
  private int sentCount;

  /** Whether what a search keeps in memory is of reasonable size. */
  static boolean isFeasible(Tuples tuples) {
    long size = 0;
    for (Taxonomy each : tuples.taxonomies()) {
      size += (long) each.size() * (each.leaves() + tuples.size() / 64);
    }
    return size <= CELLS;
  }

  Search(Tuples tuples, Requirement requirement, Classes classes) {
    this.tuples = tuples;
    this.requirement = requirement;
    taxonomies = tuples.taxonomies();
    width = tuples.width();
    rows = tuples.rows();
    least = requirement.leastRows();
    words = (tuples.size() + 63) / 64;
    open = new OpenClasses(tuples, classes);
    next = new int[tuples.size()];
    found = new int[tuples.size() + 1];
    taken = new int[tuples.size()];
    sent = new int[tuples.size()];
    sentTo = new int[tuples.size()];
    under = new long[width][][];
    common = new int[width][][];
    commonCosts = new double[width][][];
    for (int q = 0; q < width; q++) {
      Taxonomy taxonomy = taxonomies[q];
      under[q] = new long[taxonomy.size()][words];
      for (int tuple = 0; tuple < tuples.size(); tuple++) {
        for (int level = 0; level < taxonomy.levels(); level++) {
          under[q][taxonomy.node(level, tuples.leaf(tuple, q))][tuple >> 6] |= 1L << tuple;
        }
      }
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

  /** The work done so far. */
  long work() {
    return work;
  }

  /** The cost of all labels, over all rows. */
  double loss() {
    return open.loss();
  }

  /** The groups now, see {@link Classes#of(Tuples, int[])}. */
  int[] groups() {
    return open.groups();
  }

  /** Opens labels until nothing is found or the budget is used up. */
  void settle(long budget) {
    settle(new LinkedHashSet<>(List.of(open.byFallingCost())), budget);
  }

  /** Dissolves classes and settles again, as long as the budget lasts. */
  void shake(long budget) {
    Random random = new Random(1);
    while (work < budget && open.loss() > LEAST_GAIN) {
      int tuple = random.nextInt(tuples.size());
      int dissolved = open.classOf(tuple);
      if (dissolved < 0 || open.cost(dissolved) <= 0) {
        work += words + MISS;
        continue;
      }
      double before = open.loss();
      OpenClasses kept = open.copy();
      work += tuples.size();
      settle(dissolve(dissolved), budget);
      if (open.loss() > before - LEAST_GAIN) {
        open = kept;
      }
    }
  }

  /** Sends all tuples of a class to their cheapest other labels; the classes concerned. */
  private Set<Integer> dissolve(int slot) {
    takenCount = 0;
    sentCount = 0;
    for (int tuple : open.members(slot)) {
      int other = open.cheapest(tuple, each -> each != slot);
      work += open.lookup();
      if (other < 0) {
        return Set.of();
      }
      sent[sentCount] = tuple;
      sentTo[sentCount++] = other;
    }
    return move();
  }

  private void settle(Set<Integer> waiting, long budget) {
    while (!waiting.isEmpty() && work < budget) {
      int each = waiting.iterator().next();
      waiting.remove(each);
      if (open.isOpen(each)) {
        improve(each, budget, waiting);
      }
    }
  }

  private void improve(int from, long budget, Set<Integer> waiting) {
    Set<Long> tried = new HashSet<>();
    for (int tuple : open.members(from)) {
      if (work >= budget) {
        break;
      }
      if (!open.isOpen(from) || open.classOf(tuple) != from || open.cost(from) <= 0) {
        continue;
      }
      int[] best = null;
      double bestGain = LEAST_GAIN;
      for (int[] label : candidates(tuple, open.cost(from))) {
        if (tried.add(OpenClasses.key(label))) {
          double gain = opening(label);
          if (gain > bestGain) {
            bestGain = gain;
            best = label;
          }
        }
      }
      if (best != null) {
        opening(best);
        waiting.addAll(open(best));
        tried.clear();
      }
    }
  }

  /** The cheapest labels that a tuple has in common with classes, if below a limit. */
  private int[][] candidates(int tuple, double limit) {
    double[] costs = new double[CANDIDATES];
    int[] classes = new int[CANDIDATES];
    int count = 0;
    double[][] of = new double[width][];
    for (int q = 0; q < width; q++) {
      of[q] = commonCosts[q][tuples.leaf(tuple, q)];
    }
    int slots = open.slots();
    work += 2L * slots * width;
    for (int slot = 0; slot < slots; slot++) {
      int[] label = open.label(slot);
      if (label == null) {
        continue;
      }
      double bound = count < CANDIDATES ? limit : costs[CANDIDATES - 1];
      double cost = 0;
      for (int q = 0; q < width && cost < bound; q++) {
        cost += of[q][label[q]];
      }
      if (cost < bound - 1e-12 && !contains(costs, count, cost, classes, tuple, label)) {
        int at = Math.min(count, CANDIDATES - 1);
        while (at > 0 && costs[at - 1] > cost) {
          costs[at] = costs[at - 1];
          classes[at] = classes[at - 1];
          at--;
        }
        costs[at] = cost;
        classes[at] = slot;
        count = Math.min(count + 1, CANDIDATES);
      }
    }
    int[][] labels = new int[count][width];
    for (int i = 0; i < count; i++) {
      for (int q = 0; q < width; q++) {
        labels[i][q] = common[q][tuples.leaf(tuple, q)][open.label(classes[i])[q]];
      }
    }
    return labels;
  }

  /** Whether the same label is among the candidates: with the same cost, and node by node. */
  private boolean contains(
      double[] costs, int count, double cost, int[] classes, int tuple, int[] label) {
    for (int i = 0; i < count; i++) {
      if (costs[i] == cost) {
        boolean same = true;
        int[] other = open.label(classes[i]);
        for (int q = 0; q < width && same; q++) {
          int[] of = common[q][tuples.leaf(tuple, q)];
          same = of[label[q]] == of[other[q]];
        }
        if (same) {
          return true;
        }
      }
    }
    return false;
  }

  /** What opening a label would save; what it would move is in {@link #taken} and {@link #sent}. */
  private double opening(int[] label) {
    takenCount = 0;
    sentCount = 0;
    double cost = Classes.cost(taxonomies, label);
    int target = open.find(label);
    find(label);
    double gain = 0;
    long rowsTaken = 0;
    for (int i = 0; i < foundClasses; i++) {
      int donor = found[i];
      double saved = open.cost(donor) - cost;
      if (donor == target || saved <= 1e-12) {
        continue;
      }
      int before = takenCount;
      double all = part[donor] * saved;
      if (canLose(donor)) {
        takeAll(donor);
        gain += all;
      } else {
        long surplus = requirement.isCount() ? open.rows(donor) - least : 0;
        double some = surplus > 0 ? takeUpTo(donor, surplus) * saved : 0;
        int sentBefore = sentCount;
        double rest = all > some ? all - sendRest(donor, cost) : 0;
        if (rest > some) {
          takenCount = before;
          takeAll(donor);
          gain += rest;
        } else {
          sentCount = sentBefore;
          gain += some;
        }
      }
      for (int j = before; j < takenCount; j++) {
        rowsTaken += rows[taken[j]];
      }
    }
    if (takenCount == 0 || gain <= LEAST_GAIN) {
      return 0;
    }
    return target >= 0 ? gain : gain - borrow(rowsTaken, cost);
  }

  /** Collects the tuples under a label by class. */
  private void find(int[] label) {
    if (head.length < open.slots()) {
      head = new int[2 * open.slots()];
      part = new long[2 * open.slots()];
      Arrays.fill(head, -1);
    }
    for (int i = 0; i < foundClasses; i++) {
      head[found[i]] = -1;
    }
    foundClasses = 0;
    work += (long) words * width;
    long[] first = under[0][label[0]];
    for (int word = 0; word < words; word++) {
      long bits = first[word];
      for (int q = 1; q < width && bits != 0; q++) {
        bits &= under[q][label[q]][word];
      }
      while (bits != 0) {
        int tuple = (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        work += 4;
        int of = open.classOf(tuple);
        if (of < 0) {
          continue;
        }
        if (head[of] < 0) {
          found[foundClasses++] = of;
          work += 16;
          part[of] = 0;
        }
        next[tuple] = head[of];
        head[of] = tuple;
        part[of] += rows[tuple];
      }
    }
  }

  /** Whether a class still holds, or is empty, without its tuples under the label. */
  private boolean canLose(int donor) {
    long rest = open.rows(donor) - part[donor];
    if (rest == 0 || rest < least || requirement.isCount()) {
      return rest == 0 || rest >= least;
    }
    int[] members = rest(donor);
    return requirement.holds(members, 0, members.length);
  }

  private int[] rest(int donor) {
    int[] rest = new int[open.size(donor)];
    int count = 0;
    Set<Integer> gone = new HashSet<>();
    for (int tuple = head[donor]; tuple >= 0; tuple = next[tuple]) {
      gone.add(tuple);
    }
    for (int tuple : open.members(donor)) {
      if (!gone.contains(tuple)) {
        rest[count++] = tuple;
      }
    }
    work += open.size(donor);
    return Arrays.copyOf(rest, count);
  }

  private void takeAll(int donor) {
    for (int tuple = head[donor]; tuple >= 0; tuple = next[tuple]) {
      taken[takenCount++] = tuple;
    }
  }

  /** Takes tuples of a class under the label, the largest first, of at most so many rows. */
  private long takeUpTo(int donor, long most) {
    int[] largest = bySize(donor);
    long sum = 0;
    for (int tuple : largest) {
      if (sum + rows[tuple] <= most) {
        sum += rows[tuple];
        taken[takenCount++] = tuple;
      }
    }
    return sum;
  }

  private int[] bySize(int donor) {
    int count = 0;
    for (int tuple = head[donor]; tuple >= 0; tuple = next[tuple]) {
      count++;
    }
    long[] order = new long[count];
    int i = 0;
    for (int tuple = head[donor]; tuple >= 0; tuple = next[tuple]) {
      order[i++] = ((long) (Integer.MAX_VALUE - rows[tuple]) << 32) | tuple;
    }
    Arrays.sort(order);
    int[] sorted = new int[count];
    for (i = 0; i < count; i++) {
      sorted[i] = (int) order[i];
    }
    return sorted;
  }

  /**
   * Sends what a class has left to its cheapest other labels of classes that lose nothing; what
   * that costs more.
   */
  private double sendRest(int donor, double cost) {
    double more = 0;
    IntPredicate stays = slot -> head[slot] < 0 || open.cost(slot) - cost <= 1e-12;
    for (int tuple : rest(donor)) {
      int other = open.cheapest(tuple, stays);
      work += open.lookup();
      if (other < 0) {
        return Double.MAX_VALUE;
      }
      more += rows[tuple] * (open.cost(other) - open.cost(donor));
      sent[sentCount] = tuple;
      sentTo[sentCount++] = other;
    }
    return more;
  }

  /** Borrows from cheaper classes until the new one holds; what that costs. */
  private double borrow(long rowsTaken, double cost) {
    long need = Math.max(0, least - rowsTaken);
    if (need == 0 && holdsTaken()) {
      return 0;
    }
    double loss = 0;
    Integer[] lenders = new Integer[foundClasses];
    int count = 0;
    for (int i = 0; i < foundClasses; i++) {
      if (open.cost(found[i]) - cost <= 1e-12) {
        lenders[count++] = found[i];
      }
    }
    Arrays.sort(
        lenders,
        0,
        count,
        Comparator.<Integer>comparingDouble(c -> -open.cost(c)).thenComparing(c -> c));
    for (int i = 0; i < count && need > 0 && requirement.isCount(); i++) {
      long surplus = open.rows(lenders[i]) - least;
      if (surplus > 0) {
        long lent = takeUpTo(lenders[i], Math.min(surplus, need));
        need -= lent;
        loss += lent * (cost - open.cost(lenders[i]));
        if (lent > 0) {
          lenders[i] = -1;
        }
      }
    }
    for (int i = 0; i < count; i++) {
      int lender = lenders[i];
      if (need <= 0 && (requirement.isCount() || holdsTaken())) {
        break;
      }
      if (lender >= 0 && part[lender] == open.rows(lender) && !isSentTo(lender)) {
        takeAll(lender);
        need -= part[lender];
        loss += part[lender] * (cost - open.cost(lender));
      }
    }
    return need <= 0 && (requirement.isCount() || holdsTaken()) ? loss : Double.MAX_VALUE;
  }

  private boolean isSentTo(int slot) {
    for (int i = 0; i < sentCount; i++) {
      if (sentTo[i] == slot) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsTaken() {
    return requirement.isCount() || requirement.holds(taken, 0, takenCount);
  }

  /** Does what {@link #opening} found; returns the classes that changed. */
  private Set<Integer> open(int[] label) {
    int target = open.find(label);
    if (target < 0) {
      target = open.add(label);
    }
    for (int i = 0; i < takenCount; i++) {
      sent[sentCount] = taken[i];
      sentTo[sentCount++] = target;
    }
    return move();
  }

  /** Sends tuples where they are to go; the classes concerned, tightened. */
  private Set<Integer> move() {
    Set<Integer> touched = new TreeSet<>();
    for (int i = 0; i < sentCount; i++) {
      touched.add(open.classOf(sent[i]));
      touched.add(sentTo[i]);
      open.move(sent[i], sentTo[i]);
    }
    for (int slot : touched) {
      work += 2L * width * open.size(slot);
      open.tighten(slot);
    }
    return touched;
  }
}
