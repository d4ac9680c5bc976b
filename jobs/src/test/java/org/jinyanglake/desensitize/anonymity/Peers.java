package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Published anonymizers of the simple kind, to compare with. */
final class Peers {
  private Peers() {}

  /**
   * One level for each quasi-identifier, the same for all rows, by trying all (the optimum of
   * Samarati, TKDE 2001, and of Incognito, SIGMOD 2005, without suppression); 1 if none holds.
   */
  static double fullDomain(Tuples tuples, Requirement requirement) {
    int vectors = 1;
    for (Taxonomy each : tuples.taxonomies()) {
      vectors *= each.levels();
    }
    double best = 1;
    for (int vector = 0; vector < vectors; vector++) {
      int[] levels = new int[tuples.width()];
      int rest = vector;
      for (int q = 0; q < levels.length; q++) {
        levels[q] = rest % tuples.taxonomies()[q].levels();
        rest /= tuples.taxonomies()[q].levels();
      }
      Map<List<Integer>, List<Integer>> groups = new LinkedHashMap<>();
      double loss = 0;
      for (int tuple = 0; tuple < tuples.size(); tuple++) {
        List<Integer> labels = new ArrayList<>();
        for (int q = 0; q < levels.length; q++) {
          Taxonomy taxonomy = tuples.taxonomies()[q];
          int node = taxonomy.node(levels[q], tuples.leaf(tuple, q));
          labels.add(node);
          loss += taxonomy.cost(node) * tuples.rows()[tuple];
        }
        groups.computeIfAbsent(labels, any -> new ArrayList<>()).add(tuple);
      }
      loss /= tuples.total() * tuples.width();
      if (loss < best && groups.values().stream().allMatch(each -> holds(requirement, each))) {
        best = loss;
      }
    }
    return best;
  }

  /**
   * Top-down along the trees: a class is replaced by the classes of its labels' children in one
   * quasi-identifier, the dearest of those in which all of them hold (LeFevre et al., ICDE 2006,
   * with hierarchies); 1 if not even all together hold.
   */
  static double strictMondrian(Tuples tuples, Requirement requirement) {
    List<Integer> all = IntStream.range(0, tuples.size()).boxed().toList();
    if (!holds(requirement, all)) {
      return 1;
    }
    int[] groups = new int[tuples.size()];
    int count = 0;
    Deque<Part> parts = new ArrayDeque<>();
    int[] top = Arrays.stream(tuples.taxonomies()).mapToInt(each -> each.levels() - 1).toArray();
    parts.push(new Part(all, top));
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      List<Part> finer = finer(tuples, requirement, part);
      if (finer.isEmpty()) {
        for (int tuple : part.tuples()) {
          groups[tuple] = count;
        }
        count++;
      }
      finer.forEach(parts::push);
    }
    return Classes.of(tuples, groups).loss(tuples);
  }

  private record Part(List<Integer> tuples, int[] levels) {}

  private static List<Part> finer(Tuples tuples, Requirement requirement, Part part) {
    List<Part> best = List.of();
    double bestCost = -1;
    for (int q = 0; q < tuples.width(); q++) {
      Taxonomy taxonomy = tuples.taxonomies()[q];
      int level = part.levels()[q];
      double cost = taxonomy.cost(taxonomy.node(level, tuples.leaf(part.tuples().get(0), q)));
      if (level == 0 || cost <= bestCost) {
        continue;
      }
      Map<Integer, List<Integer>> children = new HashMap<>();
      for (int tuple : part.tuples()) {
        children
            .computeIfAbsent(
                taxonomy.node(level - 1, tuples.leaf(tuple, q)), any -> new ArrayList<>())
            .add(tuple);
      }
      if (children.values().stream().allMatch(each -> holds(requirement, each))) {
        int[] levels = part.levels().clone();
        levels[q]--;
        best = children.values().stream().map(each -> new Part(each, levels)).toList();
        bestCost = cost;
      }
    }
    return best;
  }

  private static boolean holds(Requirement requirement, Collection<Integer> tuples) {
    int[] members = tuples.stream().mapToInt(i -> i).toArray();
    return requirement.holds(members, 0, members.length);
  }
}
