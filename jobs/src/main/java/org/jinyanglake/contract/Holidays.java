package org.jinyanglake.contract;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The days that are not what their day of the week says: {@code conf/holidays.csv}, with the
 * columns {@code from}, {@code to} (ISO 8601, both included), {@code kind} and {@code name}.
 *
 * @param days the kind of each such day; all others are ordinary
 */
public record Holidays(Map<LocalDate, Kind> days) {

  /** No holidays are known. */
  public static final Holidays NONE = new Holidays(Map.of());

  private static final int LONGEST = 31;

  /** What such a day is. */
  public enum Kind {
    /** Most people are free: 放假. */
    HOLIDAY,
    /** A Saturday or Sunday on which people work in exchange: 调休上班. */
    WORKDAY
  }

  public Holidays {
    days = Map.copyOf(days);
  }

  /** What a day is beside its day of the week; empty if ordinary. */
  public Optional<Kind> kind(LocalDate day) {
    return Optional.ofNullable(days.get(day));
  }

  /**
   * Reads a list; without the file no holidays are known.
   *
   * @throws IllegalArgumentException if a line is wrong; names file, line and what to write there
   */
  public static Holidays read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return NONE;
    }
    Map<LocalDate, Kind> days = new TreeMap<>();
    try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord each : records) {
        try {
          LocalDate from = LocalDate.parse(each.getField("from"));
          LocalDate to = LocalDate.parse(each.getField("to"));
          Kind kind = Kind.valueOf(each.getField("kind").toUpperCase(Locale.ROOT));
          if (to.isBefore(from) || to.isAfter(from.plusDays(LONGEST))) {
            throw wrong(file, each, null);
          }
          from.datesUntil(to.plusDays(1)).forEach(day -> days.put(day, kind));
        } catch (DateTimeParseException | java.util.NoSuchElementException e) {
          throw wrong(file, each, e);
        } catch (IllegalArgumentException e) {
          throw e.getMessage().startsWith(file.toString()) ? e : wrong(file, each, e);
        }
      }
    }
    return new Holidays(days);
  }

  private static IllegalArgumentException wrong(Path file, NamedCsvRecord line, Exception cause) {
    return new IllegalArgumentException(
        file
            + ", line "
            + line.getStartingLineNumber()
            + ": write from,to,kind,name, as 2024-04-04,2024-04-06,holiday,清明节; kind is holiday or"
            + " workday, and no holiday is longer than a month",
        cause);
  }
}
