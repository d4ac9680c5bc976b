package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/**
 * What opening a label would save, and which tuples would move where.
 *
 * <p>All tuples under the label come from dearer classes, as long as those still hold or their
 * other tuples find a place elsewhere; of a class with rows to spare so many come. If they do not
 * suffice, cheaper classes lend what they can spare, or all. Only classes whose labels can share
 * tuples with the label are looked into, and of those that lie under it as a whole nothing needs to
 * be looked up tuple by tuple.
 */
final class Opening {
  static final double LEAST_GAIN = 1e-9;
  private static final double SAME = 1e-12;

  /** So many marks are kept for a tuple, and at most so many in all. */
  private static final int MARKS = 16;

  private static final int ALL_MARKS = 1 << 18;

  private final Tuples tuples;
  private final Requirement requirement;
  private final OpenClasses open;
  private final Taxonomy[] taxonomies;
  private final int width;
  private final int least;
  private final int[] rows;
  private long work;

  private int[] label;
  private long mark;
  private double cost;

  /** Of each quasi-identifier and leaf its label at the level of the label. */
  private final int[][] labelsAt;

  // Classes that may share tuples with the label.
  private int[] meeting = new int[64];
  private int meetingCount;

  // Classes that were looked into, one after the other; of each, where its tuples begin in a list,
  // those under the label first; where those end; how many rows those have.
  private int[] looked = new int[64];
  private int[] starts = new int[64];
  private int[] middles = new int[64];
  private long[] rowsUnder = new long[64];
  private int lookedCount;
  private final int[] list;
  private int listed;
  private final int[] others;

  /** Slots of dearer classes with tuples under the label, as bits. */
  private long[] donors = new long[1];

  // What would move: to the label, and elsewhere.
  private final int[] taken;
  private int takenCount;
  private final int[] sent;
  private final int[] sentTo;
  private int sentCount;

  /** Marks of labels that saved nothing, with the classes around as they were. */
  private final long[] futile;

  Opening(Tuples tuples, Requirement requirement, OpenClasses open) {
    this.tuples = tuples;
    this.requirement = requirement;
    this.open = open;
    taxonomies = tuples.taxonomies();
    width = tuples.width();
    least = requirement.leastRows();
    rows = tuples.rows();
    labelsAt = new int[width][];
    futile = new long[Integer.highestOneBit(Math.min(ALL_MARKS, MARKS * tuples.size()))];
    list = new int[tuples.size()];
    others = new int[tuples.size()];
    taken = new int[tuples.size()];
    sent = new int[tuples.size()];
    sentTo = new int[tuples.size()];
  }

  /** The work done so far, in about nanoseconds. */
  long work() {
    return work;
  }

  /**
   * What opening a label would save.
   *
   * @param above what is not more is of no interest, and 0 may be told instead
   */
  double gain(int[] toOpen, double above) {
    label = toOpen;
    cost = Classes.cost(taxonomies, label);
    for (int q = 0; q < width; q++) {
      labelsAt[q] = taxonomies[q].labelsAt(taxonomies[q].level(label[q]));
    }
    takenCount = 0;
    sentCount = 0;
    mark = meet();
    if (futile[(int) mark & (futile.length - 1)] == mark) {
      return 0;
    }
    double gain = evaluate(above);
    if (gain <= LEAST_GAIN && above <= LEAST_GAIN) {
      refuse();
    }
    return gain;
  }

  /** The label last asked about cannot be opened as long as the classes around stay. */
  void refuse() {
    futile[(int) mark & (futile.length - 1)] = mark;
  }

  private double evaluate(double above) {
    if (lookIntoDonors() <= above) {
      return 0;
    }
    double gain = 0;
    int all = lookedCount;
    for (int i = 0; i < all; i++) {
      gain += take(i);
    }
    if (takenCount == 0 || gain <= above) {
      return 0;
    }
    return open.find(label) >= 0 ? gain : gain - borrow(gain - above);
  }

  /** Collects the classes that may share tuples with the label; a mark of them and the label. */
  private long meet() {
    long sum = OpenClasses.key(label);
    meetingCount = 0;
    for (int word = 0; word < open.words(); word++) {
      long bits = open.meeting(label, word);
      while (bits != 0) {
        int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        if (meetingCount == meeting.length) {
          meeting = Arrays.copyOf(meeting, 2 * meetingCount);
        }
        meeting[meetingCount++] = slot;
        sum += open.content(slot);
      }
    }
    work += 4L * open.words() + 8L * meetingCount + 50;
    sum *= 0x9E3779B97F4A7C15L;
    return sum ^ (sum >>> 32);
  }

  /** Looks into the dearer classes; what would be saved if they could lose all tuples. */
  private double lookIntoDonors() {
    lookedCount = 0;
    listed = 0;
    double most = 0;
    if (donors.length < open.words()) {
      donors = new long[2 * open.words()];
    }
    Arrays.fill(donors, 0);
    for (int i = 0; i < meetingCount; i++) {
      int slot = meeting[i];
      double saved = open.cost(slot) - cost;
      if (saved > SAME) {
        look(slot);
        if (rowsUnder[lookedCount - 1] == 0) {
          listed = starts[--lookedCount];
        } else {
          most += rowsUnder[lookedCount - 1] * saved;
          donors[slot >> 6] |= 1L << slot;
        }
      }
    }
    return most;
  }

  /** Lists the tuples of a class, those under the label first. */
  private void look(int slot) {
    if (lookedCount == looked.length) {
      looked = Arrays.copyOf(looked, 2 * lookedCount);
      starts = Arrays.copyOf(starts, 2 * lookedCount);
      middles = Arrays.copyOf(middles, 2 * lookedCount);
      rowsUnder = Arrays.copyOf(rowsUnder, 2 * lookedCount);
    }
    int at = lookedCount++;
    looked[at] = slot;
    starts[at] = listed;
    rowsUnder[at] = 0;
    int size = open.size(slot);
    int otherCount = 0;
    int under = listed;
    for (int i = 0; i < size; i++) {
      int tuple = open.member(slot, i);
      if (isUnder(tuple)) {
        list[under++] = tuple;
        rowsUnder[at] += rows[tuple];
      } else {
        others[otherCount++] = tuple;
      }
    }
    middles[at] = under;
    System.arraycopy(others, 0, list, under, otherCount);
    listed += size;
    work += 30 + 6L * size;
  }

  private boolean isUnder(int tuple) {
    int[] leaves = tuples.leaves();
    for (int q = 0, i = tuple * width; q < width; q++, i++) {
      if (labelsAt[q][leaves[i]] != label[q]) {
        return false;
      }
    }
    return true;
  }

  private int end(int i) {
    return i + 1 < lookedCount ? starts[i + 1] : listed;
  }

  /** Takes of a class what it can lose; what that saves, less what its other tuples cost more. */
  private double take(int i) {
    double saved = open.cost(looked[i]) - cost;
    double all = rowsUnder[i] * saved;
    if (middles[i] == end(i)
        || stillHolds(middles[i], end(i), open.rows(looked[i]) - rowsUnder[i])) {
      takeAll(i);
      return all;
    }
    int before = takenCount;
    double some = takeUpTo(i, open.rows(looked[i]) - least) * saved;
    int sentBefore = sentCount;
    double rest = all - some > LEAST_GAIN ? all - sendRest(i, all - some) : 0;
    if (rest > some) {
      takenCount = before;
      takeAll(i);
      return rest;
    }
    sentCount = sentBefore;
    return some;
  }

  private boolean stillHolds(int from, int to, long rowsLeft) {
    if (rowsLeft < least || requirement.isCount()) {
      return rowsLeft >= least;
    }
    work += (long) requirement.effort() * (to - from);
    return requirement.holds(list, from, to);
  }

  private void takeAll(int i) {
    int count = middles[i] - starts[i];
    System.arraycopy(list, starts[i], taken, takenCount, count);
    takenCount += count;
  }

  /**
   * Takes tuples of a class under the label, the largest first, of at most so many rows, if the
   * class still holds without them; how many rows were taken.
   */
  private long takeUpTo(int i, long most) {
    if (most <= 0) {
      return 0;
    }
    int count = middles[i] - starts[i];
    long[] order = new long[count];
    for (int j = 0; j < count; j++) {
      int tuple = list[starts[i] + j];
      order[j] = ((long) (Integer.MAX_VALUE - rows[tuple]) << 32) | tuple;
    }
    Arrays.sort(order);
    work += 20L * count;
    // The class's other tuples go to the end of its list, to ask whether they hold.
    int before = takenCount;
    int kept = middles[i];
    long sum = 0;
    for (int j = count - 1, first = 0; j >= 0; j--, first++) {
      int tuple = (int) order[first];
      if (sum + rows[tuple] <= most) {
        sum += rows[tuple];
        taken[takenCount++] = tuple;
      } else {
        list[--kept] = tuple;
      }
    }
    System.arraycopy(taken, before, list, starts[i], takenCount - before);
    if (stillHolds(kept, end(i), open.rows(looked[i]) - sum)) {
      return sum;
    }
    takenCount = before;
    return 0;
  }

  /**
   * Sends what a class has left to its cheapest other labels of classes that lose nothing; what
   * that costs more.
   *
   * @param limit more is of no interest
   */
  private double sendRest(int i, double limit) {
    double more = 0;
    for (int j = middles[i]; j < end(i); j++) {
      int tuple = list[j];
      int other = open.cheapest(tuple, donors);
      work += 5L * open.words() + 30;
      if (other < 0) {
        return Double.MAX_VALUE;
      }
      more += rows[tuple] * (open.cost(other) - open.cost(looked[i]));
      if (more > limit) {
        return Double.MAX_VALUE;
      }
      sent[sentCount] = tuple;
      sentTo[sentCount++] = other;
    }
    return more;
  }

  /**
   * Borrows from cheaper classes until the new one holds; what that costs.
   *
   * @param limit more is of no interest
   */
  private double borrow(double limit) {
    long need = least;
    for (int i = 0; i < takenCount; i++) {
      need -= rows[taken[i]];
    }
    if (need <= 0 && holdsTaken()) {
      return 0;
    }
    double loss = 0;
    int count = lenders();
    for (int i = 0; i < count && need > 0; i++) {
      int lender = meeting[i];
      // The others are cheaper still and lose more.
      if (loss + need * (cost - open.cost(lender)) > limit) {
        return Double.MAX_VALUE;
      }
      long surplus = open.rows(lender) - least;
      if (surplus > 0) {
        look(lender);
        long lent = takeUpTo(lookedCount - 1, Math.min(surplus, need));
        need -= lent;
        loss += lent * (cost - open.cost(lender));
        if (lent > 0) {
          meeting[i] = -1;
        }
      }
    }
    for (int i = 0; i < count && (need > 0 || !holdsTaken()); i++) {
      int lender = meeting[i];
      if (loss > limit) {
        return Double.MAX_VALUE;
      }
      if (lender >= 0 && isUnder(open.label(lender)) && !isSentTo(lender)) {
        System.arraycopy(open.members(lender), 0, taken, takenCount, open.size(lender));
        takenCount += open.size(lender);
        need -= open.rows(lender);
        loss += open.rows(lender) * (cost - open.cost(lender));
      }
    }
    return need <= 0 && holdsTaken() ? loss : Double.MAX_VALUE;
  }

  /** Leaves the cheaper classes in {@link #meeting}, the dearest first; how many there are. */
  private int lenders() {
    int count = 0;
    for (int i = 0; i < meetingCount; i++) {
      int slot = meeting[i];
      if (open.cost(slot) - cost <= SAME) {
        int at = count++;
        while (at > 0 && open.cost(meeting[at - 1]) < open.cost(slot)) {
          meeting[at] = meeting[at - 1];
          at--;
        }
        meeting[at] = slot;
        work += 2L * (count - at);
      }
    }
    return count;
  }

  private boolean isUnder(int[] other) {
    for (int q = 0; q < width; q++) {
      if (!taxonomies[q].isUnder(other[q], label[q])) {
        return false;
      }
    }
    return true;
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
    if (requirement.isCount()) {
      return true;
    }
    work += (long) requirement.effort() * takenCount;
    return requirement.holds(taken, 0, takenCount);
  }

  /** What is to move, for the label last asked about. */
  Moves moves() {
    int target = open.find(label);
    if (target < 0) {
      target = open.add(label);
    }
    for (int i = 0; i < takenCount; i++) {
      sent[sentCount] = taken[i];
      sentTo[sentCount++] = target;
    }
    return new Moves(Arrays.copyOf(sent, sentCount), Arrays.copyOf(sentTo, sentCount));
  }

  /**
   * Moves of tuples.
   *
   * @param tuples that move
   * @param to the slots to which they do
   */
  record Moves(int[] tuples, int[] to) {}
}
