package org.jinyanglake.release.history;

import java.util.BitSet;

/**
 * The persons of some published rows and the classes that they are in: each pair once, class by
 * class.
 */
final class PersonClasses {
  private static final int PERSON = 0;
  private static final int CLASS = 1;

  private final LongRecords pairs;

  /** The class of each pair, numbered from 0. */
  private final int[] classes;

  /** The pairs in the order of persons. */
  private final int[] byPerson;

  /**
   * Those of rows.
   *
   * @param rows person (0 without one) and class, in any order
   */
  PersonClasses(LongRecords rows) {
    LongRecords sorted = rows.sortedBy(PERSON).sortedBy(CLASS);
    pairs = new LongRecords(2);
    int[] found = new int[sorted.size()];
    for (int row = 0; row < sorted.size(); row++) {
      long person = sorted.get(row, PERSON);
      long of = sorted.get(row, CLASS);
      int last = size() - 1;
      boolean isOfLast = last >= 0 && pairs.get(last, CLASS) == of;
      if (person != 0 && !(isOfLast && person(last) == person)) {
        int at = pairs.add();
        pairs.set(at, PERSON, person);
        pairs.set(at, CLASS, of);
        found[at] = last < 0 ? 0 : found[last] + (isOfLast ? 0 : 1);
      }
    }
    classes = found;
    byPerson = pairs.by(PERSON);
  }

  int size() {
    return pairs.size();
  }

  private long person(int pair) {
    return pairs.get(pair, PERSON);
  }

  /** How many classes there are. */
  private int all() {
    return size() == 0 ? 0 : classes[size() - 1] + 1;
  }

  /**
   * Looks for persons who are in other rows, too. Of persons in many classes the ways from class to
   * class are many more than the rows, so they are counted class by class and none is kept.
   *
   * @param tried to which those are added, each as one number
   * @param found to which those of them are added who share two classes, one of these rows and one
   *     of the others, with fewer than k persons, themselves among them
   */
  void follow(PersonClasses others, int k, BitSet tried, BitSet found) {
    Ways ways = new Ways(others);
    int[] persons = new int[others.all()];
    for (int from = 0, to; from < size(); from = to) {
      for (to = from + 1; to < size() && classes[to] == classes[from]; ) {
        to++;
      }
      ways.forEach(from, to, (person, there) -> persons[there]++);
      ways.forEach(
          from,
          to,
          (person, there) -> {
            tried.set(person);
            if (persons[there] < k) {
              found.set(person);
            }
          });
      ways.forEach(from, to, (person, there) -> persons[there] = 0);
    }
  }

  private interface Way {
    /** A person, numbered, from the class that is looked at to one of the others. */
    void to(int person, int there);
  }

  /** From the classes of these rows to those of others. */
  private final class Ways {
    private final PersonClasses others;

    /** Of each pair its person's first pair here and there, by their places in the order. */
    private final int[] here = new int[size()];

    private final int[] there = new int[size()];

    Ways(PersonClasses others) {
      this.others = others;
      for (int i = 0, j = 0, first = 0; i < size(); i++) {
        long person = inOrder(i);
        first = inOrder(first) == person ? first : i;
        while (j < others.size() && others.inOrder(j) < person) {
          j++;
        }
        here[byPerson[i]] = first;
        there[byPerson[i]] = j;
      }
    }

    void forEach(int from, int to, Way way) {
      for (int pair = from; pair < to; pair++) {
        long person = person(pair);
        for (int j = there[pair]; j < others.size() && others.inOrder(j) == person; j++) {
          way.to(here[pair], others.classes[others.byPerson[j]]);
        }
      }
    }
  }

  /** The person at a place in the order of persons. */
  private long inOrder(int place) {
    return person(byPerson[place]);
  }
}
