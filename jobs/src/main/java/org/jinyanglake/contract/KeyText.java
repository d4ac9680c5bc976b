package org.jinyanglake.contract;

import java.text.Normalizer;

/**
 * Text of a primary key, by which rows are found to be of one thing: without the spaces and
 * invisible characters around it, and in Unicode's normal form C, since departments' programs add
 * the one and mix up the other.
 */
public final class KeyText {
  private KeyText() {}

  /** A text as a key is kept; empty if there is nothing but spaces. */
  public static String of(String text) {
    return Normalizer.normalize(trim(text), Normalizer.Form.NFC);
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
