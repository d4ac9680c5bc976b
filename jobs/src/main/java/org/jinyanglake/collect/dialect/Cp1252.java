package org.jinyanglake.collect.dialect;

import java.nio.charset.Charset;

/**
 * Undoes what happens to text of Windows 1252 that a program takes for ISO 8859-1 and writes as
 * UTF-8: dashes, quotation marks and the euro sign become control characters from U+0080 to U+009F,
 * which no text holds.
 */
final class Cp1252 {

  private static final Charset CHARSET = Charset.forName("windows-1252");

  private Cp1252() {}

  /** The text with such characters as they were meant; the same object if it has none. */
  static String undone(String text) {
    StringBuilder undone = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 && c < 0xa0) {
        char meant = new String(new byte[] {(byte) c}, CHARSET).charAt(0);
        if (meant != '\ufffd') {
          if (undone == null) {
            undone = new StringBuilder(text);
          }
          undone.setCharAt(i, meant);
        }
      }
    }
    return undone == null ? text : undone.toString();
  }
}
