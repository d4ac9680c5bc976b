package org.jinyanglake.release.history;

import java.util.Collection;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Published rows, as others are joined with them: of each the person ({@link Member#person}), a
 * keyed hash of its partition and class, and keyed hashes of the values by which tables are joined.
 * They are in the order of persons, so that those in common of two tables are found in one pass.
 */
final class OpenRows {
  private static final int PERSON = 0;
  private static final int CLASS = 1;
  private static final int FIRST_VALUE = 2;

  private final List<String> columns;
  private final LongRecords rows;

  private OpenRows(List<String> columns, LongRecords rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Rows in any order.
   *
   * @param columns of the values, as {@link JoinColumns} names them
   * @param rows person, class and values
   */
  static OpenRows of(List<String> columns, LongRecords rows) {
    return new OpenRows(columns, rows.sortedBy(PERSON));
  }

  /** The rows of several partitions, whose columns are the same. */
  static OpenRows of(List<String> columns, Collection<LongRecords> partitions) {
    LongRecords all = new LongRecords(FIRST_VALUE + columns.size());
    partitions.forEach(all::addAll);
    return of(columns, all);
  }

  List<String> columns() {
    return columns;
  }

  int size() {
    return rows.size();
  }

  long person(int row) {
    return rows.get(row, PERSON);
  }

  long classKey(int row) {
    return rows.get(row, CLASS);
  }

  /** The row behind the last one of the same person. */
  int nextPerson(int row) {
    long person = person(row);
    int next = row + 1;
    while (next < size() && person(next) == person) {
      next++;
    }
    return next;
  }

  /** Of each row one number for its values in some of the columns; the same for the same values. */
  IntToLongFunction values(List<String> of) {
    int[] fields = of.stream().mapToInt(name -> FIRST_VALUE + columns.indexOf(name)).toArray();
    if (fields.length == 1) {
      return row -> rows.get(row, fields[0]);
    }
    return row -> {
      long values = 0;
      for (int field : fields) {
        // Each is a keyed hash already: odd multipliers and rotations keep their order apart.
        values = Long.rotateLeft(values * 0x9E3779B97F4A7C15L, 32) ^ rows.get(row, field);
      }
      return values;
    };
  }

  /** So many bytes they take. */
  int bytes() {
    return rows.bytes();
  }
}
