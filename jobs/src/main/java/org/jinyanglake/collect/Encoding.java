package org.jinyanglake.collect;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A text encoding of landing files, decoded strictly: a byte that is not part of a character is
 * found, never replaced. In all of them the bytes of CR and LF occur as these characters only.
 */
abstract sealed class Encoding permits Utf8, Gb18030, Big5 {

  /** The encoding of that name; GB2312 and GBK are read as their superset GB18030. */
  static Encoding of(Charset charset) {
    return switch (charset.name()) {
      case "UTF-8", "US-ASCII" -> new Utf8();
      case "GB2312", "GBK", "GB18030" -> new Gb18030();
      case "Big5" -> new Big5();
      default ->
          throw new IllegalArgumentException(
              "encoding " + charset + " is not read; use UTF-8, GBK, GB18030, Big5 or UTF-16");
    };
  }

  abstract Charset charset();

  /**
   * The length of the character at {@code i} of a text in {@code bytes[from, to)}, or 0 if the
   * bytes there are not one.
   */
  abstract int length(byte[] bytes, int from, int i, int to);

  /**
   * Makes {@code text} the UTF-8 form of {@code bytes[from, to)}, without copying where possible.
   *
   * @param verify false if the bytes are known to be well-formed
   * @return the index of the first byte that is not part of a character, −1 if there is none; in
   *     the first case the malformed bytes are written {@code \xHH} in {@code text}
   */
  abstract int read(byte[] bytes, int from, int to, boolean verify, Text text);

  /** What {@link #read} makes of malformed bytes. */
  final byte[] escaped(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder(to - from + 16);
    for (int i = from; i < to; ) {
      int length = length(bytes, from, i, to);
      if (length == 0) {
        text.append(String.format("\\x%02X", bytes[i++]));
      } else {
        text.append(new String(bytes, i, length, charset()));
        i += length;
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
