package org.jinyanglake.contract;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rows to be published of a partition look like, in figures that name no value. An officer
 * signs one with an approval; what is released later is held against it.
 *
 * @param rowsLeast rows of the source of the smallest partition
 * @param rowsMost rows of the source of the largest partition
 * @param withheld the share of rows that is not published, 0 to 1
 * @param k the persons of the smallest class; 0 if there are no persons to protect
 * @param columns of each published column, its values
 * @param attacks of each attack that was tried, by its code, the upper bound of the greatest rate
 *     of success, 0 to 1
 */
public record Profile(
    long rowsLeast,
    long rowsMost,
    double withheld,
    long k,
    SortedMap<String, ColumnFigures> columns,
    SortedMap<String, Double> attacks) {

  /**
   * The values of a column.
   *
   * @param nulls the share of rows without one, 0 to 1
   * @param distinct how many different ones, estimated with an error of a few per cent
   */
  public record ColumnFigures(double nulls, long distinct) {}

  public Profile {
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    attacks = Collections.unmodifiableSortedMap(new TreeMap<>(attacks));
  }

  /** The same, of partitions of different sizes. */
  public Profile sizes(long least, long most) {
    return new Profile(least, most, withheld, k, columns, attacks);
  }
}
