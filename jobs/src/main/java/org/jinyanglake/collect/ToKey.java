package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Text of a primary key, by which rows are found to be of one thing: without the spaces and
 * invisible characters around it, and in Unicode's normal form C, since departments' programs add
 * the one and mix up the other.
 */
final class ToKey extends Conversion {

  private static final Misfit BLANK =
      new Misfit("required", "nothing but spaces in a column of the primary key");

  @Override
  Misfit convert(byte[] utf8, int from, int to, InternalRow row, int ordinal) {
    UTF8String key =
        isPlain(utf8, from, to)
            ? UTF8String.fromBytes(utf8, from, to - from)
            : plain(new String(utf8, from, to - from, StandardCharsets.UTF_8));
    if (key.numBytes() == 0 && from < to) {
      return BLANK;
    }
    if (ordinal != CHECK_ONLY) {
      row.update(ordinal, key);
    }
    return null;
  }

  private static UTF8String plain(String text) {
    return UTF8String.fromString(Normalizer.normalize(trim(text), Normalizer.Form.NFC));
  }

  private static boolean isPlain(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      if (utf8[i] < 0) {
        return false;
      }
    }
    return from == to || utf8[from] > ' ' && utf8[to - 1] > ' ';
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isNothing(text.charAt(from))) {
      from++;
    }
    while (from < to && isNothing(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Spaces of any width, and format characters such as the zero-width space. */
  private static boolean isNothing(char c) {
    return Character.isSpaceChar(c)
        || Character.isWhitespace(c)
        || Character.getType(c) == Character.FORMAT;
  }
}
