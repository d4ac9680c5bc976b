package org.jinyanglake.overlap;

import java.util.List;
import java.util.SortedMap;

/** Columns of one table that are those of another, for people. */
final class Pairs {
  private Pairs() {}

  /** As {@code plate = car_no}, or {@code plate} if both are called so. */
  static List<String> of(SortedMap<String, String> columns) {
    return columns.entrySet().stream()
        .map(
            pair ->
                pair.getKey().equals(pair.getValue())
                    ? pair.getKey()
                    : pair.getKey() + " = " + pair.getValue())
        .toList();
  }
}
