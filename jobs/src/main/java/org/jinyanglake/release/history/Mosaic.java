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
 * fewer than k persons is singled out (Ganta, Kasiviswanathan, Smith 2008: two releases that are
 * safe alone).
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
      classes
          .computeIfAbsent(row.classKey(), any -> new HashMap<>())
          .computeIfAbsent(row.values(), any -> new HashSet<>())
          .add(row.person());
    }
    Map<Long, Set<OpenRow>> byPerson = new HashMap<>();
    here.stream()
        .filter(row -> row.person() != 0)
        .forEach(row -> byPerson.put(row.person(), new HashSet<>()));
    Map<Long, Set<List<Long>>> others = new HashMap<>();
    for (OpenRow row : there) {
      Set<OpenRow> ofPerson = byPerson.get(row.person());
      if (ofPerson != null) {
        ofPerson.add(row);
        others.put(row.classKey(), new HashSet<>());
      }
    }
    if (!others.isEmpty()) {
      for (OpenRow row : there) {
        Set<List<Long>> ofClass = others.get(row.classKey());
        if (ofClass != null) {
          ofClass.add(row.values());
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

  /** The persons of a class who have a row like one of the other class. */
  private static int left(Map<List<Long>, Set<Long>> here, Set<List<Long>> there) {
    Set<Long> left = new HashSet<>();
    here.forEach(
        (values, persons) -> {
          if (there.contains(values)) {
            left.addAll(persons);
          }
        });
    return left.size();
  }
}
