package org.jinyanglake.desensitize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds, for one partition, the level of generalization of each tuple of quasi-identifiers, so that
 * every published class has at least k persons.
 *
 * <p>Level by level, from the declared one up: the tuples that are left are grouped by their labels
 * at the level; groups of at least k persons, or with the labels of a class published before, are
 * published; the others go on to the next level of all their quasi-identifiers. At the top all
 * labels are one. What is left there has fewer than k persons and would stand alone as the
 * difference between the partition and what is published of it. So the smallest published class
 * joins it at the top, if it has at most a tenth of the partition's rows or ten times those left;
 * if not, what is left is withheld. A partition with fewer than k persons is withheld as a whole.
 *
 * <p>The result depends on the set of tuples only, not on their order.
 */
final class Recoding {
  /** The level of tuples that must not be published. */
  static final int WITHHELD = -1;

  private static final int AFFORDABLE = 10;

  private Recoding() {}

  /**
   * The rows of one partition that have the same values at the declared level.
   *
   * @param labels of each level, from fine to coarse, the labels of the quasi-identifiers
   */
  record Tuple(List<List<Object>> labels, long rows, Persons persons) {}

  /**
   * What is published of a partition.
   *
   * @param levels of each tuple, or {@link #WITHHELD}
   * @param k the least number of persons in a published class, or more; 0 if none is published
   */
  record Solution(int[] levels, long k) {}

  /** Solves one partition; all tuples have as many levels. */
  static Solution solve(List<Tuple> tuples, int k) {
    int top = tuples.get(0).labels().size() - 1;
    int[] levels = new int[tuples.size()];
    Arrays.fill(levels, WITHHELD);
    Map<List<Object>, EquivalenceClass> published = new HashMap<>();
    List<Integer> left = IntStream.range(0, tuples.size()).boxed().toList();
    for (int level = 0; level <= top && !left.isEmpty(); level++) {
      Map<List<Object>, EquivalenceClass> groups = new HashMap<>();
      for (int i : left) {
        List<Object> labels = tuples.get(i).labels().get(level);
        groups.computeIfAbsent(labels, EquivalenceClass::new).add(i, tuples.get(i));
      }
      left = new ArrayList<>();
      for (EquivalenceClass group : groups.values()) {
        if (published.containsKey(group.labels) || group.persons.atLeast() >= k) {
          published.computeIfAbsent(group.labels, EquivalenceClass::new).add(group);
          for (int i : group.tuples) {
            levels[i] = level;
          }
        } else {
          left.addAll(group.tuples);
        }
      }
    }
    if (!left.isEmpty() && !published.isEmpty()) {
      joinAtTop(left, published, tuples, levels);
    }
    long least =
        published.values().stream().mapToLong(each -> each.persons.atLeast()).min().orElse(0);
    return new Solution(levels, least);
  }

  private static void joinAtTop(
      List<Integer> left,
      Map<List<Object>, EquivalenceClass> published,
      List<Tuple> tuples,
      int[] levels) {
    EquivalenceClass smallest =
        published.values().stream()
            .min(
                Comparator.<EquivalenceClass>comparingLong(each -> each.rows)
                    .thenComparing(EquivalenceClass::text))
            .orElseThrow();
    long rows = tuples.stream().mapToLong(Tuple::rows).sum();
    long rowsLeft = left.stream().mapToLong(i -> tuples.get(i).rows()).sum();
    if (smallest.rows <= Math.max(rows / AFFORDABLE, rowsLeft * AFFORDABLE)) {
      int top = tuples.get(0).labels().size() - 1;
      for (int i : left) {
        smallest.add(i, tuples.get(i));
      }
      for (int i : smallest.tuples) {
        levels[i] = top;
      }
    }
  }

  /** Tuples that are published with the same labels. */
  private static final class EquivalenceClass {
    final List<Object> labels;
    final List<Integer> tuples = new ArrayList<>();
    long rows;
    Persons persons;

    EquivalenceClass(List<Object> labels) {
      this.labels = labels;
    }

    void add(int tuple, Tuple content) {
      tuples.add(tuple);
      add(content.rows(), content.persons());
    }

    void add(EquivalenceClass other) {
      tuples.addAll(other.tuples);
      add(other.rows, other.persons);
    }

    private void add(long moreRows, Persons morePersons) {
      rows += moreRows;
      if (persons == null) {
        persons = morePersons.copy();
      } else {
        persons.add(morePersons);
      }
    }

    /** Orders classes; null and the text "null" differ. */
    String text() {
      return labels.stream()
          .map(label -> label == null ? "" : "'" + label + "'")
          .collect(Collectors.joining(","));
    }
  }
}
