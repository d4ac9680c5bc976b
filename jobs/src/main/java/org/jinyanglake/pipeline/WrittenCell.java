package org.jinyanglake.pipeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import org.jinyanglake.contract.CellFormat;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;

/**
 * A value as text that the contract reads as that value. Booleans, dates and times of sheets,
 * columnar files and JSON are no text; in a repaired file they are.
 */
final class WrittenCell {
  private WrittenCell() {}

  /**
   * How a cell is written in a repaired file.
   *
   * @param cell as it was kept; given back as it is where it is none of the type, or where the
   *     column's format would not say all of it
   */
  static String of(String cell, Column column, Contract contract) {
    Source.Format format = ((Source.Files) contract.source()).format();
    boolean typed = format == Source.Format.EXCEL || format.columnar();
    boolean json = format.nested() && format != Source.Format.XML;
    try {
      return switch (column.type().kind()) {
        case BOOLEAN -> typed || json ? word(cell, column.cells()) : cell;
        case DATE -> typed ? date(cell, column.format()) : cell;
        case TIMESTAMP -> typed ? time(cell, column.format(), contract.zone()) : cell;
        default -> cell;
      };
    } catch (DateTimeException e) {
      return cell; // no date, which may be why it was refused
    }
  }

  private static String word(String cell, CellFormat cells) {
    if (cells.trueValues().isEmpty()
        || cells.trueValues().contains(cell)
        || cells.falseValues().contains(cell)) {
      return cell;
    }
    return switch (cell) {
      case "true" -> cells.trueValues().get(0);
      case "false" -> cells.falseValues().get(0);
      default -> cell;
    };
  }

  private static String date(String cell, Optional<String> pattern) {
    if (pattern.isEmpty()) {
      return cell;
    }
    LocalDate date = LocalDate.parse(cell);
    DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern.get(), Locale.ENGLISH);
    String text = date.format(format);
    return LocalDate.parse(text, format).equals(date) ? text : cell;
  }

  /** As the contract's zone shows it. */
  private static String time(String cell, Optional<String> pattern, ZoneId zone) {
    // Midnight stands as a date alone.
    String iso = cell.length() == "2024-03-04".length() ? cell + "T00:00:00" : cell;
    ZonedDateTime time =
        (iso.endsWith("Z") ? Instant.parse(iso) : LocalDateTime.parse(iso).atZone(zone).toInstant())
            .atZone(zone);
    if (pattern.isEmpty()) {
      return iso;
    }
    DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern.get(), Locale.ENGLISH);
    String text = time.format(format);
    TemporalAccessor read =
        format.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
    return instant(read, zone).equals(time.toInstant()) ? text : cell;
  }

  private static Instant instant(TemporalAccessor read, ZoneId zone) {
    if (read instanceof ZonedDateTime time) {
      return time.toInstant();
    }
    return read instanceof LocalDateTime time
        ? time.atZone(zone).toInstant()
        : ((LocalDate) read).atStartOfDay(zone).toInstant();
  }
}
