package org.jinyanglake.release.history;

import java.util.BitSet;
import org.jinyanglake.release.written.Tuples;

/**
 * The persons of some published rows and the classes that they are in: each pair once, by person.
 */
final class PersonClasses {
  private static final int PERSON = 0;
  private static final int CLASS = 1;

  private final LongRecords pairs;

  /** The class of each pair, numbered from 0. */
  private final int[] classes;

  /**
   * Those of rows.
   *
   * @param rows person (0 without one) and class, in any order
   */
  PersonClasses(LongRecords rows) {
    LongRecords sorted = rows.sortedBy(PERSON);
    pairs = new LongRecords(2);
    int[] found = new int[sorted.size()];
    Tuples numbers = new Tuples(2);
    int[] halves = new int[2];
    int first = 0;
    for (int row = 0; row < sorted.size(); row++) {
      long person = sorted.get(row, PERSON);
      long of = sorted.get(row, CLASS);
      first = first < size() && pairs.get(first, PERSON) == person ? first : size();
      if (person != 0 && !isIn(of, first)) {
        halves[0] = (int) (of >> Integer.SIZE);
        halves[1] = (int) of;
        int at = pairs.add();
        pairs.set(at, PERSON, person);
        pairs.set(at, CLASS, of);
        found[at] = numbers.number(halves);
      }
    }
    classes = found;
  }

  /** Whether a class is in one of the pairs from a position on. */
  private boolean isIn(long classKey, int from) {
    for (int i = from; i < size(); i++) {
      if (pairs.get(i, CLASS) == classKey) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return pairs.size();
  }

  private long person(int pair) {
    return pairs.get(pair, PERSON);
  }

  private int next(int pair) {
    int next = pair + 1;
    while (next < size() && person(next) == person(pair)) {
      next++;
    }
    return next;
  }

  /**
   * Looks for persons who are in other rows, too.
   *
   * @param tried to which those are added, by their first pair here
   * @param found to which those of them are added who share two classes, one of these rows and one
   *     of the others, with fewer than k persons, themselves among them
   */
  void follow(PersonClasses others, int k, BitSet tried, BitSet found) {
    Tuples ways = new Tuples(2);
    LongRecords taken = new LongRecords(2);
    int[] way = new int[2];
    int i = 0;
    int j = 0;
    while (i < size() && j < others.size()) {
      int order = Long.compare(person(i), others.person(j));
      int nextHere = order <= 0 ? next(i) : i;
      int nextThere = order >= 0 ? others.next(j) : j;
      if (order == 0) {
        tried.set(i);
        for (int here = i; here < nextHere; here++) {
          for (int there = j; there < nextThere; there++) {
            way[0] = classes[here];
            way[1] = others.classes[there];
            int at = taken.add();
            taken.set(at, 0, i);
            taken.set(at, 1, ways.number(way));
          }
        }
      }
      i = nextHere;
      j = nextThere;
    }
    int[] persons = new int[ways.size()];
    for (int at = 0; at < taken.size(); at++) {
      persons[(int) taken.get(at, 1)]++;
    }
    for (int at = 0; at < taken.size(); at++) {
      if (persons[(int) taken.get(at, 1)] < k) {
        found.set((int) taken.get(at, 0));
      }
    }
  }
}
