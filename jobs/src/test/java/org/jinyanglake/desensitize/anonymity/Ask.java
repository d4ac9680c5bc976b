package org.jinyanglake.desensitize.anonymity;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A requirement, and the same asked of rows by other code.
 *
 * @param holds of the numbers of rows of a class
 */
record Ask(String name, Requirement requirement, Predicate<List<Integer>> holds) {
  /**
   * All there are, each of them together with k persons.
   *
   * @param strictness from 0, which asks for little, to 10
   * @param paths of each sensitive value its own labels, from fine to coarse
   */
  static List<Ask> all(Microdata table, int k, int strictness, List<List<String>> paths) {
    Requirement crowd = table.crowd(k);
    Sensitive sensitive = table.sensitive();
    int l = 1 + strictness / 3;
    double t = (10 - strictness) / 10.0;
    return List.of(
            new Ask("k", crowd, rows -> true),
            new Ask("distinct", sensitive.distinct(l), rows -> table.values(rows) >= l),
            new Ask(
                "entropy", sensitive.entropy(l), rows -> table.entropy(rows) >= Math.log(l) - 1e-9),
            new Ask("recursive", sensitive.recursive(2, l), rows -> table.isRecursive(rows, 2, l)),
            new Ask(
                "close", sensitive.close(t, sensitive), rows -> table.distance(rows) <= t + 1e-9),
            new Ask(
                "ordered",
                sensitive.orderedClose(t, sensitive),
                rows -> table.orderedDistance(rows) <= t + 1e-9),
            new Ask(
                "hierarchical",
                sensitive.hierarchicallyClose(t, sensitive, Taxonomy.of(paths)),
                rows -> table.hierarchicalDistance(rows, paths) <= t + 1e-9),
            new Ask(
                "like",
                sensitive.like(3 * t, sensitive),
                rows -> table.excess(rows) <= 3 * t + 1e-9))
        .stream()
        .map(each -> each.with(table, crowd, k))
        .toList();
  }

  /** All of them at once. */
  static Ask together(List<Ask> asks) {
    List<Ask> all = List.copyOf(asks);
    return new Ask(
        "all",
        all.stream().map(Ask::requirement).reduce(Requirement::and).orElseThrow(),
        rows -> all.stream().allMatch(each -> each.holds.test(rows)));
  }

  private Ask with(Microdata table, Requirement crowd, int k) {
    return new Ask(
        name,
        name.equals("k") ? crowd : crowd.and(requirement),
        rows -> table.persons(rows) >= k && holds.test(rows));
  }

  /** A tree over numbered values: pairs, then all. */
  static List<List<String>> pairs(int values) {
    return IntStream.range(0, values)
        .mapToObj(value -> List.of("value " + value, "pair " + value / 2, "*"))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
