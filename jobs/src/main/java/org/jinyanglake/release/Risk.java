package org.jinyanglake.release;

import java.util.Collection;

/**
 * How easily the persons behind rows are found by their quasi-identifiers. A class is all rows with
 * the same ones; its persons cannot be told apart by them. The three attackers are those of El
 * Emam, Guide to the De-Identification of Personal Health Information (2013), chapter 16: the
 * prosecutor seeks one person who is known to be in the rows, the journalist anybody, the marketer
 * as many as there are. Where nothing is known of the population that the persons were drawn from,
 * which is always so here, the journalist's risk is taken for the prosecutor's, which is never
 * lower.
 *
 * @param classes how many there are
 * @param smallest persons of the smallest class; 0 if there is no class
 * @param prosecutor the chance of who seeks a person of the smallest class: one by {@code
 *     smallest}, 0 if there is no class
 * @param above the share of rows, from 0 to 1, that are in classes of fewer persons than required
 * @param marketer the share of persons who are expected to be named rightly if somebody is picked
 *     in each class for everybody: classes by persons, a person counting once in each class
 * @param averageClass rows of a class on the average (of LeFevre and others, Mondrian
 *     Multidimensional K-Anonymity, 2006, C_AVG without the division by k); 0 if there is none
 * @param discernibility among how many rows one is hidden, on the average of all rows of the
 *     source: the discernibility metric of Bayardo and Agrawal (2005), as LeFevre uses it, by the
 *     rows; a row withheld costs as many as there are rows
 */
public record Risk(
    long classes,
    long smallest,
    double prosecutor,
    double above,
    double marketer,
    double averageClass,
    double discernibility) {

  /**
   * Classes with the same number of persons.
   *
   * @param persons in each of them; all rows without one count as one
   * @param classes how many
   * @param rows of all of them together
   * @param squares the sum of the squares of the rows of each
   */
  public record Size(long persons, long classes, long rows, double squares) {}

  /**
   * The risk of rows.
   *
   * @param withheld rows of the source that are in no class
   * @param k the persons that each class must have
   */
  public static Risk of(Collection<Size> sizes, long withheld, int k) {
    long classes = sizes.stream().mapToLong(Size::classes).sum();
    long rows = sizes.stream().mapToLong(Size::rows).sum();
    if (classes == 0) {
      return new Risk(0, 0, 0, 0, 0, 0, withheld);
    }
    long smallest = sizes.stream().mapToLong(Size::persons).min().orElseThrow();
    long small = sizes.stream().filter(each -> each.persons() < k).mapToLong(Size::rows).sum();
    long persons = sizes.stream().mapToLong(each -> each.persons() * each.classes()).sum();
    double squares = sizes.stream().mapToDouble(Size::squares).sum();
    double all = (double) rows + withheld;
    return new Risk(
        classes,
        smallest,
        1.0 / smallest,
        small / (double) rows,
        classes / (double) persons,
        rows / (double) classes,
        (squares + withheld * all) / all);
  }
}
