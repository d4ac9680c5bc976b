package org.jinyanglake.collect;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of a file, as far as it is.
 *
 * @param rows the number of its records, good or bad
 * @param bytes its size as it lies there
 * @param sha256 of these bytes, 64 hex digits in lower case
 * @param sums of columns over all records, by the columns' names in the files
 */
public record Figures(
    Optional<Long> rows,
    Optional<Long> bytes,
    Optional<String> sha256,
    SortedMap<String, BigDecimal> sums) {

  static final Figures NONE =
      new Figures(Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());

  public Figures {
    sums = new TreeMap<>(sums);
  }

  /** Whether nothing is said twice and differently. */
  boolean agreesWith(Figures other) {
    return agree(rows, other.rows)
        && agree(bytes, other.bytes)
        && agree(sha256, other.sha256)
        && sums.entrySet().stream()
            .allMatch(
                sum ->
                    sum.getValue().compareTo(other.sums.getOrDefault(sum.getKey(), sum.getValue()))
                        == 0);
  }

  private static <T> boolean agree(Optional<T> one, Optional<T> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  /** What one of two says. */
  Figures or(Figures other) {
    SortedMap<String, BigDecimal> all = new TreeMap<>(other.sums);
    all.putAll(sums);
    return new Figures(
        rows.or(() -> other.rows), bytes.or(() -> other.bytes), sha256.or(() -> other.sha256), all);
  }
}
