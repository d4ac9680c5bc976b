package org.jinyanglake.desensitize;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Diversity.Measure;
import org.jinyanglake.desensitize.anonymity.Requirement;
import org.jinyanglake.desensitize.anonymity.Sensitive;
import org.jinyanglake.desensitize.anonymity.Taxonomy;

/**
 * What a solver must know of a sensitive column: {@link org.jinyanglake.contract.Diversity} in one
 * zone.
 *
 * @param levels how many labels a value has, itself and those above it
 */
record Condition(Measure measure, double bound, double c, Distance distance, int levels)
    implements Serializable {

  /** A row: the number of its person, and the path of its value. */
  record PersonRow(int person, List<Object> path) {}

  /**
   * The condition on the tuples of a partition.
   *
   * @param tuples of each the paths of its values, with their rows
   * @param nameless of each tuple the rows that name no person
   * @param several of each tuple the rows of persons who have several
   */
  Requirement requirement(
      List<Map<List<Object>, Integer>> tuples, long[] nameless, List<List<PersonRow>> several) {
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
    long[][] ofSeveral =
        several.stream()
            .map(
                tuple ->
                    tuple.stream()
                        .mapToLong(row -> Sensitive.row(row.person, numbers.get(row.path)))
                        .toArray())
            .toArray(long[][]::new);
    Sensitive sensitive = new Sensitive(paths.size(), of, rows, nameless, ofSeveral);
    return switch (measure) {
      case DISTINCT -> sensitive.distinct((int) bound);
      case ENTROPY -> sensitive.entropy(bound);
      case RECURSIVE -> sensitive.recursive(c, (int) bound);
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
