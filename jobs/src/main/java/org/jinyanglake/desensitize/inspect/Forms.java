package org.jinyanglake.desensitize.inspect;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How values are written, without what they say: a digit is {@code 9}, a letter {@code A}, a
 * Chinese character {@code 汉}. So a person can tell a phone number from an amount, and nobody whose
 * it is.
 */
final class Forms {
  private static final int LONGEST = 24;
  private static final int MOST = 1000;

  private final Map<String, Long> counts = new HashMap<>();

  void add(String value) {
    String form = of(value);
    if (counts.size() < MOST || counts.containsKey(form)) {
      counts.merge(form, 1L, Long::sum);
    }
  }

  /** The most frequent forms, of equally frequent ones the first by text. */
  List<String> top(int count) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  static String of(String value) {
    StringBuilder form = new StringBuilder();
    value
        .codePoints()
        .limit(LONGEST)
        .forEach(
            c ->
                form.appendCodePoint(
                    Character.isDigit(c)
                        ? '9'
                        : Character.isIdeographic(c)
                            ? '汉'
                            : Character.isLetter(c) ? 'A' : sign(c)));
    return value.codePointCount(0, value.length()) > LONGEST ? form + "…" : form.toString();
  }

  /** Signs stand for themselves; what is no sign of ASCII or Chinese text is not shown. */
  private static int sign(int c) {
    return c >= ' ' && c < 0x7f || c >= 0x3000 && c < 0x3020 || c >= 0xff00 && c < 0xff66 ? c : '?';
  }
}
