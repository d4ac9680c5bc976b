package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One sheet of a workbook, read row by row. */
interface Sheet extends Closeable {

  /**
   * A rectangle of cells shown as one, which holds only what its first cell holds. Rows are
   * numbered from 1, columns from 0; both ends belong to it.
   */
  record Merge(int firstRow, int lastRow, int firstColumn, int lastColumn)
      implements java.io.Serializable {
    boolean has(int row) {
      return row >= firstRow && row <= lastRow;
    }
  }

  /**
   * A sheet as the workbook lists it.
   *
   * @param index from 0, in the order of the tabs
   * @param visible whether a reader of the workbook sees it
   */
  record Tab(int index, String name, boolean visible) {}

  /**
   * Goes to the next row that holds something: a value, an error or a formula.
   *
   * @return false at the end
   * @throws DamagedFile if the workbook cannot be read on
   */
  boolean next(SheetRow row) throws IOException;

  /** Whether dates are counted from 1904, as in workbooks of old Macs. */
  boolean from1904();

  /** Opens a sheet of a workbook. */
  static Sheet open(boolean xls, Path workbook, int index) throws IOException {
    return xls ? new XlsSheet(workbook, index) : new XlsxSheet(workbook, index);
  }

  /** The sheets of a workbook that hold cells. */
  static List<Tab> tabs(boolean xls, Path workbook) throws IOException {
    return xls ? XlsSheet.tabs(workbook) : XlsxSheet.tabs(workbook);
  }
}
