package org.jinyanglake.release.history;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where a person's rows in two tables agree in what the tables have in common: who it is and in
 * which classes the two rows are. A person is told by its first row in the one table.
 */
final class Agreements {
  private static final int PERSON = 0;
  private static final int HERE = 1;
  private static final int THERE = 2;

  /** No person has so many: it is a number that stands for many, or for none that is known. */
  private static final long MOST = 100_000;

  private final LongRecords found = new LongRecords(3);

  /**
   * Adds those of one table and a part of another.
   *
   * @param persons to which all persons in both are added
   * @param many to which those are added whose agreements are too many to be looked at, and are not
   *     kept
   */
  void add(OpenRows here, OpenRows there, List<String> columns, BitSet persons, BitSet many) {
    IntToLongFunction ours = here.values(columns);
    IntToLongFunction theirs = there.values(columns);
    int i = 0;
    int j = 0;
    while (i < here.size() && j < there.size()) {
      long person = here.person(i);
      int order = Long.compare(person, there.person(j));
      if (order < 0) {
        i++;
      } else if (order > 0) {
        j++;
      } else {
        int nextHere = here.nextPerson(i);
        int nextThere = there.nextPerson(j);
        if (person != 0) {
          persons.set(i);
          Map<Long, Set<Long>> classes = classes(here, i, nextHere, ours);
          Map<Long, Set<Long>> others = classes(there, j, nextThere, theirs);
          classes.keySet().retainAll(others.keySet());
          if (pairs(classes, others) > MOST) {
            many.set(i);
          } else {
            add(i, classes, others);
          }
        }
        i = nextHere;
        j = nextThere;
      }
    }
  }

  /** The classes of a person's rows, by what the rows have in common columns. */
  private static Map<Long, Set<Long>> classes(
      OpenRows rows, int from, int to, IntToLongFunction values) {
    Map<Long, Set<Long>> classes = new HashMap<>();
    for (int row = from; row < to; row++) {
      classes
          .computeIfAbsent(values.applyAsLong(row), any -> new HashSet<>())
          .add(rows.classKey(row));
    }
    return classes;
  }

  private static long pairs(Map<Long, Set<Long>> here, Map<Long, Set<Long>> there) {
    long pairs = 0;
    for (Map.Entry<Long, Set<Long>> each : here.entrySet()) {
      pairs += (long) each.getValue().size() * there.get(each.getKey()).size();
    }
    return pairs;
  }

  private void add(int person, Map<Long, Set<Long>> here, Map<Long, Set<Long>> there) {
    here.forEach(
        (values, classes) -> {
          for (long classHere : classes) {
            for (long classThere : there.get(values)) {
              add(person, classHere, classThere);
            }
          }
        });
  }

  private void add(int person, long classHere, long classThere) {
    int at = found.add();
    found.set(at, PERSON, person);
    found.set(at, HERE, classHere);
    found.set(at, THERE, classThere);
  }

  int size() {
    return found.size();
  }

  /** The first row of the person. */
  int person(int agreement) {
    return (int) found.get(agreement, PERSON);
  }

  long classHere(int agreement) {
    return found.get(agreement, HERE);
  }

  long classThere(int agreement) {
    return found.get(agreement, THERE);
  }

  Set<Long> classesHere() {
    return distinct(HERE);
  }

  Set<Long> classesThere() {
    return distinct(THERE);
  }

  private Set<Long> distinct(int field) {
    return IntStream.range(0, size())
        .mapToObj(i -> found.get(i, field))
        .collect(Collectors.toSet());
  }
}
