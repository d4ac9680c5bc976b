package org.jinyanglake.utility;

/**
 * How many rows have a value before and after.
 *
 * @param label as it is published; of rows of many labels empty
 * @param labels how many labels these are the rows of
 * @param before null if hidden
 * @param after as a reader would estimate it; null if hidden
 * @param hidden why there is no figure
 */
public record Bar(String label, int labels, Long before, Long after, Hidden hidden) {

  /** Why figures are not told. */
  public enum Hidden {
    /** They are. */
    NO,
    /** One of them is of fewer than k rows. */
    SMALL,
    /** Who knows all others and the sum could tell one that is. */
    BESIDE
  }
}
