package org.jinyanglake.desensitize;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Type;

/**
 * The values of a class in one quasi-identifier as one text, where a contract publishes values: the
 * range of numbers, {@code 30-34}, or of dates, {@code 2024-03-04/2024-03-09}; the set of texts,
 * {@code 小店区|迎泽区}, in which {@code \} stands before {@code |} and {@code \}. A null among them is
 * {@code \N}, before the others.
 */
final class ValueLabel {
  private static final String NULL = "\\N";

  private ValueLabel() {}

  /**
   * The text.
   *
   * @param values as {@link Anonymize#exact} reads them; at least one
   * @param kind theirs
   */
  static String of(Collection<Object> values, Type.Kind kind) {
    List<Object> known = values.stream().filter(Objects::nonNull).toList();
    String text =
        switch (kind) {
          case INTEGER, LONG, DECIMAL -> range(known, "-");
          case DATE ->
              range(known.stream().map(day -> LocalDate.ofEpochDay((int) day)).toList(), "/");
          default ->
              new TreeSet<>(known.stream().map(Object::toString).toList())
                  .stream().map(ValueLabel::escaped).collect(Collectors.joining("|"));
        };
    return known.size() == values.size() ? text : known.isEmpty() ? NULL : NULL + "|" + text;
  }

  private static String range(List<?> values, String to) {
    if (values.isEmpty()) {
      return "";
    }
    Object least = values.stream().min(ValueLabel::compare).get();
    Object greatest = values.stream().max(ValueLabel::compare).get();
    return least.equals(greatest) ? text(least) : text(least) + to + text(greatest);
  }

  private static String text(Object value) {
    return value instanceof java.math.BigDecimal number ? number.toPlainString() : value.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|");
  }

  /** Orders values of one column, nulls first. */
  @SuppressWarnings("unchecked") // they are of one comparable class
  static int compare(Object a, Object b) {
    return Comparator.nullsFirst((x, y) -> ((Comparable<Object>) x).compareTo(y)).compare(a, b);
  }
}
