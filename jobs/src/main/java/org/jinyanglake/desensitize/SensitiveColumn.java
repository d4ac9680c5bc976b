package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.anonymity.Requirement;
import org.jinyanglake.desensitize.anonymity.Sensitive;
import org.jinyanglake.desensitize.anonymity.Taxonomy;

/**
 * A condition on the values of a sensitive column in each class.
 *
 * @param type as published
 * @param levels the declared technique, and its coarser levels where the distance of values follows
 *     from them
 */
record SensitiveColumn(Diversity condition, Distance distance, Type type, List<Technique> levels) {

  static SensitiveColumn of(
      Diversity condition, org.jinyanglake.contract.Column column, Zone zone, Technique declared) {
    Distance distance = condition.distance(column, zone);
    List<Technique> levels = new ArrayList<>();
    levels.add(declared);
    if (condition.measure() == Diversity.Measure.CLOSENESS && distance == Distance.HIERARCHICAL) {
      for (Optional<Technique> next = declared.coarser();
          next.isPresent();
          next = next.get().coarser()) {
        levels.add(next.get());
      }
    }
    return new SensitiveColumn(
        condition, distance, declared.resultType(column.type()), List.copyOf(levels));
  }

  /** The published value and what stands above it, as the driver reads them. */
  List<Column> path() {
    return levels.stream()
        .map(level -> Anonymize.exact(level.apply(col(condition.column())), type))
        .toList();
  }

  /**
   * The condition on the tuples of a partition.
   *
   * @param tuples of each the paths of its values, with their rows
   */
  Requirement requirement(List<Map<List<Object>, Integer>> tuples) {
    List<List<Object>> paths =
        tuples.stream()
            .flatMap(each -> each.keySet().stream())
            .distinct()
            .sorted(Comparator.comparing(path -> path.get(0), ValueLabel::compare))
            .toList();
    Map<List<Object>, Integer> numbers = new HashMap<>();
    paths.forEach(path -> numbers.put(path, numbers.size()));
    int[][] of = new int[tuples.size()][];
    int[][] rows = new int[tuples.size()][];
    for (int tuple = 0; tuple < of.length; tuple++) {
      Map<List<Object>, Integer> values = tuples.get(tuple);
      of[tuple] = values.keySet().stream().mapToInt(numbers::get).sorted().toArray();
      rows[tuple] = new int[of[tuple].length];
      for (int i = 0; i < of[tuple].length; i++) {
        rows[tuple][i] = values.get(paths.get(of[tuple][i]));
      }
    }
    Sensitive sensitive = new Sensitive(paths.size(), of, rows);
    double bound = condition.bound();
    return switch (condition.measure()) {
      case DISTINCT -> sensitive.distinct((int) bound);
      case ENTROPY -> sensitive.entropy(bound);
      case RECURSIVE -> sensitive.recursive(condition.c(), (int) bound);
      case LIKENESS -> sensitive.like(bound);
      case CLOSENESS ->
          switch (distance) {
            case EQUAL -> sensitive.close(bound);
            case ORDERED -> sensitive.orderedClose(bound);
            case HIERARCHICAL -> sensitive.hierarchicallyClose(bound, Taxonomy.of(paths));
          };
    };
  }
}
