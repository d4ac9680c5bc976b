package org.jinyanglake.desensitize.anonymity;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Improves classes by opening labels and by dissolving classes.
 *
 * <p>Where a tuple has a dear label, cheaper ones are tried: those that it has in common with
 * classes near by. What lowers the loss is done, see {@link Opening}, and the labels of all classes
 * concerned are tightened. When no opening helps any more, classes are dissolved one by one, drawn
 * at random from a fixed seed, and the openings that follow decide: either the loss is lower, or
 * all is taken back.
 *
 * <p>A requirement that is more than a count is asked about all classes that a change has touched,
 * and the change is taken back if one of them does not hold: it need not with tuples more.
 *
 * <p>Budgets count work, in about nanoseconds, but never time, so that a replay ends alike.
 */
final class Search {
  private static final long CELLS = 8_000_000;
  private static final double LEAST_GAIN = Opening.LEAST_GAIN;

  /** After so many draws of classes that are known already, one is looked into more deeply. */
  private static final int DRAWS = 32;

  private final Tuples tuples;
  private final Requirement requirement;
  private final OpenClasses open;
  private final Near near;
  private final Opening opening;
  private long moving;

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
    open = new OpenClasses(tuples, classes);
    near = new Near(tuples, open);
    opening = new Opening(tuples, requirement, open);
  }

  /** The work done so far, in about nanoseconds. */
  long work() {
    return moving + near.work() + opening.work();
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
    open.keep();
  }

  /** Dissolves classes until that helps with none of them or the budget is used up. */
  void shake(long budget) {
    Random random = new Random(1);
    Set<Long> seen = new HashSet<>();
    Set<Integer> inVain = new HashSet<>();
    long dear = dear();
    int again = 0;
    while (work() < budget && inVain.size() < dear) {
      moving += 50;
      int slot = open.classOf(random.nextInt(tuples.size()));
      if (slot < 0 || open.cost(slot) <= 0 || inVain.contains(slot)) {
        continue;
      }
      boolean first = seen.add(open.content(slot));
      again = first ? 0 : again + 1;
      if (again % DRAWS != 0) {
        continue;
      }
      if (shake(slot, !first, budget)) {
        inVain.clear();
        dear = dear();
      } else if (!first) {
        inVain.add(slot);
      }
    }
  }

  /** How many classes there are whose labels cost something. */
  private long dear() {
    return IntStream.range(0, open.slots()).filter(c -> open.isOpen(c) && open.cost(c) > 0).count();
  }

  /**
   * Dissolves a class and opens labels for its tuples; all is taken back if nothing is gained.
   *
   * @param deep whether also the classes that took its tuples are looked into before that is known,
   *     and it is tried even where its labels are far cheaper than any others
   */
  private boolean shake(int slot, boolean deep, long budget) {
    double before = open.loss();
    int[] members = open.members(slot);
    int[] to = new int[members.length];
    long[] except = new long[open.words()];
    except[slot >> 6] |= 1L << slot;
    moving += 4L * open.slots() + members.length * (3L * open.words() + 30);
    double more = 0;
    for (int i = 0; i < members.length; i++) {
      to[i] = open.cheapest(members[i], except);
      if (to[i] < 0) {
        return false;
      }
      more += tuples.rows()[members[i]] * (open.cost(to[i]) - open.cost(slot));
    }
    if (!deep && more > open.rows(slot) * open.cost(slot)) {
      return false;
    }
    Set<Integer> touched = new LinkedHashSet<>(move(new Opening.Moves(members, to), open.now()));
    for (int tuple : members) {
      if (work() < budget) {
        touched.addAll(open(tuple));
      }
    }
    if (deep || open.loss() < before - LEAST_GAIN) {
      settle(touched, budget);
    }
    if (open.loss() < before - LEAST_GAIN) {
      open.keep();
      return true;
    }
    open.undo(0);
    return false;
  }

  private void settle(Set<Integer> waiting, long budget) {
    while (!waiting.isEmpty() && work() < budget) {
      int each = waiting.iterator().next();
      waiting.remove(each);
      if (open.isOpen(each)) {
        improve(each, budget, waiting);
      }
    }
  }

  private void improve(int from, long budget, Set<Integer> waiting) {
    for (int tuple : open.members(from)) {
      if (work() >= budget) {
        break;
      }
      if (open.classOf(tuple) == from) {
        waiting.addAll(open(tuple));
      }
    }
  }

  /** Opens the label for a tuple that saves most; the classes concerned. */
  private Set<Integer> open(int tuple) {
    int[][] labels = near.labels(tuple, open.cost(open.classOf(tuple)));
    for (int i = 0; i < labels.length; i++) {
      int[] best = null;
      double bestGain = LEAST_GAIN;
      for (int[] label : labels) {
        double gain = opening.gain(label, bestGain);
        if (gain > bestGain) {
          bestGain = gain;
          best = label;
        }
      }
      if (best == null) {
        break;
      }
      opening.gain(best, 0);
      int before = open.now();
      Set<Integer> touched = move(opening.moves(), before);
      if (!touched.isEmpty()) {
        return touched;
      }
      opening.refuse();
    }
    return Set.of();
  }

  /**
   * Moves tuples; the classes concerned, tightened. All stays as it is, and there are none, if one
   * of them would not hold.
   *
   * @param before the moment to go back to
   */
  private Set<Integer> move(Opening.Moves moves, int before) {
    Set<Integer> touched = new TreeSet<>();
    for (int i = 0; i < moves.tuples().length; i++) {
      touched.add(open.classOf(moves.tuples()[i]));
      touched.add(moves.to()[i]);
      open.move(moves.tuples()[i], moves.to()[i]);
    }
    Set<Integer> changed = new TreeSet<>();
    for (int slot : touched) {
      moving += 100 + 2L * tuples.width() * open.size(slot);
      changed.add(open.tighten(slot));
    }
    if (!requirement.isCount()) {
      for (int slot : changed) {
        if (open.isOpen(slot) && !holds(slot)) {
          open.undo(before);
          return Set.of();
        }
      }
    }
    return changed;
  }

  private boolean holds(int slot) {
    moving += (long) requirement.effort() * open.size(slot);
    return requirement.holds(open.members(slot), 0, open.size(slot));
  }
}
