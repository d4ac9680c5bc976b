package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/** The tuples that are not published yet, and their grouping at one vector of levels. */
final class Rest {
  /** Keys up to here are looked up in an array, others by hash. */
  private static final int DENSE = 1 << 16;

  /** At most so many groups wait so that the rest is large enough. */
  private static final int HELD_BACK = 16;

  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final Requirement requirement;
  private final int least;
  private final Blocks blocks;

  // The tuples that are left; their leaves, by block, and rows.
  private final int[] tuples;
  private final int[][] leaves;
  private final int[] rows;
  private int size;
  private long total;
  private int published;
  private long work;

  // The grouping: of each tuple its group, of each group its rows and whether it can be published.
  private final int[] groupOf;
  private final int[] groupRows;
  private final boolean[] holds;
  private int groups;
  private long publishable;

  private final long[] keyOf;
  private final long[] keys;
  private final int[] slots;

  /** All zeros between two groupings. */
  private final int[] dense = new int[DENSE];

  Rest(Tuples tuples, Requirement requirement) {
    this.requirement = requirement;
    least = requirement.leastRows();
    blocks = new Blocks(tuples);
    size = tuples.size();
    total = tuples.total();
    leaves = new int[blocks.count()][];
    Arrays.setAll(leaves, blocks::leaves);
    rows = tuples.rows().clone();
    this.tuples = new int[size];
    Arrays.setAll(this.tuples, i -> i);
    keyOf = new long[size];
    groupOf = new int[size];
    groupRows = new int[size];
    holds = new boolean[size];
    int capacity = 4 * Integer.highestOneBit(Math.max(8, size));
    keys = new long[capacity];
    slots = new int[capacity];
  }

  long rows() {
    return total;
  }

  /** The work done so far, in about nanoseconds. */
  long work() {
    return work;
  }

  /** Whether all that is left may be published as one class. */
  boolean holds() {
    return size > 0 && total >= least && requirement.holds(tuples, 0, size);
  }

  /** Groups by the labels at a vector; returns the rows in groups that may be published. */
  long group(int[] vector) {
    number(vector);
    publishable = 0;
    for (int g = 0; g < groups; g++) {
      holds[g] = groupRows[g] >= least;
      publishable += holds[g] ? groupRows[g] : 0;
    }
    if (publishable > 0 && !requirement.isCount()) {
      refuse();
    }
    return publishable;
  }

  /**
   * Sees to it that what is left after {@link #publish} can be published, too, or is withheld: the
   * smallest groups are held back, as far as needed. Whether a group remains.
   *
   * @param withhold so many rows need not be published
   */
  boolean canSpare(long withhold) {
    if (restHolds(withhold)) {
      return true;
    }
    long[] bySize = new long[groups];
    int count = 0;
    for (int g = 0; g < groups; g++) {
      if (holds[g]) {
        bySize[count++] = ((long) groupRows[g] << 32) | g;
      }
    }
    Arrays.sort(bySize, 0, count);
    for (int i = 0; i < Math.min(count - 1, HELD_BACK); i++) {
      int g = (int) bySize[i];
      holds[g] = false;
      publishable -= groupRows[g];
      if (restHolds(withhold)) {
        return true;
      }
    }
    return false;
  }

  private boolean restHolds(long withhold) {
    long rest = total - publishable;
    if (rest <= withhold) {
      return true;
    }
    if (rest < least || requirement.isCount()) {
      return rest >= least;
    }
    work += (5L + requirement.effort()) * size;
    int[] kept = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (!holds[groupOf[i]]) {
        kept[count++] = tuples[i];
      }
    }
    return requirement.holds(kept, 0, count);
  }

  /** Publishes the groups that may be, as groups with the next numbers. */
  void publish(int[] into) {
    int[] numbers = new int[groups];
    for (int g = 0; g < groups; g++) {
      numbers[g] = holds[g] ? published++ : Classes.WITHHELD;
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int number = numbers[groupOf[i]];
      if (number >= 0) {
        into[tuples[i]] = number;
      } else {
        tuples[kept] = tuples[i];
        rows[kept] = rows[i];
        for (int[] of : leaves) {
          of[kept] = of[i];
        }
        kept++;
      }
    }
    size = kept;
    total -= publishable;
  }

  /** Numbers the groups in the order of their first tuples. */
  private void number(int[] vector) {
    long space = keys(vector);
    work += 500 + 2L * (1 + leaves.length) * size;
    groups = 0;
    if (space <= DENSE) {
      for (int i = 0; i < size; i++) {
        int key = (int) keyOf[i];
        if (dense[key] == 0) {
          groupRows[groups++] = 0;
          dense[key] = groups;
        }
        add(i, dense[key] - 1);
      }
      for (int i = 0; i < size; i++) {
        dense[(int) keyOf[i]] = 0; // of few tuples that is sooner done than to clear all
      }
      return;
    }
    // Only as much of the table is used as the tuples that are left need.
    int mask = 4 * Integer.highestOneBit(Math.max(8, size)) - 1;
    Arrays.fill(slots, 0, mask + 1, 0);
    for (int i = 0; i < size; i++) {
      long key = keyOf[i];
      int slot = (int) ((key * ODD) >>> 32) & mask;
      while (slots[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] == 0) {
        groupRows[groups++] = 0;
        slots[slot] = groups;
        keys[slot] = key;
      }
      add(i, slots[slot] - 1);
    }
  }

  private void add(int i, int group) {
    groupOf[i] = group;
    groupRows[group] += rows[i];
  }

  /** Makes of the labels of each tuple one number; returns how many numbers there can be. */
  private long keys(int[] vector) {
    Arrays.fill(keyOf, 0, size, 0);
    long space = 1;
    for (int block = 0; block < leaves.length; block++) {
      Blocks.Labels labels = blocks.labels(block, vector);
      if (labels.space() == 1) {
        continue;
      }
      boolean fits = space <= Long.MAX_VALUE / labels.space();
      // Where keys do not fit into 64 bits they are mixed. Two groups with one key would be one
      // class with more general labels, which is still a class that holds.
      long factor = fits ? space : (block + 1) * ODD | 1;
      space = fits ? space * labels.space() : Long.MAX_VALUE;
      int[] of = labels.of();
      int[] leaf = leaves[block];
      for (int i = 0; i < size; i++) {
        keyOf[i] += of[leaf[i]] * factor;
      }
    }
    return space;
  }

  /** Asks the requirement about each group that has enough rows. */
  private void refuse() {
    work += (10L + requirement.effort()) * size;
    int[] ends = new int[groups + 1];
    for (int i = 0; i < size; i++) {
      ends[groupOf[i] + 1]++;
    }
    for (int g = 0; g < groups; g++) {
      ends[g + 1] += ends[g];
    }
    int[] next = Arrays.copyOf(ends, groups);
    int[] members = new int[size];
    for (int i = 0; i < size; i++) {
      members[next[groupOf[i]]++] = tuples[i];
    }
    for (int g = 0; g < groups; g++) {
      if (holds[g] && !requirement.holds(members, ends[g], ends[g + 1])) {
        holds[g] = false;
        publishable -= groupRows[g];
      }
    }
  }
}
