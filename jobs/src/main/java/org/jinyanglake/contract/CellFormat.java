package org.jinyanglake.contract;

import java.io.Serializable;
import java.util.List;

/**
 * How a column's cells are written in its source, where that is not plain.
 *
 * @param trueValues texts that mean true; empty: {@code true} in any case
 * @param falseValues texts that mean false; empty: {@code false} in any case
 * @param groupChar what stands between groups of three digits before the point; empty: nothing
 * @param first of fixed-width text the position in a record at which the cell begins, from 1; 0 in
 *     all other formats
 * @param last the position at which it ends, which belongs to it
 */
public record CellFormat(
    List<String> trueValues, List<String> falseValues, String groupChar, int first, int last)
    implements Serializable {

  /** Cells that are written plainly. */
  public static final CellFormat PLAIN = new CellFormat(List.of(), List.of(), "", 0, 0);

  public CellFormat {
    trueValues = List.copyOf(trueValues);
    falseValues = List.copyOf(falseValues);
  }
}
