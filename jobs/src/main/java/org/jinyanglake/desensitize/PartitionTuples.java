package org.jinyanglake.desensitize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.desensitize.anonymity.Classes;
import org.jinyanglake.desensitize.anonymity.Crowd;
import org.jinyanglake.desensitize.anonymity.LabelSolver;
import org.jinyanglake.desensitize.anonymity.Taxonomy;
import org.jinyanglake.desensitize.anonymity.Tuples;

/**
 * The distinct combinations of the quasi-identifiers of one partition, by their labels: what the
 * solver sees as numbers. The result depends on the set of tuples only, not on their order.
 */
final class PartitionTuples {
  private final List<List<List<Object>>> tuples = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<long[]> buckets = new ArrayList<>();
  private final List<Long> nameless = new ArrayList<>();
  private final int width;

  PartitionTuples(int width) {
    this.width = width;
  }

  /**
   * Adds a tuple.
   *
   * @param paths of each quasi-identifier the labels, from the declared level up
   * @param persons bits of {@link Crowd#buckets}
   * @param rowsWithoutPerson those that name none
   */
  void add(List<List<Object>> paths, long rowsOf, long[] persons, long rowsWithoutPerson) {
    tuples.add(paths);
    rows.add(Math.toIntExact(rowsOf));
    buckets.add(persons);
    nameless.add(rowsWithoutPerson);
  }

  /**
   * How tuples are published.
   *
   * @param levels of each tuple, in the order in which they were added, the level of each
   *     quasi-identifier; null if it is withheld
   */
  record Solution(List<int[]> levels, Desensitize.Stats stats) {
    /** Whether a tuple is published with the declared labels. */
    boolean isUnchanged(int tuple) {
      return levels.get(tuple) != null && Arrays.stream(levels.get(tuple)).allMatch(l -> l == 0);
    }
  }

  Solution solve(int k, double withhold) {
    Integer[] order = new Integer[tuples.size()];
    Arrays.setAll(order, i -> i);
    List<String> texts = tuples.stream().map(PartitionTuples::text).toList();
    Arrays.sort(order, (a, b) -> texts.get(a).compareTo(texts.get(b)));
    Taxonomy[] taxonomies = new Taxonomy[width];
    int[] leaves = new int[order.length * width];
    for (int q = 0; q < width; q++) {
      Map<Object, Integer> known = new LinkedHashMap<>();
      List<List<Object>> paths = new ArrayList<>();
      for (int i = 0; i < order.length; i++) {
        List<Object> path = tuples.get(order[i]).get(q);
        Integer leaf = known.get(path.get(0));
        if (leaf == null) {
          leaf = paths.size();
          known.put(path.get(0), leaf);
          paths.add(path);
        }
        leaves[i * width + q] = leaf;
      }
      taxonomies[q] = Taxonomy.of(paths);
    }
    Tuples sorted =
        new Tuples(taxonomies, leaves, Arrays.stream(order).mapToInt(rows::get).toArray());
    Crowd crowd =
        new Crowd(
            k,
            Arrays.stream(order).map(buckets::get).toArray(long[][]::new),
            Arrays.stream(order).mapToLong(nameless::get).toArray());
    Classes classes = LabelSolver.solve(sorted, crowd, withhold);
    int[][] levels = new int[order.length][];
    for (int i = 0; i < order.length; i++) {
      if (classes.of()[i] != Classes.WITHHELD) {
        int[] labels = classes.labels()[classes.of()[i]];
        int[] of = new int[width];
        Arrays.setAll(of, q -> taxonomies[q].level(labels[q]));
        levels[order[i]] = of;
      }
    }
    return new Solution(Arrays.asList(levels), stats(sorted, classes, crowd));
  }

  private static Desensitize.Stats stats(Tuples tuples, Classes classes, Crowd crowd) {
    int[][] members = members(classes);
    long k =
        Arrays.stream(members)
            .mapToLong(each -> crowd.persons(each, 0, each.length))
            .min()
            .orElse(0);
    long published = 0;
    for (int[] each : members) {
      for (int tuple : each) {
        published += tuples.rows()[tuple];
      }
    }
    long all = tuples.total();
    return new Desensitize.Stats(all, published, all - published, classes.loss(tuples), k);
  }

  private static int[][] members(Classes classes) {
    List<List<Integer>> members = new ArrayList<>();
    for (int i = 0; i < classes.labels().length; i++) {
      members.add(new ArrayList<>());
    }
    for (int tuple = 0; tuple < classes.of().length; tuple++) {
      if (classes.of()[tuple] != Classes.WITHHELD) {
        members.get(classes.of()[tuple]).add(tuple);
      }
    }
    return members.stream()
        .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /** Orders tuples; null and the text "null" differ. */
  private static String text(List<List<Object>> tuple) {
    StringBuilder text = new StringBuilder();
    for (List<Object> path : tuple) {
      Object value = path.get(0);
      text.append(value == null ? "-" : value.toString().length() + ":" + value).append(',');
    }
    return text.toString();
  }
}
