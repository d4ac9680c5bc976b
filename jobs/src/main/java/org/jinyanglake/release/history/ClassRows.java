package org.jinyanglake.release.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** The rows of some classes of a table, by what they have in common with another table. */
final class ClassRows {
  private static final int CLASS = 0;
  private static final int PERSON = 1;
  private static final int VALUES = 2;

  private final LongRecords rows;
  private final Map<Long, long[]> values = new HashMap<>();

  /**
   * The rows of the classes that are asked for.
   *
   * @param table part by part
   * @param columns that are in common
   */
  ClassRows(Set<Long> classes, Iterable<OpenRows> table, List<String> columns) {
    LongRecords found = new LongRecords(3);
    for (OpenRows part : table) {
      IntToLongFunction common = part.values(columns);
      for (int row = 0; row < part.size(); row++) {
        if (classes.contains(part.classKey(row))) {
          int at = found.add();
          found.set(at, CLASS, part.classKey(row));
          found.set(at, PERSON, part.person(row));
          found.set(at, VALUES, common.applyAsLong(row));
        }
      }
    }
    rows = found.sortedBy(CLASS);
  }

  /** What the rows of a class have in common columns, each once and in order. */
  long[] values(long classKey) {
    return values.computeIfAbsent(
        classKey,
        any -> of(classKey).mapToLong(row -> rows.get(row, VALUES)).sorted().distinct().toArray());
  }

  /**
   * How many persons of a class have one of some values, which are in order; counted to a limit.
   */
  int with(long classKey, long[] some, int limit) {
    Set<Long> persons = new HashSet<>();
    of(classKey)
        .filter(row -> Arrays.binarySearch(some, rows.get(row, VALUES)) >= 0)
        .takeWhile(row -> persons.size() < limit)
        .forEach(row -> persons.add(rows.get(row, PERSON)));
    return persons.size();
  }

  private IntStream of(long classKey) {
    return IntStream.range(rows.first(CLASS, classKey), rows.size())
        .takeWhile(row -> rows.get(row, CLASS) == classKey);
  }
}
