package org.jinyanglake.release.attack;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often tokens stand in a column. Who knows how often each raw value does, ranks both: a token
 * whose number of rows no other has gets its name.
 */
final class TokenCounts implements Serializable {
  private static final long serialVersionUID = 1;

  /** The most frequent ones are kept; less frequent ones share their number with others. */
  private static final int KEPT = 2_000;

  private long rows;

  /** Tokens with fewer rows may be missing; with so many, their number says nothing. */
  private long floor;

  private final Map<Long, Long> counts = new HashMap<>();

  /** Counts the tokens of a column in a file, by hashes of 64 bits. */
  static final class Counter {
    private final TokenCounts counts = new TokenCounts();
    private long[] once = new long[1 << 10];
    private int size;

    /** Counts a token; the same one may come again. */
    void add(long token, long rows) {
      counts.rows += rows;
      if (rows > 1) {
        counts.counts.merge(token, rows, Long::sum);
        return;
      }
      if (size == once.length) {
        once = Arrays.copyOf(once, 2 * size);
      }
      once[size++] = token;
    }

    TokenCounts counts() {
      Arrays.sort(once, 0, size);
      for (int from = 0, to; from < size; from = to) {
        for (to = from + 1; to < size && once[to] == once[from]; ) {
          to++;
        }
        if (to - from > 1 || counts.counts.containsKey(once[from])) {
          counts.counts.merge(once[from], (long) (to - from), Long::sum);
        } else {
          counts.floor = 1;
        }
      }
      size = 0;
      counts.cut();
      return counts;
    }
  }

  void merge(TokenCounts other) {
    other.counts.forEach((token, count) -> counts.merge(token, count, Long::sum));
    rows += other.rows;
    floor += other.floor;
    cut();
  }

  private void cut() {
    if (counts.size() > KEPT) {
      long[] sorted = counts.values().stream().mapToLong(Long::longValue).sorted().toArray();
      floor = Math.max(floor, sorted[sorted.length - 1 - KEPT]);
      counts.values().removeIf(count -> count <= floor);
    }
  }

  /** The rows whose token is named rightly. */
  Score score(String column) {
    Map<Long, Long> tokens =
        counts.values().stream()
            .filter(count -> count > floor)
            .collect(Collectors.groupingBy(count -> count, Collectors.counting()));
    long named =
        tokens.entrySet().stream()
            .filter(each -> each.getValue() == 1)
            .mapToLong(Map.Entry::getKey)
            .sum();
    return new Score("frequency", List.of(column), rows, named, 0);
  }

  /** The share of rows that is named rightly by the most frequent value for all. */
  double baseline() {
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
    return rows == 0 ? 0 : (double) most / rows;
  }
}
