package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /** A class of the rows to be published, and one of the other table. */
  private record Pair(long here, long there) {}

  /**
   * Joins rows that are to be published with some that are. Whoever agrees in too many pairs of
   * classes to be looked at counts as found.
   *
   * @param here the rows to be published
   * @param there those of the other table, part by part; passed through once, and again only if
   *     rows of a person agree: then those of the classes of such rows are held
   */
  static Mosaic of(
      String dataset, List<String> columns, OpenRows here, Iterable<OpenRows> there, int k) {
    BitSet tried = new BitSet();
    BitSet found = new BitSet();
    Agreements agreements = new Agreements();
    for (OpenRows part : there) {
      agreements.add(here, part, columns, tried, found);
    }
    if (agreements.size() > 0) {
      ClassRows ours = new ClassRows(agreements.classesHere(), List.of(here), columns);
      ClassRows theirs = new ClassRows(agreements.classesThere(), there, columns);
      Map<Pair, Boolean> few = new HashMap<>();
      for (int i = 0; i < agreements.size(); i++) {
        if (few.computeIfAbsent(
            new Pair(agreements.classHere(i), agreements.classThere(i)),
            pair ->
                ours.with(pair.here(), theirs.values(pair.there()), k) < k
                    || theirs.with(pair.there(), ours.values(pair.here()), k) < k)) {
          found.set(agreements.person(i));
        }
      }
    }
    return new Mosaic(dataset, columns, tried.cardinality(), found.cardinality());
  }
}
