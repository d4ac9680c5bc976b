package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/**
 * The records of a part of a file, one after the other, whatever the format: where each stands and
 * how it becomes a row. All that is alike in all formats (types, refusal, counting, lineage) is
 * done by who moves the cursor. For one thread.
 */
interface Cursor extends Closeable {

  /**
   * Goes to the next record; false at the end.
   *
   * @throws DamagedFile if the file cannot be read on, so that nothing of it may be stored
   */
  boolean next() throws IOException;

  /** Where the record stands, as {@code _row} says it: {@link Reading} tells in what. */
  long row();

  /** The number by which people find the record, from 1; −1 if it is not known. */
  long line();

  /**
   * Makes a row of the record: sets the wanted fields, whose texts may borrow the record's bytes
   * until the next call. Every column is checked, whether its value is wanted or not.
   *
   * @return why the record is refused, null if it is not
   */
  Misfit read(InternalRow row) throws IOException;

  /** The column of the last misfit; empty if it concerns the record as a whole. */
  String column();

  /** The record as it is kept when it is refused, cut at {@link Lines#KEPT}. A raw value. */
  String text();

  /**
   * What the record says of each column, in the contract's order, as text; null for what it does
   * not say. Empty if the record cannot be cut into cells. Raw values.
   */
  List<String> cells();

  /**
   * The cells of the record that no column of the contract takes, by name; null if there are none
   * or they are not kept. To be asked after {@link #read}; may borrow the record's bytes.
   */
  MapData added();

  /** Names of fields that were found and that the contract does not know, as far as they differ. */
  Set<String> unknown();
}
