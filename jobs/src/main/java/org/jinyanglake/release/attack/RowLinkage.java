package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jinyanglake.release.written.ColumnRows;

/**
 * Counts for each target and each combination of columns that are not all quasi-identifiers the
 * rows of a file that may be the target's: a set of rows for each published value, and the
 * intersections. The rows are taken in stretches, so that all sets of one stay in the cache.
 */
final class RowLinkage {

  /**
   * So many targets and combinations together; a file of any number of rows takes as long a row.
   */
  private static final int BUDGET = 4_000;

  private static final int FEWEST = 30;
  private static final int STRETCH = 1 << 14;
  private static final int WORDS = STRETCH / Long.SIZE;
  private static final long[] NOBODY = new long[WORDS];

  private final List<Attacked> columns;
  private final int[] known;
  private final List<int[]> combinations;
  private final int targets;
  private final RawValues[] raw;
  private final List<ColumnRows> read;

  /** By column and number of a published value, its rows; of the row group that is read. */
  private final long[][][] byNumber;

  private int group;

  /** By column, the values that were met; of those that may be no target's no rows are kept. */
  private final List<Map<Object, Published>> published = new ArrayList<>();

  /** By column and number of a raw value, the rows of the stretch that may have it. */
  private final long[][][] masks;

  private final int[] counts;
  private int rows;

  /** The rows of the stretch with a published value, and the raw values it may stand for. */
  private static final class Published {
    private static final Published OF_NOBODY = new Published(new int[0], NOBODY);
    private final int[] numbers;
    private final long[] rows;

    Published(int[] numbers, long[] rows) {
      this.numbers = numbers;
      this.rows = rows;
    }
  }

  /**
   * @param read the file's columns, in the order of {@code columns}
   */
  RowLinkage(List<Attacked> columns, List<Target> targets, List<ColumnRows> read) {
    this.columns = columns;
    this.read = read;
    this.combinations = combinations(columns);
    this.targets = targets(targets.size(), combinations.size());
    this.known = combinations.isEmpty() ? new int[0] : known(columns);
    this.raw = new RawValues[columns.size()];
    this.masks = new long[columns.size()][][];
    this.byNumber = new long[columns.size()][][];
    this.counts = new int[this.targets * combinations.size()];
    List<Target> sought = targets.subList(0, this.targets);
    for (int i = 0; i < raw.length; i++) {
      published.add(new HashMap<>());
    }
    for (int column : known) {
      raw[column] = new RawValues(sought, column);
      masks[column] = new long[raw[column].size()][];
      Arrays.fill(masks[column], NOBODY);
    }
  }

  /** The combinations in the order in which rows are counted. */
  static List<int[]> combinations(List<Attacked> columns) {
    return Combinations.of(known(columns)).stream()
        .filter(each -> Arrays.stream(each).anyMatch(i -> !columns.get(i).quasiIdentifier()))
        .toList();
  }

  /** How many of the targets are looked for: the first ones. */
  static int targets(int given, int combinations) {
    return combinations == 0 ? 0 : Math.min(given, Math.max(FEWEST, BUDGET / combinations));
  }

  private static int[] known(List<Attacked> columns) {
    return IntStream.range(0, columns.size()).filter(i -> columns.get(i).known()).toArray();
  }

  /**
   * Sees the rows that were read last.
   *
   * @param size how many; at most a stretch, and as many each time but for a group's last ones
   * @param of the row group that they are in
   */
  void add(int size, int of) {
    if (targets == 0) {
      return;
    }
    if (rows + size > STRETCH) {
      countStretch();
    }
    for (int column : known) {
      if (group != of) {
        byNumber[column] = new long[0][];
      }
      mark(column, size);
    }
    group = of;
    rows += size;
  }

  private void mark(int column, int size) {
    ColumnRows values = read.get(column);
    if (byNumber[column].length < values.limit()) {
      byNumber[column] = Arrays.copyOf(byNumber[column], values.limit());
    }
    long[][] rowsOf = byNumber[column];
    for (int row = 0; row < size; row++) {
      int number = values.number(row);
      long[] of;
      if (number == ColumnRows.ALONE) {
        of = rowsOf(column, values.value(row));
      } else {
        of = rowsOf[number];
        if (of == null) {
          of = rowsOf(column, values.numbered(number));
          rowsOf[number] = of;
        }
      }
      if (of != NOBODY) {
        of[(rows + row) / Long.SIZE] |= 1L << (rows + row);
      }
    }
  }

  private long[] rowsOf(int column, Object value) {
    if (columns.get(column).kind() != Attacked.Kind.KEPT) {
      return published.get(column).computeIfAbsent(value, any -> covering(column, value)).rows;
    }
    Integer number = raw[column].of(value);
    if (number == null) {
      return NOBODY;
    }
    if (masks[column][number] == NOBODY) {
      masks[column][number] = new long[WORDS];
    }
    return masks[column][number];
  }

  private Published covering(int column, Object value) {
    Covers covers = columns.get(column).covers();
    int[] numbers =
        IntStream.range(0, raw[column].size())
            .filter(i -> covers.covers(raw[column].values.get(i), value))
            .toArray();
    return numbers.length == 0 ? Published.OF_NOBODY : new Published(numbers, new long[WORDS]);
  }

  /** The rows for the first target with each combination, then for the next one. */
  int[] candidates() {
    countStretch();
    return counts;
  }

  private void countStretch() {
    int words = (rows + Long.SIZE - 1) / Long.SIZE;
    for (int column : known) {
      for (Published each : published.get(column).values()) {
        for (int number : each.numbers) {
          if (masks[column][number] == NOBODY) {
            masks[column][number] = new long[WORDS];
          }
          or(masks[column][number], each.rows, words);
        }
        Arrays.fill(each.rows, 0, each.numbers.length == 0 ? 0 : words, 0);
      }
    }
    long[] both = new long[words];
    for (int target = 0; target < targets; target++) {
      count(target, both);
    }
    for (int column : known) {
      for (long[] mask : masks[column]) {
        Arrays.fill(mask, 0, mask == NOBODY ? 0 : words, 0);
      }
    }
    rows = 0;
  }

  /** Combinations of the same two first columns follow one another. */
  private void count(int target, long[] both) {
    int pair = -1;
    boolean anybody = false;
    for (int i = 0; i < combinations.size(); i++) {
      int[] of = combinations.get(i);
      long[] a = mask(of[0], target);
      long[] b = of.length == 1 ? a : mask(of[1], target);
      int found;
      if (of.length < 3) {
        found = a == NOBODY || b == NOBODY ? 0 : countOfBoth(a, b, both.length);
      } else {
        if (pair != of[0] * columns.size() + of[1]) {
          pair = of[0] * columns.size() + of[1];
          anybody = a != NOBODY && b != NOBODY && and(a, b, both);
        }
        long[] c = mask(of[2], target);
        found = anybody && c != NOBODY ? countOfBoth(both, c, both.length) : 0;
      }
      counts[target * combinations.size() + i] += found;
    }
  }

  private long[] mask(int column, int target) {
    return masks[column][raw[column].of(target)];
  }

  private static void or(long[] into, long[] other, int words) {
    for (int i = 0; i < words; i++) {
      into[i] |= other[i];
    }
  }

  /** Whether any row is left. */
  private static boolean and(long[] a, long[] b, long[] both) {
    long any = 0;
    for (int i = 0; i < both.length; i++) {
      both[i] = a[i] & b[i];
      any |= both[i];
    }
    return any != 0;
  }

  private static int countOfBoth(long[] a, long[] b, int words) {
    int count = 0;
    for (int i = 0; i < words; i++) {
      count += Long.bitCount(a[i] & b[i]);
    }
    return count;
  }
}
