package org.jinyanglake.release.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Looks for targets by quasi-identifiers. Which classes may hold a target is told by the published
 * values; who cannot tell the persons in them apart picks one.
 */
final class ClassLinkage {
  private final List<Attacked> columns;
  private final List<Target> targets;
  private final List<List<Object>> classes;
  private final int[] quasi;

  /**
   * @param classes the published values of each class, of the quasi-identifiers in their order
   */
  ClassLinkage(List<Attacked> columns, List<Target> targets, List<List<Object>> classes) {
    this.columns = columns;
    this.targets = targets;
    this.classes = classes;
    this.quasi =
        IntStream.range(0, columns.size()).filter(i -> columns.get(i).quasiIdentifier()).toArray();
  }

  /**
   * The combination by which somebody is found best.
   *
   * @param persons in some classes together, given by their numbers
   */
  Score worst(ToLongFunction<BitSet> persons) {
    int[] known = Arrays.stream(quasi).filter(i -> columns.get(i).known()).toArray();
    RawValues[] raw = new RawValues[columns.size()];
    BitSet[][] covered = new BitSet[columns.size()][];
    for (int column : known) {
      raw[column] = new RawValues(targets, column);
      covered[column] = covered(column, raw[column]);
    }
    Score worst = Score.NONE;
    for (int[] combination : Combinations.of(known)) {
      Map<List<Integer>, Double> found = new HashMap<>();
      Chances chances = new Chances();
      for (int target = 0; target < targets.size(); target++) {
        int each = target;
        List<Integer> key =
            Arrays.stream(combination).mapToObj(column -> raw[column].of(each)).toList();
        chances.add(
            found.computeIfAbsent(key, values -> chance(combination, values, covered, persons)));
      }
      worst = worst.orIfSurer(chances.score("linkage", names(columns, combination)));
    }
    return worst;
  }

  private static double chance(
      int[] combination, List<Integer> values, BitSet[][] covered, ToLongFunction<BitSet> persons) {
    BitSet candidates = (BitSet) covered[combination[0]][values.get(0)].clone();
    for (int i = 1; i < combination.length; i++) {
      candidates.and(covered[combination[i]][values.get(i)]);
    }
    return candidates.isEmpty() ? 0 : 1.0 / Math.max(1, persons.applyAsLong(candidates));
  }

  /** By the number of a raw value, the classes that may hold it. */
  private BitSet[] covered(int column, RawValues raw) {
    int at = Arrays.binarySearch(quasi, column);
    Map<Object, BitSet> byLabel = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      byLabel.computeIfAbsent(classes.get(i).get(at), any -> new BitSet()).set(i);
    }
    BitSet[] covered = new BitSet[raw.size()];
    for (int i = 0; i < covered.length; i++) {
      Object value = raw.values.get(i);
      covered[i] = new BitSet();
      for (Map.Entry<Object, BitSet> each : byLabel.entrySet()) {
        if (columns.get(column).covers().covers(value, each.getKey())) {
          covered[i].or(each.getValue());
        }
      }
    }
    return covered;
  }

  static List<String> names(List<Attacked> columns, int[] combination) {
    List<String> names = new ArrayList<>();
    for (int column : combination) {
      names.add(columns.get(column).name());
    }
    return names;
  }
}
