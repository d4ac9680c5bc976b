package org.jinyanglake.overlap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One way to write a value, whatever its type and however a department writes it: text is trimmed
 * and in Unicode's form NFKC; numbers have no plus, no zeros after the last decimal and no
 * exponent; dates are {@code 2024-03-04}, times {@code 2024-03-04T08:00:00} in the contract's zone,
 * at midnight the date alone. Numbers in text keep leading zeros, for they are codes. Letter case
 * stays. Not thread-safe.
 */
final class CanonicalValue {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)\\.[0-9]+");
  private static final Pattern INTEGER = Pattern.compile("[+-](?:0|[1-9][0-9]*)");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?"
              + "(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\\.0*)?)?)?");

  private final ZoneId zone;
  private boolean time;

  CanonicalValue(ZoneId zone) {
    this.zone = zone;
  }

  /** Whether the last value was a date or time. */
  boolean isTime() {
    return time;
  }

  /** Of a text; null if it is blank. */
  byte[] text(UTF8String value) {
    time = false;
    byte[] bytes = value.getBytes();
    if (isPlain(bytes)) {
      return bytes;
    }
    String text = new String(bytes, UTF_8);
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFKC)) {
      text = Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
    text = text.strip();
    if (text.isEmpty()) {
      return null;
    }
    char first = text.charAt(0);
    if (first == '+' || first == '-' || Character.isDigit(first)) {
      text = number(text);
    }
    return text.getBytes(UTF_8);
  }

  /** Whether a text is its own canonical form; cheap, may say no wrongly. */
  private static boolean isPlain(byte[] bytes) {
    int length = bytes.length;
    if (length == 0 || bytes[0] == ' ' || bytes[length - 1] == ' ') {
      return false;
    }
    boolean numeric = true;
    boolean digits = true;
    for (byte b : bytes) {
      if (b < ' ' || b == 0x7f) {
        return false; // not ASCII, or a control character
      }
      boolean digit = b >= '0' && b <= '9';
      digits &= digit;
      numeric &=
          digit || b == '.' || b == '-' || b == '+' || b == '/' || b == ':' || b == ' ' || b == 'T';
    }
    return digits || !numeric;
  }

  private String number(String text) {
    if (DECIMAL.matcher(text).matches() || INTEGER.matcher(text).matches()) {
      return plain(new BigDecimal(text));
    }
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      return text;
    }
    try {
      LocalDate date = LocalDate.of(part(parts, 1), part(parts, 3), part(parts, 5));
      String written =
          written(date.atTime(LocalTime.of(part(parts, 6), part(parts, 7), part(parts, 8))));
      time = true;
      return written;
    } catch (DateTimeException e) {
      return text; // 30 February is a text
    }
  }

  private static int part(Matcher parts, int group) {
    String text = parts.group(group);
    return text == null ? 0 : Integer.parseInt(text);
  }

  byte[] whole(long value) {
    time = false;
    return Long.toString(value).getBytes(UTF_8);
  }

  byte[] truth(boolean value) {
    time = false;
    return Boolean.toString(value).getBytes(UTF_8);
  }

  byte[] real(double value) {
    time = false;
    if (Math.rint(value) == value && Math.abs(value) < 1e15) {
      return whole((long) value);
    }
    String text = Double.toString(value);
    return (Double.isFinite(value) ? plain(new BigDecimal(text)) : text).getBytes(UTF_8);
  }

  byte[] decimal(BigDecimal value) {
    time = false;
    return plain(value).getBytes(UTF_8);
  }

  /** Of days since 1970. */
  byte[] day(int value) {
    time = true;
    return LocalDate.ofEpochDay(value).toString().getBytes(UTF_8);
  }

  /** Of microseconds since 1970. */
  byte[] instant(long micros) {
    time = true;
    Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    return written(LocalDateTime.ofInstant(instant, zone)).getBytes(UTF_8);
  }

  private static String written(LocalDateTime value) {
    if (value.toLocalTime().equals(LocalTime.MIDNIGHT)) {
      return value.toLocalDate().toString();
    }
    String text = value.toString();
    return value.getSecond() == 0 && value.getNano() == 0 ? text + ":00" : text;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
