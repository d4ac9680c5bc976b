package org.jinyanglake.release.history;

import java.util.List;

/**
 * A published row, as others are joined with it.
 *
 * @param person as {@link Member#person}
 * @param classKey a keyed hash of its partition and class
 * @param values keyed hashes of the columns by which tables are joined, in their order
 */
public record OpenRow(long person, long classKey, List<Long> values) {
  public OpenRow {
    values = List.copyOf(values);
  }
}
