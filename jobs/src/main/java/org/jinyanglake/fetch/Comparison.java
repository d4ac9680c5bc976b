package org.jinyanglake.fetch;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which rows of two versions differ, by their places among those that are compared. */
final class Comparison {
  private final boolean byKey;
  private final long most;
  private final Places gone = new Places();
  private final Places there = new Places();
  private final Places left = new Places();

  /** Keys that are gone, as far as the rows tell that were compared, and one row of each. */
  private final Map<Hash, Long> missing = new HashMap<>();

  /**
   * @param byKey whether rows are told apart by keys
   * @param most keys that are looked for at once
   */
  Comparison(boolean byKey, long most) {
    this.byKey = byKey;
    this.most = most;
  }

  /** Of the old rows, of each key that is gone one. */
  Places gone() {
    return gone;
  }

  /** Of the fresh rows. */
  Places there() {
    return there;
  }

  /** Of the rows of which nothing changed, those whose key is gone elsewhere. */
  Places left() {
    return left;
  }

  /** Compares a share of the old rows with that of the fresh ones. */
  void compare(Shares old, Shares fresh, int share) throws IOException {
    Map<Hash, int[]> rest = new HashMap<>();
    old.each(share, (place, key, row) -> rest.computeIfAbsent(row, hash -> new int[1])[0]++);
    Set<Hash> changed = new HashSet<>();
    Map<Hash, Long> same = new HashMap<>();
    fresh.each(
        share,
        (place, key, row) -> {
          if (!took(rest, row)) {
            there.add(place);
            changed.add(key);
          } else if (byKey) {
            same.put(key, place);
          }
        });
    if (rest.isEmpty()) {
      return;
    }
    old.each(
        share,
        (place, key, row) -> {
          if (!took(rest, row) || changed.contains(key)) {
            return;
          }
          if (same.containsKey(key)) {
            there.add(same.get(key));
          } else if (!byKey || missing.putIfAbsent(key, place) == null) {
            gone.add(place);
          }
        });
  }

  private static boolean took(Map<Hash, int[]> rest, Hash row) {
    int[] count = rest.get(row);
    if (count == null) {
      return false;
    }
    if (--count[0] == 0) {
      rest.remove(row);
    }
    return true;
  }

  /** Whether so many keys are missing that they are to be looked for now. */
  boolean isFull() {
    return missing.size() >= most;
  }

  /** Whether no key is missing. */
  boolean isDone() {
    return missing.isEmpty();
  }

  /** A row of which nothing changed has a key. */
  void found(long place, Hash key) {
    Long was = missing.get(key);
    if (was != null) {
      gone.remove(was);
      left.add(place);
    }
  }

  /** All were looked for. */
  void done() {
    missing.clear();
  }
}
