package org.jinyanglake.fetch;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Some of many rows, by their places: one bit each. */
final class Places {
  private final Map<Long, BitSet> parts = new TreeMap<>();

  /** The place of a row in a part, both counted from 0. */
  static long of(int part, int row) {
    return (long) part << Integer.SIZE | row;
  }

  void add(long place) {
    parts.computeIfAbsent(place >>> Integer.SIZE, part -> new BitSet()).set((int) place);
  }

  void remove(long place) {
    BitSet rows = parts.get(place >>> Integer.SIZE);
    if (rows != null) {
      rows.clear((int) place);
    }
  }

  boolean holds(long place) {
    BitSet rows = parts.get(place >>> Integer.SIZE);
    return rows != null && rows.get((int) place);
  }

  /** Whether a row of a part is among them. */
  boolean concerns(int part) {
    BitSet rows = parts.get((long) part);
    return rows != null && !rows.isEmpty();
  }

  boolean isEmpty() {
    return parts.values().stream().allMatch(BitSet::isEmpty);
  }
}
