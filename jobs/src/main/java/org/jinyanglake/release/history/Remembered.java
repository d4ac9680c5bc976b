package org.jinyanglake.release.history;

import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.RandomAccess;

/**
 * What a zone remembers of a raw partition.
 *
 * @param rows all rows that were ever published, each as {@link Member} has it, in the order of
 *     {@link Member#row}
 * @param columns of the values of published rows, as {@link JoinColumns} names them
 * @param published the rows of the newest version: person, class, values
 */
record Remembered(LongRecords rows, List<String> columns, LongRecords published) {
  static final int MEMBER = 4;
  static final int OPEN_ROW = 2;

  static final Remembered NOTHING = nothing(List.of());

  static Remembered nothing(List<String> columns) {
    return new Remembered(
        new LongRecords(MEMBER), columns, new LongRecords(OPEN_ROW + columns.size()));
  }

  /** Adds a row that was published; the rows must come in their order. */
  void addMember(long row, long person, long cohort, long group) {
    int at = rows.add();
    rows.set(at, 0, row);
    rows.set(at, 1, person);
    rows.set(at, 2, cohort);
    rows.set(at, 3, group);
  }

  /** Adds them in their order. */
  void addAll(List<Member> members) {
    members.stream()
        .sorted(Comparator.comparingLong(Member::row))
        .forEach(each -> addMember(each.row(), each.person(), each.cohort(), each.group()));
  }

  /** Adds person and class of each row of the newest version to other records. */
  void addPersons(LongRecords to) {
    for (int i = 0; i < published.size(); i++) {
      int at = to.add();
      to.set(at, 0, published.get(i, 0));
      to.set(at, 1, published.get(i, 1));
    }
  }

  /** Whether this row was added last. */
  boolean endsWith(long row) {
    return rows.size() > 0 && rows.get(rows.size() - 1, 0) == row;
  }

  /** Adds a row of the newest version; returns its position, for {@link #setValue}. */
  int addOpen(long person, long classKey) {
    int at = published.add();
    published.set(at, 0, person);
    published.set(at, 1, classKey);
    return at;
  }

  void setValue(int open, int column, long value) {
    published.set(open, OPEN_ROW + column, value);
  }

  /** The same as {@link #rows}, made when they are asked for. */
  List<Member> members() {
    final class View extends AbstractList<Member> implements RandomAccess {
      @Override
      public Member get(int i) {
        return new Member(rows.get(i, 0), rows.get(i, 1), rows.get(i, 2), rows.get(i, 3));
      }

      @Override
      public int size() {
        return rows.size();
      }
    }

    return new View();
  }

  /** The same as {@link #published}, to be joined. */
  OpenRows open() {
    return OpenRows.of(columns, published);
  }
}
