package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody learns who joins the rows of two published tables. The attacker knows a person to
 * be in both, and so two classes, each of at least k persons; rows of the one class that agree with
 * no row of the other in what the tables have in common are not the person's. Whoever is left among
 * fewer than k persons of either class is singled out (Ganta, Kasiviswanathan, Smith 2008: two
 * releases that are safe alone): so a table that is open already is looked at again, too.
 *
 * @param dataset the other table's
 * @param columns that both have, as {@link JoinColumns} names them
 * @param tried persons in both: all that there are
 * @param singledOut those of them who are found
 */
public record Mosaic(String dataset, List<String> columns, long tried, long singledOut)
    implements Serializable {

  /** How many of those who were tried were found. */
  public double rate() {
    return tried == 0 ? 0 : (double) singledOut / tried;
  }

  private record Pair(long here, long there) {}

  /**
   * Joins rows that are to be published with some that are.
   *
   * @param here the rows to be published
   * @param there those of the other table, their values those of {@code columns}; passed through
   *     twice, and only those of persons and classes in common are held
   */
  public static Mosaic of(
      String dataset,
      List<String> columns,
      Collection<OpenRow> here,
      Iterable<OpenRow> there,
      int k) {
    Map<Long, Map<List<Long>, Set<Long>>> classes = new HashMap<>();
    for (OpenRow row : here) {
      add(row, classes.computeIfAbsent(row.classKey(), any -> new HashMap<>()));
    }
    Map<Long, Set<OpenRow>> byPerson = new HashMap<>();
    here.stream()
        .filter(row -> row.person() != 0)
        .forEach(row -> byPerson.put(row.person(), new HashSet<>()));
    Map<Long, Map<List<Long>, Set<Long>>> others = new HashMap<>();
    for (OpenRow row : there) {
      Set<OpenRow> ofPerson = byPerson.get(row.person());
      if (ofPerson != null) {
        ofPerson.add(row);
        others.put(row.classKey(), new HashMap<>());
      }
    }
    if (!others.isEmpty()) {
      for (OpenRow row : there) {
        Map<List<Long>, Set<Long>> ofClass = others.get(row.classKey());
        if (ofClass != null) {
          add(row, ofClass);
        }
      }
    }
    Set<Long> tried = new HashSet<>();
    Set<Long> found = new HashSet<>();
    Map<Pair, Integer> left = new HashMap<>();
    for (OpenRow row : here) {
      for (OpenRow other : byPerson.getOrDefault(row.person(), Set.of())) {
        tried.add(row.person());
        if (row.values().equals(other.values())) {
          int persons =
              left.computeIfAbsent(
                  new Pair(row.classKey(), other.classKey()),
                  pair -> left(classes.get(pair.here()), others.get(pair.there())));
          if (persons < k) {
            found.add(row.person());
          }
        }
      }
    }
    return new Mosaic(dataset, columns, tried.size(), found.size());
  }

  private static void add(OpenRow row, Map<List<Long>, Set<Long>> persons) {
    persons.computeIfAbsent(row.values(), any -> new HashSet<>()).add(row.person());
  }

  /** The persons who are left of the class of whom fewer are. */
  private static int left(Map<List<Long>, Set<Long>> here, Map<List<Long>, Set<Long>> there) {
    return Math.min(leftOf(here, there), leftOf(there, here));
  }

  /** The persons of a class who have a row like one of the other class. */
  private static int leftOf(Map<List<Long>, Set<Long>> one, Map<List<Long>, Set<Long>> other) {
    Set<Long> left = new HashSet<>();
    one.forEach(
        (values, persons) -> {
          if (other.containsKey(values)) {
            left.addAll(persons);
          }
        });
    return left.size();
  }
}
