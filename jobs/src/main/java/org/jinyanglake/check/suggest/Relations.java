package org.jinyanglake.check.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which columns determine others, and which two make a key, as far as a sample tells.
 *
 * <p>A column determines another if hardly any rows need to go so that it does (g3 of Kivinen and
 * Mannila, 1995), if its values come often enough to say something, and if it says much more than
 * the other column's most frequent value alone. Of columns that determine each other the first one
 * stands for all, and what follows from two dependencies is not said again.
 */
final class Relations {
  private static final int FEWEST_ROWS = 100;
  private static final double FEWEST_PER_VALUE = 3;
  private static final double MOST_EXCEPTIONS = 0.01;

  /** At least so large a share must have another value than the most frequent one. */
  private static final double LEAST_VARIETY = 0.05;

  private static final double MUCH_BETTER = 0.1;

  private final List<String> columns;
  private final int[][] codes;
  private final int[] distinct;
  private final int rows;

  /** A column and the one that it determines. */
  record Dependency(String from, String to, double exceptions) {}

  /** A sample, of which the columns named are looked at. */
  Relations(Sample sample, List<String> columns) {
    this.columns = columns;
    this.rows = sample.rows().size();
    this.codes = new int[columns.size()][rows];
    this.distinct = new int[columns.size()];
    for (int i = 0; i < codes.length; i++) {
      int at = sample.columns().indexOf(columns.get(i));
      Map<String, Integer> known = new HashMap<>();
      for (int row = 0; row < rows; row++) {
        String value = sample.rows().get(row)[at];
        codes[i][row] = value == null ? -1 : known.computeIfAbsent(value, v -> known.size());
      }
      distinct[i] = known.size();
    }
  }

  /** The dependencies, by the order of the columns. */
  List<Dependency> dependencies() {
    int n = columns.size();
    double[][] exceptions = new double[n][n];
    for (double[] row : exceptions) {
      Arrays.fill(row, 1);
    }
    if (rows < FEWEST_ROWS) {
      return List.of();
    }
    for (int from = 0; from < n; from++) {
      for (int to = 0; to < n; to++) {
        if (from != to && distinct[from] > 1 && distinct[to] > 1) {
          exceptions[from][to] = exceptions(from, to);
        }
      }
    }
    int[] same = new int[n];
    for (int i = 0; i < n; i++) {
      same[i] = i;
      for (int j = 0; j < i && same[i] == i; j++) {
        same[i] = exceptions[i][j] < 1 && exceptions[j][i] < 1 ? same[j] : i;
      }
    }
    List<Dependency> found = new ArrayList<>();
    for (int from = 0; from < n; from++) {
      for (int to = 0; to < n; to++) {
        boolean member = same[to] == from;
        boolean head = same[to] == to && !follows(exceptions, same, from, to);
        if (same[from] == from && exceptions[from][to] < 1 && (member || head)) {
          found.add(new Dependency(columns.get(from), columns.get(to), exceptions[from][to]));
        }
      }
    }
    return found;
  }

  /** Whether it follows from two others between columns that stand for themselves. */
  private boolean follows(double[][] exceptions, int[] same, int from, int to) {
    for (int by = 0; by < columns.size(); by++) {
      if (same[by] == by
          && by != from
          && by != to
          && exceptions[from][by] < 1
          && exceptions[by][to] < 1) {
        return true;
      }
    }
    return false;
  }

  /** The share of rows that must go; 1 if the one does not determine the other. */
  private double exceptions(int from, int to) {
    Map<Long, Integer> pairs = new HashMap<>();
    int[] most = new int[distinct[from]];
    int[] alone = new int[distinct[to]];
    int counted = 0;
    for (int row = 0; row < rows; row++) {
      int left = codes[from][row];
      int right = codes[to][row];
      if (left >= 0 && right >= 0) {
        counted++;
        alone[right]++;
        int times = pairs.merge((long) left << 32 | right, 1, Integer::sum);
        most[left] = Math.max(most[left], times);
      }
    }
    if (counted < FEWEST_ROWS || counted < FEWEST_PER_VALUE * distinct[from]) {
      return 1;
    }
    double share = 1 - (double) Arrays.stream(most).sum() / counted;
    double variety = 1 - (double) Arrays.stream(alone).max().orElse(0) / counted;
    return variety >= LEAST_VARIETY && share <= Math.min(MOST_EXCEPTIONS, MUCH_BETTER * variety)
        ? share
        : 1;
  }

  /** Two columns, complete, of which no two rows have the same values; at most so many. */
  List<List<String>> pairs(int most) {
    List<List<String>> keys = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size() && keys.size() < most; j++) {
        if (rows >= FEWEST_ROWS
            && (long) distinct[i] * distinct[j] >= rows
            && distinct[i] > 1
            && distinct[j] > 1
            && isKey(i, j)) {
          keys.add(List.of(columns.get(i), columns.get(j)));
        }
      }
    }
    return keys;
  }

  private boolean isKey(int i, int j) {
    Set<Long> seen = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      if (codes[i][row] < 0
          || codes[j][row] < 0
          || !seen.add((long) codes[i][row] << 32 | codes[j][row])) {
        return false;
      }
    }
    return true;
  }
}
