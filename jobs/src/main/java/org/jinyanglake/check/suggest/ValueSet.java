package org.jinyanglake.check.suggest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The values of a column that has few: a list of codes or names. */
final class ValueSet {

  /** Each value has so many rows on average, or it is no list. */
  private static final long FEWEST_PER_VALUE = 10;

  /** A value that is so much rarer than another that is nearly the same is a misspelling of it. */
  private static final long RARER = 20;

  private static final int NEARLY = 2;

  private ValueSet() {}

  /**
   * The values, without those that look like misspellings; empty if it is no list, or one that no
   * rule could write.
   *
   * @param values with the number of their rows
   */
  static Optional<List<String>> of(Map<String, Long> values) {
    long rows = values.values().stream().mapToLong(Long::longValue).sum();
    List<String> kept =
        values.entrySet().stream()
            .filter(value -> !misspelt(value, values))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    boolean writable =
        kept.stream().noneMatch(v -> v.isBlank() || v.matches("(?s).*[\"\\\\$\\p{Cntrl}].*"));
    return kept.isEmpty() || !writable || rows < FEWEST_PER_VALUE * values.size()
        ? Optional.empty()
        : Optional.of(kept);
  }

  /** As DQDL writes it. */
  static String written(List<String> values) {
    return values.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }

  private static boolean misspelt(Map.Entry<String, Long> value, Map<String, Long> all) {
    return all.entrySet().stream()
        .anyMatch(
            other ->
                other.getValue() >= RARER * value.getValue()
                    && near(value.getKey(), other.getKey()));
  }

  /** Whether few letters differ; a digit for another one is another value. */
  private static boolean near(String rare, String frequent) {
    if (rare.length() != frequent.length() || rare.length() <= NEARLY) {
      return false;
    }
    int letters = 0;
    for (int i = 0; i < rare.length(); i++) {
      if (rare.charAt(i) != frequent.charAt(i)) {
        if (Character.isDigit(rare.charAt(i)) && Character.isDigit(frequent.charAt(i))) {
          return false;
        }
        letters++;
      }
    }
    return letters <= NEARLY && rare.length() > 2 * NEARLY;
  }
}
