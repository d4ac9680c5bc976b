package org.jinyanglake.contract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** Values of a contract as Spark's SQL writes them, so that they mean the same in any session. */
final class SqlLiteral {

  /** Of Spark's decimals. */
  static final int MOST_DIGITS = 38;

  private SqlLiteral() {}

  /** A column's name. */
  static String name(String column) {
    return "`" + column + "`";
  }

  static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  static String number(BigDecimal value) {
    return value.toPlainString();
  }

  /**
   * A value of a column's type; empty if it is none. Dates are ISO 8601, times too, in the zone if
   * they have no offset.
   *
   * @param value String, Long, BigDecimal or Boolean
   */
  static Optional<String> of(Object value, Type type, ZoneId zone) {
    return switch (type.kind()) {
      case STRING ->
          value instanceof String text && !text.contains("${")
              ? Optional.of(text(text))
              : Optional.empty();
      case BOOLEAN -> value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
      case DATE -> value instanceof String text ? date(text) : Optional.empty();
      case TIMESTAMP -> value instanceof String text ? timestamp(text, zone) : Optional.empty();
      case DOUBLE ->
          value instanceof Long || value instanceof BigDecimal
              ? Optional.of(value + "D")
              : Optional.empty();
      case INTEGER, LONG, DECIMAL ->
          value instanceof Long || value instanceof BigDecimal
              ? exact(new BigDecimal(value.toString()))
              : Optional.empty();
    };
  }

  /** A number of no more digits than Spark's decimals have. */
  private static Optional<String> exact(BigDecimal value) {
    int before = value.precision() - value.scale();
    return Math.max(before, 0) + Math.max(value.scale(), 0) <= MOST_DIGITS
        ? Optional.of(number(value))
        : Optional.empty();
  }

  private static Optional<String> date(String text) {
    try {
      return Optional.of("DATE'" + LocalDate.parse(text) + "'");
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> timestamp(String text, ZoneId zone) {
    String iso = text.length() == 10 ? text + "T00:00:00" : text.replace(' ', 'T');
    try {
      Instant instant =
          iso.matches(".*T.*(Z|[+-][0-9:]+)")
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).atZone(zone).toInstant();
      return Optional.of("TIMESTAMP'" + instant + "'");
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
