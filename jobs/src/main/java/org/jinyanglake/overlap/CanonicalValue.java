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
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One way to write a value, whatever its type and however a department writes it: text is trimmed
 * and in Unicode's form NFKC; numbers have no plus, no zeros after the last decimal and no
 * exponent; dates are {@code 2024-03-04}, times {@code 2024-03-04T08:00:00} in the contract's zone,
 * at midnight the date alone. Numbers in text keep leading zeros, for they are codes. Letter case
 * stays.
 *
 * <p>A value is written into {@link #bytes}, and overwritten by the next. Not thread-safe.
 */
final class CanonicalValue {
  private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)\\.[0-9]+");
  private static final Pattern INTEGER = Pattern.compile("[+-](?:0|[1-9][0-9]*)");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
              + "(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\\.0*)?)?)?");
  private static final long DAY = 86_400_000_000L;
  private static final long QUARTER = DAY / 96;

  private final ZoneId zone;
  private byte[] bytes = new byte[64];
  private int length;
  private boolean time;
  private long quarter = Long.MIN_VALUE;
  private long offset;

  CanonicalValue(ZoneId zone) {
    this.zone = zone;
  }

  /** What was written last, and from {@link #length} on anything. */
  byte[] bytes() {
    return bytes;
  }

  /** In bytes; 0 if the last value was blank. */
  int length() {
    return length;
  }

  /** Whether the last value was a date or time. */
  boolean isTime() {
    return time;
  }

  /** Whether a text is its own canonical form; cheap, may say no wrongly. */
  static boolean isPlain(UTF8String value) {
    int size = value.numBytes();
    Object base = value.getBaseObject();
    long at = value.getBaseOffset();
    if (size == 0
        || Platform.getByte(base, at) == ' '
        || Platform.getByte(base, at + size - 1) == ' ') {
      return false;
    }
    boolean digits = true;
    boolean numeric = true;
    for (int i = 0; i < size; i++) {
      byte b = Platform.getByte(base, at + i);
      if (b < ' ') {
        // Of what is not ASCII, most are Chinese characters from U+4000 on, and are as they are.
        if (b >= 0 || (b & 0xff) < 0xe4 || (b & 0xff) > 0xe9) {
          return false;
        }
        i += 2;
        digits = false;
        numeric = false;
      } else if (b < '0' || b > '9') {
        digits = false;
        numeric &= b <= '/' || b == ':' || b == 'T';
      }
    }
    return digits || !numeric && !isDate(base, at, size);
  }

  /** Whether it may begin as 2024年. */
  private static boolean isDate(Object base, long at, int size) {
    return size > 4
        && Platform.getByte(base, at + 3) >= '0'
        && Platform.getByte(base, at + 3) <= '9'
        && Platform.getByte(base, at + 4) < 0;
  }

  void text(UTF8String value) {
    time = false;
    String text = value.toString();
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFKC)) {
      text = Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
    text = text.strip();
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    put(first == '+' || first == '-' || first >= '0' && first <= '9' ? number(text) : text);
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
      LocalDate date = LocalDate.of(part(parts, 1), part(parts, 2), part(parts, 3));
      LocalDateTime at = date.atTime(LocalTime.of(part(parts, 4), part(parts, 5), part(parts, 6)));
      local(at.toEpochSecond(ZoneOffset.UTC) * 1_000_000);
      return new String(bytes, 0, length, UTF_8);
    } catch (DateTimeException e) {
      return text; // 30 February is a text
    }
  }

  private static int part(Matcher parts, int group) {
    String text = parts.group(group);
    return text == null ? 0 : Integer.parseInt(text);
  }

  void whole(long value) {
    time = false;
    if (value == Long.MIN_VALUE) {
      put(Long.toString(value));
      return;
    }
    length = 0;
    if (value < 0) {
      bytes[length++] = '-';
    }
    digits(Math.abs(value), 1);
  }

  void truth(boolean value) {
    time = false;
    put(Boolean.toString(value));
  }

  void real(double value) {
    time = false;
    if (Math.rint(value) == value && Math.abs(value) < 1e15) {
      whole((long) value);
    } else {
      String text = Double.toString(value);
      put(Double.isFinite(value) ? plain(new BigDecimal(text)) : text);
    }
  }

  void decimal(BigDecimal value) {
    time = false;
    put(plain(value));
  }

  /** Of an unscaled value. */
  void decimal(long unscaled, int scale) {
    int left = scale;
    long value = unscaled;
    while (left > 0 && value % 10 == 0) {
      value /= 10;
      left--;
    }
    if (left == 0) {
      whole(value);
      return;
    }
    time = false;
    length = 0;
    if (value < 0) {
      bytes[length++] = '-';
    }
    long unit = 1;
    for (int i = 0; i < left; i++) {
      unit *= 10;
    }
    long size = Math.abs(value);
    digits(size / unit, 1);
    bytes[length++] = '.';
    digits(size % unit, left);
  }

  /** Of days since 1970. */
  void day(int value) {
    time = true;
    local(value * DAY);
  }

  /** Of microseconds since 1970. */
  void instant(long micros) {
    long now = Math.floorDiv(micros, QUARTER);
    if (now != quarter) { // offsets change at quarters of an hour
      quarter = now;
      Instant instant = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L));
      offset = zone.getRules().getOffset(instant).getTotalSeconds() * 1_000_000L;
    }
    local(micros + offset);
  }

  private void local(long micros) {
    time = true;
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
    long rest = Math.floorMod(micros, DAY);
    if (date.getYear() < 0 || date.getYear() > 9999) {
      put(date.atTime(LocalTime.ofNanoOfDay(rest * 1000)).toString());
      return;
    }
    length = 0;
    digits(date.getYear(), 4);
    part('-', date.getMonthValue());
    part('-', date.getDayOfMonth());
    if (rest != 0) {
      part('T', rest / 3_600_000_000L);
      part(':', rest / 60_000_000 % 60);
      part(':', rest / 1_000_000 % 60);
      if (rest % 1_000_000 != 0) {
        bytes[length++] = '.';
        digits(rest % 1_000_000, 6);
      }
    }
  }

  private void part(char before, long number) {
    bytes[length++] = (byte) before;
    digits(number, 2);
  }

  /** Appends digits, with zeros before as far as they are fewer than {@code least}. */
  private void digits(long number, int least) {
    int count = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      count++;
    }
    int width = Math.max(count, least);
    long rest = number;
    for (int i = width - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
  }

  private void put(String text) {
    byte[] written = text.getBytes(UTF_8);
    if (written.length > bytes.length) {
      bytes = new byte[written.length * 2];
    }
    System.arraycopy(written, 0, bytes, 0, written.length);
    length = written.length;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
