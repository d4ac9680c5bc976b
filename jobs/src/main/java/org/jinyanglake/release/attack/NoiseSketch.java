package org.jinyanglake.release.attack;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Some rows of a version of a partition, by a hash of all that is published without noise, with the
 * noisy value. The least hashes are kept, so that two versions keep the same rows.
 */
final class NoiseSketch implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int KEPT = 1_000;

  /** Null where several rows are alike, which could be taken for one another. */
  private final TreeMap<Long, String> values = new TreeMap<>();

  void add(long row, Object value) {
    put(row, String.valueOf(value));
  }

  private void put(long row, String value) {
    if (values.size() == KEPT && row > values.lastKey()) {
      return;
    }
    if (values.containsKey(row)) {
      values.put(row, null);
      return;
    }
    values.put(row, value);
    if (values.size() > KEPT) {
      values.pollLastEntry();
    }
  }

  void merge(NoiseSketch other) {
    other.values.forEach(this::put);
  }

  /** The rows that are in an earlier version, too, with another value there. */
  Score score(String column, NoiseSketch earlier) {
    Chances chances = new Chances();
    for (Map.Entry<Long, String> each : values.entrySet()) {
      String before = earlier.values.get(each.getKey());
      if (each.getValue() != null && before != null) {
        chances.add(each.getValue().equals(before) ? 0 : 1);
      }
    }
    return chances.score("averaging", List.of(column));
  }
}
