package org.jinyanglake.desensitize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One way to write an identifier, so that a person is one person and tokens join, however the
 * departments write it:
 *
 * <ol>
 *   <li>full-width letters, digits and signs (U+FF01–FF5E) become ASCII, the wide space a blank;
 *   <li>blanks, control characters and invisible characters at both ends go;
 *   <li>a mobile number (11 digits from 1) loses its prefix +86, 0086 or 86 and its blanks and
 *       hyphens;
 *   <li>the check character x of a resident ID (17 digits and x) becomes X.
 * </ol>
 *
 * Everything else stays as it is, letter case included.
 */
final class Canonical {
  private static final Pattern MOBILE = Pattern.compile("(?:\\+|00)?(?:86)?(1[0-9]{10})");
  private static final Pattern SEPARATORS = Pattern.compile("[ \\-]");
  private static final Pattern RESIDENT_ID = Pattern.compile("[0-9]{17}x");

  private Canonical() {}

  /** {@code lake.canonical(value)}. */
  static final LakeFunction FUNCTION = new Function();

  /** The canonical form; null for a value that is null or blank, which identifies nobody. */
  static UTF8String of(UTF8String value) {
    if (value == null || isPlain(value)) {
      return value;
    }
    String text = of(value.toString());
    return text.isEmpty() ? null : UTF8String.fromString(text);
  }

  /** Whether the value is its own canonical form, as nearly all are; cheap, may say no wrongly. */
  private static boolean isPlain(UTF8String value) {
    int length = value.numBytes();
    if (length == 0) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < length; i++) {
      byte b = byteAt(value, i);
      if (b <= ' ' || b == '+' || b == '-' || b == 0x7f) {
        return false;
      }
      if (b >= '0' && b <= '9') {
        digits++;
      }
    }
    boolean prefixed = digits == length && length >= 13 && length <= 15;
    boolean residentId = digits == 17 && length == 18 && byteAt(value, 17) == 'x';
    return !prefixed && !residentId;
  }

  private static byte byteAt(UTF8String value, int index) {
    return Platform.getByte(value.getBaseObject(), value.getBaseOffset() + index);
  }

  private static String of(String value) {
    StringBuilder narrow = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= '\uff01' && c <= '\uff5e') {
        narrow.append((char) (c - 0xfee0));
      } else {
        narrow.append(c == '\u3000' ? ' ' : c);
      }
    }
    int from = 0;
    int to = narrow.length();
    while (from < to && isBlank(narrow.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(narrow.charAt(to - 1))) {
      to--;
    }
    String text = narrow.substring(from, to);
    if (text.isEmpty() || !(text.charAt(0) == '+' || isDigit(text.charAt(0)))) {
      return text;
    }
    Matcher mobile = MOBILE.matcher(SEPARATORS.matcher(text).replaceAll(""));
    if (mobile.matches()) {
      return mobile.group(1);
    }
    return RESIDENT_ID.matcher(text).matches() ? text.replace('x', 'X') : text;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.CONTROL
        || Character.getType(c) == Character.FORMAT;
  }

  /** {@code lake.canonical(value)}: the canonical form of an identifier. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Function() {
      super("canonical", DataTypes.StringType, DataTypes.StringType);
    }

    /** See {@link Canonical}. */
    public static UTF8String invoke(UTF8String value) {
      return of(value);
    }
  }
}
