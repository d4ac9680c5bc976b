package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * How many persons of a class, or of a partition, have each value of a sensitive column. A person
 * with several values counts for each of them, so that the counts may be more than the persons.
 *
 * <p>What {@link Spread} makes of it holds whichever one of his or her values stands for each
 * person. An attacker does not know which rows are of one person; but who does, learns no more.
 *
 * @param of by value, the persons who have it; never too few
 * @param persons how many persons there are; never too many
 * @param doubtful by so many all counts together may be too great
 */
record ValuePersons(Map<Object, Long> of, long persons, long doubtful) {

  /** All counts together. */
  long total() {
    return of.values().stream().mapToLong(Long::longValue).sum();
  }

  /** 1 if nobody has several. */
  double valuesPerPerson() {
    return total() / (double) persons;
  }

  /** By how many {@link #valuesPerPerson} may be too great. */
  double doubt() {
    return doubtful / (double) persons;
  }

  /** So many persons have a value, or fewer. */
  long with(Object value) {
    return of.getOrDefault(value, 0L);
  }

  /** At least so many persons have a value. */
  long surelyWith(Object value) {
    return Math.max(0, with(value) - doubtful);
  }

  /**
   * The persons of each value, falling, if each is counted for one value only, and for the most
   * frequent ones as far as these counts allow. Of any choice of one value a person the m most
   * frequent values have together no more persons than the first m of these: it is majorized, and
   * so not less diverse by number, entropy (Schur-concave) or the share of the most frequent ones
   * (Marshall, Olkin and Arnold, Inequalities, 2011).
   */
  List<Long> mostConcentrated() {
    Iterator<Long> falling = of.values().stream().sorted(Comparator.reverseOrder()).iterator();
    List<Long> concentrated = new ArrayList<>();
    for (long left = persons; left > 0 && falling.hasNext(); ) {
      long most = Math.min(left, falling.next());
      concentrated.add(most);
      left -= most;
    }
    return concentrated;
  }

  /** The counts under what stands some steps above each value. */
  ValuePersons raised(Form form, int steps) {
    Map<Object, Long> raised = new HashMap<>();
    of.forEach((value, n) -> raised.merge(form.above(value, steps), n, Long::sum));
    return new ValuePersons(raised, persons, doubtful);
  }
}
