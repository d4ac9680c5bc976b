package org.jinyanglake.collect;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/**
 * Makes a row of a record, or says why not. Every column is checked, whether its value is wanted or
 * not, so that the same records are refused whatever a query selects. For one thread.
 */
interface RowReader {

  /**
   * Sets the wanted fields of {@code row}; text in it borrows the record's bytes.
   *
   * @return why the record is refused, null if it is not
   */
  Misfit read(Text record, InternalRow row);

  /** The column of the last misfit; empty if it concerns the record as a whole. */
  String column();

  /** As {@link Cursor#cells} of a record. */
  List<String> cells(Text record);

  /** See {@link Cursor#added}. */
  MapData added();

  /** Names of fields that were found and that the contract does not know. */
  Set<String> unknown();
}
