package org.jinyanglake.collect.dialect;

import java.nio.charset.StandardCharsets;

/**
 * Lines of UTF-8 in a text that is not UTF-8 as a whole. Such a text would be read in another
 * encoding without a complaint, and half of it would be nonsense.
 */
final class Utf8Lines {

  private Utf8Lines() {}

  /**
   * Refuses a text if some of its lines are UTF-8 beyond doubt.
   *
   * @param malformed the first byte that is not UTF-8
   */
  static void requireNone(byte[] text, long malformed) {
    long utf8 = 0;
    long others = 0;
    long firstOther = -1;
    long firstUtf8 = -1;
    int from = 0;
    while (from < text.length) {
      int to = from;
      boolean ascii = true;
      while (to < text.length && text[to] != '\n' && text[to] != '\r') {
        ascii &= text[to++] >= 0;
      }
      if (!ascii) {
        int triples = triples(text, from, to);
        if (triples >= 2) {
          firstUtf8 = firstUtf8 < 0 ? from : firstUtf8;
          utf8++;
        } else if (triples < 0) {
          firstOther = firstOther < 0 ? from : firstOther;
          others++;
        }
      }
      from = to + 1;
    }
    if (utf8 == 0 || utf8 * 20 < others) {
      return;
    }
    if (firstUtf8 < firstOther) {
      throw DetectedEncoding.mixed(text, StandardCharsets.UTF_8, malformed);
    }
    throw new DetectedEncoding.MixedException(
        "the text is not UTF-8 up to byte "
            + firstUtf8
            + " (line "
            + DetectedEncoding.line(text, firstUtf8)
            + "), and UTF-8 there",
        firstUtf8);
  }

  /** The number of characters of three bytes, as Chinese ones are; −1 if it is not UTF-8. */
  private static int triples(byte[] text, int from, int to) {
    int triples = 0;
    for (int i = from; i < to; ) {
      int first = text[i] & 0xff;
      int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      if (length == 0 || first > 0xf4 || i + length > to) {
        return -1;
      }
      for (int trail = 1; trail < length; trail++) {
        if ((text[i + trail] & 0xc0) != 0x80) {
          return -1;
        }
      }
      triples += length == 3 ? 1 : 0;
      i += length;
    }
    return triples;
  }

  /**
   * Whether well-formed UTF-8 has a combining mark where nothing is to combine with: 太原 in GBK is
   * well-formed UTF-8, and begins with one.
   */
  static boolean startsAsGbk(byte[] text, int from) {
    for (int i = from; i + 1 < text.length; i++) {
      int first = text[i] & 0xff;
      boolean combining = first == 0xcc || first == 0xcd && (text[i + 1] & 0xff) <= 0xaf;
      if (combining && (i == from || text[i - 1] >= 0 && !Character.isLetter(text[i - 1]))) {
        return true;
      }
    }
    return false;
  }
}
