package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Classes that change: tuples move between them, and their labels are tightened after. What was
 * changed can be taken back.
 */
final class OpenClasses {
  private static final long ODD = 0x9E3779B97F4A7C15L;

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
  private long[] contents;

  private final Map<Long, Integer> byLabel = new HashMap<>();

  /** Of each quasi-identifier and node the nodes above and below it, and itself. */
  private final int[][][] related;

  /** Of each quasi-identifier and node the slots whose labels are above or below it. */
  private final long[][][] meeting;

  private final Deque<Change> changes = new ArrayDeque<>();

  /** A tuple came from a slot; or, if the tuple is -1, a slot had a label. */
  private record Change(int slot, int tuple, int[] label) {}

  OpenClasses(Tuples tuples, Classes classes) {
    this.tuples = tuples;
    taxonomies = tuples.taxonomies();
    int capacity = classes.labels().length + 64;
    classOf = new int[tuples.size()];
    place = new int[tuples.size()];
    labels = new int[capacity][];
    members = new int[capacity][];
    sizes = new int[capacity];
    rows = new long[capacity];
    costs = new double[capacity];
    contents = new long[capacity];
    related = new int[taxonomies.length][][];
    meeting = new long[taxonomies.length][][];
    for (int q = 0; q < related.length; q++) {
      related[q] = related(taxonomies[q]);
      meeting[q] = new long[taxonomies[q].size()][(capacity + 63) / 64];
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
    keep();
  }

  private static int[][] related(Taxonomy taxonomy) {
    int[][] related = new int[taxonomy.size()][];
    for (int node = 0; node < related.length; node++) {
      int each = node;
      related[node] =
          IntStream.range(0, related.length)
              .filter(other -> taxonomy.isUnder(each, other) || taxonomy.isUnder(other, each))
              .toArray();
    }
    return related;
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

  /** How many words of 64 bits have a bit for each slot. */
  int words() {
    return (slots + 63) >> 6;
  }

  boolean isOpen(int slot) {
    return labels[slot] != null;
  }

  /** The label of a slot; null if it is free. */
  int[] label(int slot) {
    return labels[slot];
  }

  /** What the label of a slot costs; more than any label can if it is free. */
  double cost(int slot) {
    return costs[slot];
  }

  long rows(int slot) {
    return rows[slot];
  }

  int size(int slot) {
    return sizes[slot];
  }

  /** A number by which it is told, with near certainty, whether a class has the same tuples. */
  long content(int slot) {
    return contents[slot];
  }

  /** The class of a tuple; -1 if it is withheld. */
  int classOf(int tuple) {
    return classOf[tuple];
  }

  /** A tuple of a class, by its place from 0. */
  int member(int slot, int i) {
    return members[slot][i];
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

  /** The slots whose labels may share tuples with a label: 64 of them, as bits. */
  long meeting(int[] label, int word) {
    long bits = -1;
    for (int q = 0; q < label.length && bits != 0; q++) {
      bits &= meeting[q][label[q]][word];
    }
    return bits;
  }

  /**
   * The cheapest class whose label stands for a tuple; -1 if there is none.
   *
   * @param except slots that are not meant, as bits
   */
  int cheapest(int tuple, long[] except) {
    int best = -1;
    int first = tuple * taxonomies.length;
    for (int word = 0; word < words(); word++) {
      long bits = ~except[word];
      for (int q = 0; q < taxonomies.length && bits != 0; q++) {
        bits &= meeting[q][taxonomies[q].node(0, tuples.leaves()[first + q])][word];
      }
      while (bits != 0) {
        int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        if (best < 0 || costs[slot] < costs[best]) {
          best = slot;
        }
      }
    }
    return best;
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
    if (members[slot] == null) {
      members[slot] = new int[8];
    }
    rename(slot, label);
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
    contents = Arrays.copyOf(contents, capacity);
    for (long[][] of : meeting) {
      for (int node = 0; node < of.length; node++) {
        of[node] = Arrays.copyOf(of[node], (capacity + 63) / 64);
      }
    }
  }

  void move(int tuple, int to) {
    changes.push(new Change(classOf[tuple], tuple, null));
    take(tuple);
    put(tuple, to);
  }

  private void take(int tuple) {
    int from = classOf[tuple];
    int last = members[from][--sizes[from]];
    members[from][place[tuple]] = last;
    place[last] = place[tuple];
    rows[from] -= tuples.rows()[tuple];
    contents[from] -= mark(tuple);
  }

  private void put(int tuple, int to) {
    if (sizes[to] == members[to].length) {
      members[to] = Arrays.copyOf(members[to], 2 * sizes[to]);
    }
    members[to][sizes[to]] = tuple;
    place[tuple] = sizes[to]++;
    classOf[tuple] = to;
    rows[to] += tuples.rows()[tuple];
    contents[to] += mark(tuple);
  }

  private static long mark(int tuple) {
    long mark = (tuple + 1) * ODD;
    return (mark ^ (mark >>> 29)) * ODD;
  }

  /**
   * Gives a class the lowest labels of its tuples; closes it if it has none, or if another class
   * has these labels and takes the tuples.
   *
   * @return the slot where the tuples are then; if there are none, the same slot
   */
  int tighten(int slot) {
    if (sizes[slot] == 0) {
      rename(slot, null);
      return slot;
    }
    int[] label = null;
    for (int i = 0; i < sizes[slot]; i++) {
      label = Classes.common(tuples, label, members[slot][i]);
    }
    if (Arrays.equals(label, labels[slot])) {
      return slot;
    }
    int same = find(label);
    if (same < 0) {
      rename(slot, label);
      return slot;
    }
    for (int tuple : members(slot)) {
      move(tuple, same);
    }
    rename(slot, null);
    return same;
  }

  private void rename(int slot, int[] label) {
    changes.push(new Change(slot, -1, labels[slot]));
    name(slot, label);
  }

  private void name(int slot, int[] label) {
    if (labels[slot] != null) {
      meet(slot, false);
      byLabel.remove(key(labels[slot]), slot);
    }
    labels[slot] = label;
    costs[slot] = Double.MAX_VALUE;
    if (label != null) {
      costs[slot] = Classes.cost(taxonomies, label);
      byLabel.put(key(label), slot);
      meet(slot, true);
    }
  }

  private void meet(int slot, boolean meets) {
    for (int q = 0; q < taxonomies.length; q++) {
      for (int node : related[q][labels[slot][q]]) {
        if (meets) {
          meeting[q][node][slot >> 6] |= 1L << slot;
        } else {
          meeting[q][node][slot >> 6] &= ~(1L << slot);
        }
      }
    }
  }

  /** A moment to which {@link #undo} goes back. */
  int now() {
    return changes.size();
  }

  /** Takes back all changes since a moment. */
  void undo(int moment) {
    while (changes.size() > moment) {
      Change change = changes.pop();
      if (change.tuple < 0) {
        name(change.slot, change.label);
      } else {
        take(change.tuple);
        put(change.tuple, change.slot);
      }
    }
  }

  /** Nothing before now will be taken back. */
  void keep() {
    changes.clear();
  }

  /** The class of each tuple, or {@link Classes#WITHHELD}. */
  int[] groups() {
    return classOf.clone();
  }
}
