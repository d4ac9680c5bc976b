package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * Counts for each target and each combination of columns that are not all quasi-identifiers the
 * rows of a file that may be the target's: a bitmap of rows for each published value, and the
 * intersections.
 */
final class RowLinkage {

  /**
   * So many targets and combinations together; a file of any number of rows takes as long a row.
   */
  private static final int BUDGET = 40_000;

  private static final int FEWEST = 30;
  private static final RoaringBitmap NOBODY = new RoaringBitmap();

  private final List<Attacked> columns;
  private final int[] known;
  private final List<int[]> combinations;
  private final int targets;
  private final RawValues[] raw;
  private final List<Map<Object, RoaringBitmap>> published = new ArrayList<>();
  private int rows;

  RowLinkage(List<Attacked> columns, List<Target> targets) {
    this.columns = columns;
    this.combinations = combinations(columns);
    this.targets = targets(targets.size(), combinations.size());
    this.known = combinations.isEmpty() ? new int[0] : known(columns);
    this.raw = new RawValues[columns.size()];
    List<Target> sought = targets.subList(0, this.targets);
    for (int i = 0; i < raw.length; i++) {
      published.add(new HashMap<>());
    }
    for (int column : known) {
      raw[column] = new RawValues(sought, column);
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

  void add(IntFunction<Object> row) {
    if (targets == 0) {
      return;
    }
    for (int column : known) {
      Object value = row.apply(column);
      RoaringBitmap of =
          columns.get(column).kind() == Attacked.Kind.KEPT
              ? equal(column, value)
              : published.get(column).computeIfAbsent(value, any -> covering(column, value));
      if (of != NOBODY) {
        of.add(rows);
      }
    }
    rows++;
  }

  private RoaringBitmap equal(int column, Object value) {
    Integer number = raw[column].of(value);
    return number == null
        ? NOBODY
        : published.get(column).computeIfAbsent(number, any -> new RoaringBitmap());
  }

  private RoaringBitmap covering(int column, Object value) {
    Covers covers = columns.get(column).covers();
    return raw[column].values.stream().anyMatch(each -> covers.covers(each, value))
        ? new RoaringBitmap()
        : NOBODY;
  }

  /** The rows for the first target with each combination, then for the next one. */
  int[] candidates() {
    RoaringBitmap[][] masks = new RoaringBitmap[columns.size()][];
    for (int column : known) {
      masks[column] = masks(column);
    }
    int[] counts = new int[targets * combinations.size()];
    Map<List<Integer>, Integer> counted = new HashMap<>();
    for (int target = 0; target < targets; target++) {
      Map<Integer, RoaringBitmap> pairs = new HashMap<>();
      for (int i = 0; i < combinations.size(); i++) {
        int[] combination = combinations.get(i);
        List<Integer> key = key(i, combination, target);
        Integer rowsOf = counted.get(key);
        if (rowsOf == null) {
          rowsOf = count(combination, target, masks, pairs);
          counted.put(key, rowsOf);
        }
        counts[target * combinations.size() + i] = rowsOf;
      }
    }
    return counts;
  }

  private List<Integer> key(int number, int[] combination, int target) {
    Integer[] key = new Integer[combination.length + 1];
    key[0] = number;
    for (int i = 0; i < combination.length; i++) {
      key[i + 1] = raw[combination[i]].of(target);
    }
    return Arrays.asList(key);
  }

  private int count(
      int[] of, int target, RoaringBitmap[][] masks, Map<Integer, RoaringBitmap> pairs) {
    RoaringBitmap a = masks[of[0]][raw[of[0]].of(target)];
    if (of.length == 1) {
      return a.getCardinality();
    }
    RoaringBitmap b = masks[of[1]][raw[of[1]].of(target)];
    if (of.length == 2) {
      return RoaringBitmap.andCardinality(a, b);
    }
    RoaringBitmap both =
        pairs.computeIfAbsent(of[0] * columns.size() + of[1], any -> RoaringBitmap.and(a, b));
    return RoaringBitmap.andCardinality(both, masks[of[2]][raw[of[2]].of(target)]);
  }

  /** By the number of a raw value, the rows that may have it. */
  private RoaringBitmap[] masks(int column) {
    RoaringBitmap[] masks = new RoaringBitmap[raw[column].size()];
    boolean kept = columns.get(column).kind() == Attacked.Kind.KEPT;
    for (int i = 0; i < masks.length; i++) {
      Object value = raw[column].values.get(i);
      RoaringBitmap mask = new RoaringBitmap();
      if (kept) {
        mask = published.get(column).getOrDefault(i, NOBODY);
      } else {
        for (Map.Entry<Object, RoaringBitmap> each : published.get(column).entrySet()) {
          if (each.getValue() != NOBODY
              && columns.get(column).covers().covers(value, each.getKey())) {
            mask.or(each.getValue());
          }
        }
      }
      masks[i] = mask;
    }
    return masks;
  }
}
