package org.jinyanglake.desensitize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jinyanglake.desensitize.anonymity.Classes;
import org.jinyanglake.desensitize.anonymity.Crowd;
import org.jinyanglake.desensitize.anonymity.LabelSolver;
import org.jinyanglake.desensitize.anonymity.Mondrian;
import org.jinyanglake.desensitize.anonymity.Requirement;
import org.jinyanglake.desensitize.anonymity.Taxonomy;
import org.jinyanglake.desensitize.anonymity.Tuples;

/**
 * The distinct combinations of the quasi-identifiers of one partition, by their labels: what the
 * solver sees as numbers. The result depends on the set of tuples only, not on their order.
 */
final class PartitionTuples {
  private final Map<List<Object>, Integer> known = new HashMap<>();
  private final List<Map<Object, List<Object>>> labels = new ArrayList<>();
  private final List<List<List<Object>>> tuples = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<long[]> buckets = new ArrayList<>();
  private final List<Long> nameless = new ArrayList<>();
  private final List<List<Map<List<Object>, Integer>>> values = new ArrayList<>();
  private final List<OfPerson> ofPersons = new ArrayList<>();
  private final List<Labels> quasiIdentifiers;
  private final int width;
  private final List<Condition> conditions;

  /** Rows of a person, with a value in each sensitive column. */
  private record OfPerson(int tuple, long person, long rows, List<List<Object>> values) {}

  PartitionTuples(List<Labels> quasiIdentifiers, List<Condition> conditions) {
    this.quasiIdentifiers = quasiIdentifiers;
    this.width = quasiIdentifiers.size();
    this.conditions = conditions;
    quasiIdentifiers.forEach(each -> labels.add(new HashMap<>()));
    conditions.forEach(each -> values.add(new ArrayList<>()));
  }

  /**
   * Adds rows of a tuple.
   *
   * @param paths of each quasi-identifier the labels, from the declared level up
   * @param persons bits of {@link Crowd#buckets}
   * @param rowsWithoutPerson those that name none
   * @param person whose rows all of them are; needed of persons with several rows, where there are
   *     conditions
   * @param sensitivePaths the value that the rows have in each sensitive column, and what is above
   * @return whether they are the first of the tuple
   */
  boolean add(
      List<List<Object>> paths,
      long rowsOf,
      long[] persons,
      long rowsWithoutPerson,
      OptionalLong person,
      List<List<Object>> sensitivePaths) {
    List<Object> leaves = paths.stream().map(path -> path.get(0)).collect(Collectors.toList());
    Integer tuple = known.putIfAbsent(leaves, tuples.size());
    boolean first = tuple == null;
    if (first) {
      tuple = tuples.size();
      // Of many tuples few labels differ; what is the same is kept once.
      List<List<Object>> shared = new ArrayList<>();
      for (int q = 0; q < width; q++) {
        List<Object> path = paths.get(q);
        List<Object> same = labels.get(q).putIfAbsent(path.get(0), path);
        shared.add(same == null ? path : same);
      }
      tuples.add(shared);
      rows.add(0);
      buckets.add(new long[persons.length]);
      nameless.add(0L);
      values.forEach(column -> column.add(new HashMap<>()));
    }
    rows.set(tuple, Math.toIntExact(rows.get(tuple) + rowsOf));
    for (int word = 0; word < persons.length; word++) {
      buckets.get(tuple)[word] |= persons[word];
    }
    nameless.set(tuple, nameless.get(tuple) + rowsWithoutPerson);
    for (int i = 0; i < sensitivePaths.size(); i++) {
      values
          .get(i)
          .get(tuple)
          .merge(sensitivePaths.get(i), Math.toIntExact(rowsOf), Math::addExact);
    }
    if (person.isPresent()) {
      ofPersons.add(new OfPerson(tuple, person.getAsLong(), rowsOf, sensitivePaths));
    }
    return first;
  }

  /**
   * How tuples are published.
   *
   * @param published of each tuple, in the order in which they were added, what {@link
   *     Levels#level} holds of each quasi-identifier; null if it is withheld
   */
  record Solution(List<List<Object>> published, Desensitize.Stats stats) {
    /** The same, or nothing at all if it loses more. */
    Solution orNothing(double mostLoss) {
      return stats.loss() <= mostLoss
          ? this
          : new Solution(Collections.nCopies(published.size(), null), stats.none());
    }

    /** Whether a tuple is published with the declared labels. */
    boolean isUnchanged(int tuple) {
      return published.get(tuple) != null
          && published.get(tuple).stream().allMatch(Integer.valueOf(0)::equals);
    }
  }

  /**
   * The classes.
   *
   * @param whole all tuples of the partition, with which classes are compared; these or more
   */
  Solution solve(int k, double withhold, boolean search, PartitionTuples whole) {
    Integer[] order = inOrderOfAdding();
    List<String> texts = tuples.stream().map(PartitionTuples::text).toList();
    Arrays.sort(order, (a, b) -> texts.get(a).compareTo(texts.get(b)));
    Tuples sorted = sorted(order);
    long[] without = Arrays.stream(order).mapToLong(nameless::get).toArray();
    Crowd crowd =
        new Crowd(k, Arrays.stream(order).map(buckets::get).toArray(long[][]::new), without);
    Requirement requirement = crowd;
    for (int i = 0; i < conditions.size(); i++) {
      Condition.Values column = values(i, order);
      Condition.Values all = whole == this ? column : whole.values(i, whole.inOrderOfAdding());
      requirement = requirement.and(conditions.get(i).requirement(column, all));
    }
    if (quasiIdentifiers.stream().anyMatch(Labels::inValues)) {
      boolean[] ordered = new boolean[width];
      for (int q = 0; q < width; q++) {
        ordered[q] = quasiIdentifiers.get(q).isOrdered();
      }
      int[] solved = Mondrian.solve(sorted, requirement, ordered);
      List<List<Object>> texted =
          Arrays.stream(members(solved)).map(each -> texts(each, order)).toList();
      Map<List<Object>, Integer> firsts = new HashMap<>();
      IntStream.range(0, texted.size()).forEach(i -> firsts.putIfAbsent(texted.get(i), i));
      int[] alike = Arrays.stream(solved).map(i -> i < 0 ? i : firsts.get(texted.get(i))).toArray();
      int[] groups = held(alike, requirement, sorted, withhold);
      return solution(
          order,
          groups,
          texted,
          stats(sorted, members(groups), Mondrian.loss(sorted, groups, ordered), crowd));
    }
    Classes solved = LabelSolver.solve(sorted, requirement, withhold, search);
    Classes classes =
        new Classes(held(solved.of(), requirement, sorted, withhold), solved.labels());
    List<List<Object>> levels =
        Arrays.stream(classes.labels()).map(labels -> levels(sorted, labels)).toList();
    return solution(
        order,
        classes.of(),
        levels,
        stats(sorted, members(classes.of()), classes.loss(sorted), crowd));
  }

  /**
   * The groups without those that do not hold: two that do may not, as one, if they have persons in
   * common ({@link Requirement}). If that were more than may be withheld, nothing is left.
   */
  private static int[] held(int[] groups, Requirement requirement, Tuples tuples, double withhold) {
    int[] held = groups.clone();
    for (int[] each : members(groups)) {
      if (each.length > 0 && !requirement.holds(each, 0, each.length)) {
        Arrays.stream(each).forEach(tuple -> held[tuple] = Classes.WITHHELD);
      }
    }
    long missing =
        IntStream.range(0, held.length)
            .filter(tuple -> held[tuple] == Classes.WITHHELD)
            .mapToLong(tuple -> tuples.rows()[tuple])
            .sum();
    if (missing > (long) (withhold * tuples.total())) {
      Arrays.fill(held, Classes.WITHHELD);
    }
    return held;
  }

  private Integer[] inOrderOfAdding() {
    Integer[] order = new Integer[tuples.size()];
    Arrays.setAll(order, i -> i);
    return order;
  }

  /** Of the tuples in an order, the values of a sensitive column. */
  private Condition.Values values(int column, Integer[] order) {
    List<List<Condition.PersonRow>> several = several(column);
    return new Condition.Values(
        Arrays.stream(order).map(values.get(column)::get).toList(),
        Arrays.stream(order).mapToLong(nameless::get).toArray(),
        Arrays.stream(order).map(several::get).toList());
  }

  /** Of each tuple the rows of persons with several, by their values in a sensitive column. */
  private List<List<Condition.PersonRow>> several(int column) {
    Map<Long, Long> rowsOf = new HashMap<>();
    ofPersons.forEach(each -> rowsOf.merge(each.person, each.rows, Long::sum));
    Map<Long, Integer> numbers = new HashMap<>();
    List<List<Condition.PersonRow>> several = new ArrayList<>();
    tuples.forEach(any -> several.add(new ArrayList<>()));
    for (OfPerson each : ofPersons) {
      if (rowsOf.get(each.person) > 1) {
        int person = numbers.computeIfAbsent(each.person, any -> numbers.size());
        List<Object> path = each.values.get(column);
        for (long row = 0; row < each.rows; row++) {
          several.get(each.tuple).add(new Condition.PersonRow(person, path));
        }
      }
    }
    return several;
  }

  /** The tuples in order as numbers; those of ordered values ascend with them, nulls first. */
  private Tuples sorted(Integer[] order) {
    Taxonomy[] taxonomies = new Taxonomy[width];
    int[] leaves = new int[order.length * width];
    for (int q = 0; q < width; q++) {
      int column = q;
      Map<Object, List<Object>> paths = new LinkedHashMap<>();
      Stream<List<Object>> all = Arrays.stream(order).map(i -> tuples.get(i).get(column));
      (quasiIdentifiers.get(q).isOrdered()
              ? all.sorted((a, b) -> ValueLabel.compare(a.get(0), b.get(0)))
              : all)
          .forEach(path -> paths.putIfAbsent(path.get(0), path));
      Map<Object, Integer> numbers = new HashMap<>();
      paths.keySet().forEach(leaf -> numbers.put(leaf, numbers.size()));
      for (int i = 0; i < order.length; i++) {
        leaves[i * width + q] = numbers.get(tuples.get(order[i]).get(q).get(0));
      }
      taxonomies[q] = Taxonomy.of(List.copyOf(paths.values()));
    }
    return new Tuples(taxonomies, leaves, Arrays.stream(order).mapToInt(rows::get).toArray());
  }

  private static List<Object> levels(Tuples tuples, int[] labels) {
    List<Object> levels = new ArrayList<>();
    for (int q = 0; q < labels.length; q++) {
      levels.add(tuples.taxonomies()[q].level(labels[q]));
    }
    return levels;
  }

  private List<Object> texts(int[] members, Integer[] order) {
    List<Object> texts = new ArrayList<>();
    for (int q = 0; q < width; q++) {
      int column = q;
      Set<Object> of = new HashSet<>();
      Arrays.stream(members).forEach(i -> of.add(tuples.get(order[i]).get(column).get(0)));
      texts.add(ValueLabel.of(of, quasiIdentifiers.get(q).kind()));
    }
    return texts;
  }

  private static Solution solution(
      Integer[] order, int[] groups, List<List<Object>> published, Desensitize.Stats stats) {
    List<List<Object>> of = new ArrayList<>(Collections.nCopies(order.length, null));
    for (int i = 0; i < order.length; i++) {
      if (groups[i] != Classes.WITHHELD) {
        of.set(order[i], published.get(groups[i]));
      }
    }
    return new Solution(of, stats);
  }

  private static Desensitize.Stats stats(Tuples tuples, int[][] members, double loss, Crowd crowd) {
    long k =
        Arrays.stream(members)
            .filter(each -> each.length > 0)
            .mapToLong(each -> crowd.persons(each, 0, each.length))
            .min()
            .orElse(0);
    long published =
        Arrays.stream(members).flatMapToInt(Arrays::stream).mapToLong(i -> tuples.rows()[i]).sum();
    long all = tuples.total();
    return new Desensitize.Stats(all, published, all - published, loss, k);
  }

  /** The tuples of each group. */
  private static int[][] members(int[] groups) {
    List<List<Integer>> members = new ArrayList<>();
    for (int tuple = 0; tuple < groups.length; tuple++) {
      while (members.size() <= groups[tuple]) {
        members.add(new ArrayList<>());
      }
      if (groups[tuple] != Classes.WITHHELD) {
        members.get(groups[tuple]).add(tuple);
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
