package org.jinyanglake.desensitize;

import java.io.Serializable;
import java.util.Arrays;
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
   * The values of the column in some tuples.
   *
   * @param rows of each tuple the paths of its values, with their rows
   * @param nameless of each tuple the rows that name no person
   * @param several of each tuple the rows of persons who have several
   */
  record Values(
      List<Map<List<Object>, Integer>> rows, long[] nameless, List<List<PersonRow>> several) {}

  /**
   * The condition on the tuples of a partition.
   *
   * @param values of the tuples
   * @param whole of all tuples of the partition, if these are not all
   */
  Requirement requirement(Values values, Values whole) {
    List<List<Object>> paths =
        whole.rows.stream()
            .flatMap(each -> each.keySet().stream())
            .distinct()
            .sorted(Comparator.comparing(path -> path.get(0), ValueLabel::compare))
            .toList();
    Map<List<Object>, Integer> numbers = new HashMap<>();
    paths.forEach(path -> numbers.put(path, numbers.size()));
    Sensitive sensitive = sensitive(values, paths, numbers);
    Sensitive all = whole == values ? sensitive : sensitive(whole, paths, numbers);
    return switch (measure) {
      case DISTINCT -> sensitive.distinct((int) bound);
      case ENTROPY -> sensitive.entropy(bound);
      case RECURSIVE -> sensitive.recursive(c, (int) bound);
      case LIKENESS -> sensitive.like(bound, all);
      case CLOSENESS ->
          switch (distance) {
            case EQUAL -> sensitive.close(bound, all);
            case ORDERED -> sensitive.orderedClose(bound, all);
            case HIERARCHICAL -> sensitive.hierarchicallyClose(bound, all, Taxonomy.of(paths));
          };
    };
  }

  private static Sensitive sensitive(
      Values values, List<List<Object>> paths, Map<List<Object>, Integer> numbers) {
    int[][] of = new int[values.rows.size()][];
    int[][] rows = new int[of.length][];
    for (int tuple = 0; tuple < of.length; tuple++) {
      Map<List<Object>, Integer> each = values.rows.get(tuple);
      of[tuple] = each.keySet().stream().mapToInt(numbers::get).sorted().toArray();
      rows[tuple] = Arrays.stream(of[tuple]).map(value -> each.get(paths.get(value))).toArray();
    }
    long[][] several =
        values.several.stream()
            .map(
                tuple ->
                    tuple.stream()
                        .mapToLong(row -> Sensitive.row(row.person, numbers.get(row.path)))
                        .toArray())
            .toArray(long[][]::new);
    return new Sensitive(paths.size(), of, rows, values.nameless, several);
  }
}
