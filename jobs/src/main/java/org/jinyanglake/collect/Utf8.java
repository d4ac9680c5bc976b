package org.jinyanglake.collect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8, well-formed as table 3-7 of the Unicode standard says (no surrogates, shortest form). A
 * combining mark with nothing before it to combine with is not taken for text either: 太原 in GBK
 * happens to be well-formed UTF-8, and begins with one.
 */
final class Utf8 extends Encoding {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  @Override
  Charset charset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  int read(byte[] bytes, int from, int to, boolean verify, Text text) {
    int malformed = verify ? malformed(bytes, from, to) : -1;
    if (malformed < 0) {
      text.set(bytes, from, to);
    } else {
      byte[] escaped = escaped(bytes, from, to);
      text.set(escaped, 0, escaped.length);
    }
    return malformed;
  }

  private int malformed(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (bytes[i] < 0) {
        int length = length(bytes, from, i, to);
        if (length == 0) {
          return i;
        }
        i += length;
      } else {
        i = ascii(bytes, i, to);
      }
    }
    return -1;
  }

  /** The index of the first byte at or after {@code i} that is not ASCII; {@code to} if none is. */
  static int ascii(byte[] bytes, int i, int to) {
    int at = i;
    while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  @Override
  int length(byte[] bytes, int from, int i, int to) {
    int first = bytes[i] & 0xff;
    if (first < 0x80) {
      return 1;
    } else if (first < 0xe0) {
      boolean character = first >= 0xc2 && trail(bytes, i + 1, to, 0x80, 0xbf);
      return character && !isUnattachedMark(bytes, from, i) ? 2 : 0;
    } else if (first < 0xf0) {
      int low = first == 0xe0 ? 0xa0 : 0x80;
      int high = first == 0xed ? 0x9f : 0xbf;
      return trail(bytes, i + 1, to, low, high) && trail(bytes, i + 2, to, 0x80, 0xbf) ? 3 : 0;
    } else if (first < 0xf5) {
      int low = first == 0xf0 ? 0x90 : 0x80;
      int high = first == 0xf4 ? 0x8f : 0xbf;
      return trail(bytes, i + 1, to, low, high)
              && trail(bytes, i + 2, to, 0x80, 0xbf)
              && trail(bytes, i + 3, to, 0x80, 0xbf)
          ? 4
          : 0;
    }
    return 0;
  }

  /**
   * Whether the two bytes at {@code i} are one of U+0300 to U+036F at the start or after a sign.
   */
  private static boolean isUnattachedMark(byte[] bytes, int from, int i) {
    int first = bytes[i] & 0xff;
    if (first != 0xcc && (first != 0xcd || (bytes[i + 1] & 0xff) > 0xaf)) {
      return false;
    }
    return i == from || (bytes[i - 1] >= 0 && !Character.isLetter(bytes[i - 1]));
  }

  private static boolean trail(byte[] bytes, int i, int to, int low, int high) {
    return i < to && (bytes[i] & 0xff) >= low && (bytes[i] & 0xff) <= high;
  }
}
