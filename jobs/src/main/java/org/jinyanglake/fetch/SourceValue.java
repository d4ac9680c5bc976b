package org.jinyanglake.fetch;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.KeyText;
import org.jinyanglake.contract.Type;

/** Values of a column as the source writes them, and what is kept of them as a key. */
final class SourceValue {
  private SourceValue() {}

  /** A value of the raw table as the source would write it; null stays null. */
  static Object of(Object collected, Column column, ZoneId zone) {
    if (collected instanceof Boolean flag) {
      var texts = flag ? column.cells().trueValues() : column.cells().falseValues();
      return texts.isEmpty() ? flag : texts.get(0);
    }
    if (column.format().isPresent()) {
      DateTimeFormatter format = DateTimeFormatter.ofPattern(column.format().get());
      if (collected instanceof LocalDate day) {
        return format.format(day);
      }
      if (collected instanceof OffsetDateTime moment) {
        return format.format(moment.atZoneSameInstant(zone));
      }
    }
    return SourceTimes.iso(collected);
  }

  /** Some value that fits the column. */
  static Object any(Column column, ZoneId zone) {
    return of(
        switch (column.type().kind()) {
          case STRING -> "-";
          case INTEGER, LONG, DOUBLE, DECIMAL -> 0;
          case BOOLEAN -> true;
          case DATE -> LocalDate.EPOCH;
          case TIMESTAMP -> Instant.EPOCH.atOffset(ZoneOffset.UTC);
        },
        column,
        zone);
  }

  /**
   * A value as collection keeps it in a key, so that two ways to write one key are one key. What
   * does not fit the column's type is itself.
   */
  static String kept(Object value, Column column, ZoneId zone) {
    if (value == null) {
      return "";
    }
    String text = value instanceof BigDecimal exact ? exact.toPlainString() : value.toString();
    try {
      return switch (column.type().kind()) {
        case INTEGER, LONG, DOUBLE, DECIMAL -> number(text, column);
        case DATE -> day(text.strip(), column);
        case TIMESTAMP -> moment(text.strip(), column, zone);
        case STRING, BOOLEAN -> KeyText.of(text);
      };
    } catch (NumberFormatException | DateTimeException e) {
      return KeyText.of(text);
    }
  }

  private static String number(String text, Column column) {
    String groups = column.cells().groupChar();
    String digits = groups.isEmpty() ? text : text.replace(groups, "");
    // A double is kept as the nearest one, which both are read as.
    BigDecimal exact =
        column.type().kind() == Type.Kind.DOUBLE
            ? new BigDecimal(String.valueOf(Double.parseDouble(digits)))
            : new BigDecimal(digits.strip());
    return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
  }

  private static String day(String text, Column column) {
    return column.format().isPresent()
        ? LocalDate.parse(text, DateTimeFormatter.ofPattern(column.format().get())).toString()
        : LocalDate.parse(text).toString();
  }

  private static String moment(String text, Column column, ZoneId zone) {
    DateTimeFormatter format =
        column.format().isPresent()
            ? DateTimeFormatter.ofPattern(column.format().get())
            : DateTimeFormatter.ISO_DATE_TIME;
    var moment =
        format.parseBest(
            column.format().isPresent() ? text : text.replace(' ', 'T'),
            OffsetDateTime::from,
            LocalDateTime::from);
    return moment instanceof OffsetDateTime fixed
        ? fixed.toInstant().toString()
        : ((LocalDateTime) moment).atZone(zone).toInstant().toString();
  }
}
