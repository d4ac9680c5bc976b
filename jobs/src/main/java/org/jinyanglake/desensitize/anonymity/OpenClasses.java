package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Classes that change: tuples move between them, and their labels are tightened after. */
final class OpenClasses {
  private final Tuples tuples;
  private final Taxonomy[] taxonomies;
  private final int[] classOf;
  private final int[] place;

  private long withheld;

  // By slot; a label of null is a free slot.
  private int slots;
  private int[][] labels;
  private int[][] members;
  private int[] sizes;
  private long[] rows;
  private double[] costs;

  private final Map<Long, Integer> byLabel;

  /** Of each quasi-identifier and leaf the slots whose labels stand for it. */
  private final long[][][] covering;

  OpenClasses(Tuples tuples, Classes classes) {
    this.tuples = tuples;
    byLabel = new HashMap<>();
    taxonomies = tuples.taxonomies();
    int capacity = classes.labels().length + 64;
    classOf = new int[tuples.size()];
    place = new int[tuples.size()];
    labels = new int[capacity][];
    members = new int[capacity][];
    sizes = new int[capacity];
    rows = new long[capacity];
    costs = new double[capacity];
    covering = new long[taxonomies.length][][];
    for (int q = 0; q < covering.length; q++) {
      covering[q] = new long[taxonomies[q].leaves()][(capacity + 63) / 64];
    }
    for (int[] label : classes.labels()) {
      add(label);
    }
    for (int tuple = 0; tuple < classOf.length; tuple++) {
      classOf[tuple] = -1;
      if (classes.of()[tuple] >= 0) {
        put(tuple, classes.of()[tuple]);
      } else {
        withheld += tuples.rows()[tuple];
      }
    }
  }

  private OpenClasses(OpenClasses other) {
    tuples = other.tuples;
    taxonomies = other.taxonomies;
    classOf = other.classOf.clone();
    place = other.place.clone();
    withheld = other.withheld;
    slots = other.slots;
    labels = other.labels.clone();
    members = other.members.clone();
    for (int slot = 0; slot < slots; slot++) {
      members[slot] = labels[slot] == null ? null : members[slot].clone();
    }
    sizes = other.sizes.clone();
    rows = other.rows.clone();
    costs = other.costs.clone();
    byLabel = new HashMap<>(other.byLabel);
    covering = new long[other.covering.length][][];
    for (int q = 0; q < covering.length; q++) {
      covering[q] = new long[other.covering[q].length][];
      for (int leaf = 0; leaf < covering[q].length; leaf++) {
        covering[q][leaf] = other.covering[q][leaf].clone();
      }
    }
  }

  OpenClasses copy() {
    return new OpenClasses(this);
  }

  /** The cost of all labels, over all rows; what is withheld costs as much as labels can. */
  double loss() {
    double loss = (double) withheld * taxonomies.length;
    for (int slot = 0; slot < slots; slot++) {
      loss += labels[slot] == null ? 0 : rows[slot] * costs[slot];
    }
    return loss;
  }

  static long key(int[] label) {
    long key = 0;
    for (int node : label) {
      key = key * 1_000_003 + node + 1;
    }
    return key;
  }

  int slots() {
    return slots;
  }

  boolean isOpen(int slot) {
    return labels[slot] != null;
  }

  int[] label(int slot) {
    return labels[slot];
  }

  double cost(int slot) {
    return costs[slot];
  }

  long rows(int slot) {
    return rows[slot];
  }

  int size(int slot) {
    return sizes[slot];
  }

  /** The class of a tuple; -1 if it is withheld. */
  int classOf(int tuple) {
    return classOf[tuple];
  }

  /** The tuples of a class, as they are now. */
  int[] members(int slot) {
    return Arrays.copyOf(members[slot], sizes[slot]);
  }

  /** The slot of a label, or -1. */
  int find(int[] label) {
    int slot = byLabel.getOrDefault(key(label), -1);
    return slot >= 0 && Arrays.equals(labels[slot], label) ? slot : -1;
  }

  /** The classes, those that lose most first. */
  Integer[] byFallingCost() {
    return IntStream.range(0, slots)
        .filter(this::isOpen)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(c -> -rows[c] * costs[c]).thenComparing(c -> c))
        .toArray(Integer[]::new);
  }

  /** Opens a class, which is empty at first. */
  int add(int[] label) {
    int slot = 0;
    while (slot < slots && labels[slot] != null) {
      slot++;
    }
    if (slot == slots) {
      grow();
      slots++;
    }
    members[slot] = new int[8];
    sizes[slot] = 0;
    rows[slot] = 0;
    name(slot, label);
    return slot;
  }

  private void grow() {
    if (slots < labels.length) {
      return;
    }
    int capacity = 2 * slots;
    labels = Arrays.copyOf(labels, capacity);
    members = Arrays.copyOf(members, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    rows = Arrays.copyOf(rows, capacity);
    costs = Arrays.copyOf(costs, capacity);
    for (long[][] of : covering) {
      for (int leaf = 0; leaf < of.length; leaf++) {
        of[leaf] = Arrays.copyOf(of[leaf], (capacity + 63) / 64);
      }
    }
  }

  private void name(int slot, int[] label) {
    labels[slot] = label;
    costs[slot] = Classes.cost(taxonomies, label);
    byLabel.put(key(label), slot);
    cover(slot, true);
  }

  private void unname(int slot) {
    cover(slot, false);
    byLabel.remove(key(labels[slot]), slot);
    labels[slot] = null;
  }

  private void cover(int slot, boolean covers) {
    for (int q = 0; q < taxonomies.length; q++) {
      int node = labels[slot][q];
      int level = taxonomies[q].level(node);
      for (int leaf = 0; leaf < taxonomies[q].leaves(); leaf++) {
        if (taxonomies[q].node(level, leaf) == node) {
          if (covers) {
            covering[q][leaf][slot >> 6] |= 1L << slot;
          } else {
            covering[q][leaf][slot >> 6] &= ~(1L << slot);
          }
        }
      }
    }
  }

  /** The words that {@link #cheapest} touches. */
  int lookup() {
    return taxonomies.length * ((slots + 63) / 64);
  }

  /** The cheapest of some classes whose label stands for a tuple; -1 if there is none. */
  int cheapest(int tuple, IntPredicate which) {
    int best = -1;
    for (int word = 0; word <= (slots - 1) >> 6; word++) {
      long bits = -1;
      for (int q = 0; q < taxonomies.length && bits != 0; q++) {
        bits &= covering[q][tuples.leaf(tuple, q)][word];
      }
      while (bits != 0) {
        int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        if ((best < 0 || costs[slot] < costs[best]) && which.test(slot)) {
          best = slot;
        }
      }
    }
    return best;
  }

  void move(int tuple, int to) {
    int from = classOf[tuple];
    int last = members[from][--sizes[from]];
    members[from][place[tuple]] = last;
    place[last] = place[tuple];
    rows[from] -= tuples.rows()[tuple];
    put(tuple, to);
  }

  private void put(int tuple, int to) {
    if (sizes[to] == members[to].length) {
      members[to] = Arrays.copyOf(members[to], 2 * sizes[to]);
    }
    members[to][sizes[to]] = tuple;
    place[tuple] = sizes[to]++;
    classOf[tuple] = to;
    rows[to] += tuples.rows()[tuple];
  }

  /** Gives a class the lowest labels of its tuples; closes it if it has none. */
  void tighten(int slot) {
    if (sizes[slot] == 0) {
      unname(slot);
      return;
    }
    int[] label = null;
    for (int i = 0; i < sizes[slot]; i++) {
      label = Classes.common(tuples, label, members[slot][i]);
    }
    if (Arrays.equals(label, labels[slot])) {
      return;
    }
    unname(slot);
    int same = find(label);
    if (same < 0) {
      name(slot, label);
      return;
    }
    for (int tuple : members(slot)) {
      move(tuple, same);
    }
  }

  /** The class of each tuple, or {@link Classes#WITHHELD}. */
  int[] groups() {
    return classOf.clone();
  }
}
