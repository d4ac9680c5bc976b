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

  private final LongRecords found = new LongRecords(3);

  /**
   * Adds those of one table and a part of another.
   *
   * @param persons to which all persons in both are added
   */
  void add(OpenRows here, OpenRows there, List<String> columns, BitSet persons) {
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
          Map<Long, Set<Long>> classes = new HashMap<>();
          for (int row = j; row < nextThere; row++) {
            classes
                .computeIfAbsent(theirs.applyAsLong(row), any -> new HashSet<>())
                .add(there.classKey(row));
          }
          for (int row = i; row < nextHere; row++) {
            for (long classThere : classes.getOrDefault(ours.applyAsLong(row), Set.of())) {
              add(i, here.classKey(row), classThere);
            }
          }
        }
        i = nextHere;
        j = nextThere;
      }
    }
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
