package org.jinyanglake.demo;

import java.util.List;

/**
 * A provider of the demo city: one dataset, delivered as one file a day. Without state; every row
 * is a function of the city's seed, its day and its number.
 */
interface Feed {

  /** As {@code domain.name}. */
  String dataset();

  FileFormat format();

  /** The columns of the files, in their order. */
  List<Field> fields();

  /** How many of a thousand rows of the city are of this dataset. */
  int share();

  /** How busy the days are, from Monday to Sunday, relative to one another. */
  double[] week();

  /** Whether a later row of the same key replaces an earlier one. */
  default boolean upsert() {
    return false;
  }

  /**
   * Writes a sound row into the cells, one for each field; null where there is no value.
   *
   * @param timetable of this dataset
   * @param day from 0
   * @param row from 0, among the rows of the day
   * @param dice of this row
   */
  void fill(Timetable timetable, int day, long row, Dice dice, String[] cells);
}
