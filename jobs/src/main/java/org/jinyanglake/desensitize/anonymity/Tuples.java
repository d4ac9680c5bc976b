package org.jinyanglake.desensitize.anonymity;

import java.util.Arrays;

/**
 * The distinct combinations of quasi-identifiers of one partition.
 *
 * @param taxonomies of each quasi-identifier
 * @param leaves of each tuple its leaves, one tuple after the other; no two tuples are the same
 * @param rows of each tuple, at least 1
 */
public record Tuples(Taxonomy[] taxonomies, int[] leaves, int[] rows) {
  public Tuples {
    long total = Arrays.stream(rows).asLongStream().sum();
    if (total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a partition of %d rows is too large to be anonymized at once; partition the table finer"
              .formatted(total));
    }
  }

  /** How many tuples there are. */
  public int size() {
    return rows.length;
  }

  /** How many quasi-identifiers there are. */
  public int width() {
    return taxonomies.length;
  }

  /** The leaf of a tuple in a quasi-identifier. */
  public int leaf(int tuple, int quasiIdentifier) {
    return leaves[tuple * taxonomies.length + quasiIdentifier];
  }

  /** All rows. */
  public long total() {
    return Arrays.stream(rows).asLongStream().sum();
  }
}
