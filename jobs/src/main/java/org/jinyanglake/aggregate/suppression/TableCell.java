package org.jinyanglake.aggregate.suppression;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cell of a table of counts and sums, whichever of the linked tables shows it.
 *
 * @param at where it lies: the value of each dimension that it is not a total of, by column
 * @param values of each measure; NaN where it is not known here
 */
public record TableCell(SortedMap<String, String> at, double[] values, Standing standing) {

  /** What readers may see of a cell. */
  public enum Standing {
    /** It must not be seen. */
    UNSAFE,
    /** It is to be published, and may be suppressed to protect others. */
    OPEN,
    /** It has been published already, here or elsewhere. */
    KNOWN,
    /** Another table has suppressed it. */
    HIDDEN
  }

  public TableCell {
    at = Collections.unmodifiableSortedMap(new TreeMap<>(at));
  }

  boolean isMovable() {
    return standing != Standing.KNOWN;
  }
}
