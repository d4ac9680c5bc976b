package org.jinyanglake.release.attack;

import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What attackers saw in the files of one partition, without any value; more files add up. */
public final class Seen implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of masked columns: identifiers, and how many of them are found in the mean and at best. */
  static final class Checked implements Serializable {
    private static final long serialVersionUID = 1;
    long tried;
    double expected;
    double best;

    private Checked merge(Checked other) {
      tried += other.tried;
      expected += other.expected;
      best = Math.max(best, other.best);
      return this;
    }
  }

  /** See {@link RowLinkage#candidates}. */
  int[] candidates = {};

  final Map<Integer, Checked> checked = new HashMap<>();

  /** Of columns of tokens: how many raw values were tried, and the numbers of those found. */
  final Map<Integer, Integer> tried = new HashMap<>();

  final Map<Integer, BitSet> found = new HashMap<>();
  final Map<Integer, TokenCounts> tokens = new HashMap<>();
  final Map<Integer, NoiseSketch> noise = new HashMap<>();

  public void merge(Seen other) {
    if (candidates.length == 0) {
      candidates = other.candidates.clone();
    } else {
      for (int i = 0; i < other.candidates.length; i++) {
        candidates[i] += other.candidates[i];
      }
    }
    other.checked.forEach((column, of) -> checked.merge(column, of, Checked::merge));
    other.tried.forEach((column, count) -> tried.merge(column, count, Math::max));
    other.found.forEach(
        (column, numbers) -> found.computeIfAbsent(column, any -> new BitSet()).or(numbers));
    other.tokens.forEach(
        (column, of) -> tokens.computeIfAbsent(column, any -> new TokenCounts()).merge(of));
    other.noise.forEach(
        (column, of) -> noise.computeIfAbsent(column, any -> new NoiseSketch()).merge(of));
  }
}
