package org.jinyanglake.fetch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jinyanglake.fetch.TableColumn.Form;

/**
 * The day of a date or time in SQL, by the rules that the lake has for the contract's zone and not
 * by those of the server, which may be older or missing.
 */
final class DayColumn {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Dialect dialect;
  private final Form form;
  private final String column;
  private final ZoneRules rules;
  private final ZoneId zone;

  /**
   * A column.
   *
   * @param column in SQL
   */
  DayColumn(Dialect dialect, Form form, String column, ZoneId zone) {
    this.dialect = dialect;
    this.form = form;
    this.column = column;
    this.rules = zone.getRules();
    this.zone = zone;
  }

  /** Whether the zone's time changes, so that {@link #text} has to know the times of the rows. */
  boolean needsBounds() {
    return form == Form.INSTANT && !rules.isFixedOffset();
  }

  /**
   * The day as text, ISO 8601 for the years 1 to 9999.
   *
   * @param least of all times, as the server writes it; null if there is none
   * @param most of all times
   */
  String text(String least, String most) {
    if (form != Form.INSTANT) {
      return dialect.day(column, 0);
    }
    Instant first = instant(least, LocalDate.of(1900, 1, 1));
    Instant last = instant(most, LocalDate.of(2100, 1, 1));
    String days = "";
    ZoneOffset offset = rules.getOffset(first);
    for (ZoneOffsetTransition next = rules.nextTransition(first);
        next != null && !next.getInstant().isAfter(last);
        next = rules.nextTransition(next.getInstant())) {
      days +=
          " WHEN %s < TIMESTAMP '%s' THEN %s"
              .formatted(column, UTC.format(next.getInstant()), day(offset));
      offset = next.getOffsetAfter();
    }
    return days.isEmpty() ? day(offset) : "CASE" + days + " ELSE " + day(offset) + " END";
  }

  private String day(ZoneOffset offset) {
    return dialect.day(column, offset.getTotalSeconds());
  }

  private static Instant instant(String text, LocalDate otherwise) {
    try {
      return LocalDateTime.parse(text.substring(0, 19).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException | NullPointerException | StringIndexOutOfBoundsException e) {
      return otherwise.atStartOfDay().toInstant(ZoneOffset.UTC); // infinity, or another era
    }
  }

  /** A condition, by which an index can be used: days from this one on. */
  String from(LocalDate day) {
    return column + " >= " + begin(day);
  }

  /** A condition: days before this one. */
  String before(LocalDate day) {
    return column + " < " + begin(day);
  }

  private String begin(LocalDate day) {
    return form == Form.INSTANT
        ? "TIMESTAMP '" + UTC.format(day.atStartOfDay(zone)) + "'"
        : "DATE '" + day + "'";
  }
}
