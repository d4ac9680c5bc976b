package org.jinyanglake.collect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A date or time pattern in which every field has as many digits as it has letters, as {@code
 * yyyy-MM-dd HH:mm:ss}: such text is read where it stands. Fields y, u (four digits), M, d, H, m, s
 * (two) and S (one to six) are known; fields that the pattern lacks are those of 1970-01-01
 * 00:00:00.
 */
final class FixedLayout {

  private static final String LETTERS = "uMdHmsS";

  /** For each byte of the text the index of its field in {@link #LETTERS}, −1 for a literal. */
  private final byte[] fields;

  private final byte[] literals;
  private final int[] values = new int[LETTERS.length()];
  private final int fraction;

  private FixedLayout(byte[] fields, byte[] literals, int fraction) {
    this.fields = fields;
    this.literals = literals;
    this.fraction = fraction;
  }

  /** The layout of a java.time pattern; empty if its fields are not of fixed width. */
  static Optional<FixedLayout> of(String pattern) {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    ByteArrayOutputStream literals = new ByteArrayOutputStream();
    int fraction = 0;
    int seen = 0;
    for (int i = 0; i < pattern.length(); ) {
      char c = pattern.charAt(i);
      if (c == '\'' && pattern.indexOf('\'', i + 1) > i + 1) {
        int end = pattern.indexOf('\'', i + 1);
        literal(pattern.substring(i + 1, end), fields, literals);
        i = end + 1;
      } else if (isAsciiLetter(c)) {
        int end = i;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        int width = end - i;
        int field = LETTERS.indexOf(c == 'y' ? 'u' : c);
        boolean fixed = c == 'S' ? width <= 6 : width == (field == 0 ? 4 : 2);
        if (field < 0 || !fixed || (seen & 1 << field) != 0) {
          return Optional.empty();
        }
        seen |= 1 << field;
        fraction = c == 'S' ? width : fraction;
        for (; i < end; i++) {
          fields.write(field);
          literals.write(0);
        }
      } else if ("[]{}#'".indexOf(c) >= 0) {
        return Optional.empty();
      } else {
        int end = i + Character.charCount(pattern.codePointAt(i));
        literal(pattern.substring(i, end), fields, literals);
        i = end;
      }
    }
    return Optional.of(new FixedLayout(fields.toByteArray(), literals.toByteArray(), fraction));
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static void literal(
      String text, ByteArrayOutputStream fields, ByteArrayOutputStream literals) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      fields.write(-1);
      literals.write(b);
    }
  }

  /** The number of bytes of a text in this layout. */
  int length() {
    return fields.length;
  }

  /**
   * Reads the fields of {@code utf8[from, from + length())}; false if digits or literals differ.
   */
  boolean read(byte[] utf8, int from) {
    values[0] = 1970;
    values[1] = 1;
    values[2] = 1;
    values[3] = 0;
    values[4] = 0;
    values[5] = 0;
    values[6] = 0;
    int last = -1;
    for (int i = 0; i < fields.length; i++) {
      byte b = utf8[from + i];
      int field = fields[i];
      if (field < 0) {
        if (b != literals[i]) {
          return false;
        }
      } else {
        int digit = b - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        values[field] = field == last ? 10 * values[field] + digit : digit;
      }
      last = field;
    }
    return true;
  }

  /** Whether the fields read are a date of the years 1 to 9999 and a time of day. */
  boolean isValid() {
    return values[0] >= 1
        && values[1] >= 1
        && values[1] <= 12
        && values[2] >= 1
        && values[2] <= 31
        && (values[2] <= 28 || values[2] <= lengthOfMonth())
        && values[3] <= 23
        && values[4] <= 59
        && values[5] <= 59;
  }

  private int lengthOfMonth() {
    return java.time.YearMonth.of(values[0], values[1]).lengthOfMonth();
  }

  long epochDay() {
    return java.time.LocalDate.of(values[0], values[1], values[2]).toEpochDay();
  }

  int secondOfDay() {
    return values[3] * 3600 + values[4] * 60 + values[5];
  }

  int micros() {
    int micros = values[6];
    for (int digits = fraction; digits > 0 && digits < 6; digits++) {
      micros *= 10;
    }
    return micros;
  }
}
