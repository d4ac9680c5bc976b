package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A moment of the years 1 to 9999 to the microsecond, by a java.time pattern or as ISO 8601: date,
 * {@code T} or a space, time to the second, optional fraction, optional offset. Without an offset
 * it is a time of the contract's zone: one that clocks skipped is refused, of one that they showed
 * twice the first is meant.
 */
final class ToTimestamp extends Conversion {

  private static final long MICROS = 1_000_000;
  private static final int DAY = 86_400;
  private static final int NONE = Integer.MIN_VALUE;

  private final Optional<DateTimeFormatter> formatter;
  private final FixedLayout layout;
  private final FixedLayout withSpace;
  private final boolean iso;
  private final ZoneRules rules;

  /** From this local second on, the zone's offset is {@link #lastOffset} for ever. */
  private final long settled;

  private final int lastOffset;
  private final Misfit otherwise;
  private final Misfit noSuch = new Misfit("timestamp", "a date or time that does not exist");
  private final Misfit skipped;
  private final long latest;
  private final Misfit tooLate;

  private long localSecond;
  private int micros;
  private int offset;

  /**
   * @param latest the last instant that is taken, in microseconds since 1970
   */
  ToTimestamp(Optional<String> format, ZoneId zone, long latest) {
    this.latest = latest;
    this.tooLate =
        latest == Long.MAX_VALUE
            ? null
            : ToDate.tooLate(
                LocalDate.ofInstant(Instant.ofEpochSecond(latest / MICROS), zone).toEpochDay());
    this.iso = format.isEmpty();
    this.layout = FixedLayout.of(format.orElse("yyyy-MM-dd'T'HH:mm:ss")).orElse(null);
    this.withSpace = FixedLayout.of("yyyy-MM-dd HH:mm:ss").orElseThrow();
    this.formatter = layout == null ? format.map(ToDate::strict) : Optional.empty();
    this.rules = zone.getRules();
    this.settled = settled(rules);
    this.lastOffset = rules.getOffset(Instant.MAX).getTotalSeconds();
    this.otherwise =
        new Misfit(
            "timestamp",
            format
                .map(pattern -> "not written as the pattern says, " + pattern)
                .orElse("not written as ISO 8601, yyyy-MM-ddTHH:mm:ss"));
    this.skipped =
        new Misfit("timestamp", "a time that does not exist in " + zone + ": clocks skipped it");
  }

  private static long settled(ZoneRules rules) {
    if (!rules.getTransitionRules().isEmpty()) {
      return Long.MAX_VALUE;
    }
    int last = rules.getTransitions().size() - 1;
    return last < 0 ? Long.MIN_VALUE : rules.getTransitions().get(last).toEpochSecond() + 2 * DAY;
  }

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    Misfit misfit =
        iso
            ? readIso(utf8, from, to)
            : layout != null ? readFixed(utf8, from, to) : readFormatted(utf8, from, to);
    if (misfit != null) {
      return misfit;
    }
    if (offset == NONE) {
      offset = localSecond >= settled ? lastOffset : offsetAt(localSecond);
      if (offset == NONE) {
        return skipped;
      }
    }
    long value = (localSecond - offset) * MICROS + micros;
    if (value > latest) {
      return tooLate;
    }
    if (ordinal != CHECK_ONLY) {
      row.setLong(ordinal, value);
    }
    return null;
  }

  private Misfit readFixed(byte[] utf8, int from, int to) {
    if (to - from != layout.length()) {
      return otherwise;
    }
    return readFixed(layout, utf8, from);
  }

  private Misfit readFixed(FixedLayout by, byte[] utf8, int from) {
    if (!by.read(utf8, from)) {
      return otherwise;
    }
    if (!by.isValid()) {
      return noSuch;
    }
    localSecond = by.epochDay() * DAY + by.secondOfDay();
    micros = by.micros();
    offset = NONE;
    return null;
  }

  private Misfit readIso(byte[] utf8, int from, int to) {
    int i = from + layout.length();
    if (i > to) {
      return otherwise;
    }
    Misfit misfit = readFixed(utf8[from + 10] == ' ' ? withSpace : layout, utf8, from);
    if (misfit != null) {
      return misfit;
    }
    if (i < to && utf8[i] == '.') {
      int start = ++i;
      int unit = (int) MICROS;
      for (; i < to && isDigit(utf8[i]); i++) {
        unit /= 10;
        micros += (utf8[i] - '0') * unit;
        if (unit == 0 && utf8[i] != '0') {
          return new Misfit("timestamp", "a fraction finer than a microsecond");
        }
      }
      if (i == start) {
        return otherwise;
      }
    }
    return i == to || readOffset(utf8, i, to) ? null : otherwise;
  }

  /** Z, ±HH, ±HHmm or ±HH:mm. */
  private boolean readOffset(byte[] utf8, int from, int to) {
    if (utf8[from] == 'Z' && to == from + 1) {
      offset = 0;
      return true;
    }
    String text = new String(utf8, from, to - from, StandardCharsets.ISO_8859_1);
    if (!text.matches("[+-][0-9]{2}(:?[0-9]{2})?")) {
      return false;
    }
    try {
      offset = ZoneOffset.of(text).getTotalSeconds();
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private Misfit readFormatted(byte[] utf8, int from, int to) {
    String text = new String(utf8, from, to - from, StandardCharsets.UTF_8);
    TemporalAccessor parsed;
    try {
      parsed = formatter.orElseThrow().parseBest(text, ZonedDateTime::from, LocalDateTime::from);
    } catch (DateTimeException e) {
      return otherwise;
    }
    int year = parsed.get(ChronoField.YEAR);
    if (year < 1 || year > 9999) {
      return noSuch;
    }
    int nanos = parsed.get(ChronoField.NANO_OF_SECOND);
    micros = nanos / 1000;
    if (parsed instanceof ZonedDateTime zoned) {
      offset = zoned.getOffset().getTotalSeconds();
      localSecond = zoned.toEpochSecond() + offset;
    } else {
      offset = NONE;
      localSecond = ((LocalDateTime) parsed).toEpochSecond(ZoneOffset.UTC);
    }
    return nanos % 1000 == 0
        ? null
        : new Misfit("timestamp", "a fraction finer than a microsecond");
  }

  private int offsetAt(long second) {
    List<ZoneOffset> valid =
        rules.getValidOffsets(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
    return valid.isEmpty() ? NONE : valid.get(0).getTotalSeconds();
  }
}
