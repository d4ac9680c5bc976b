package org.jinyanglake.collect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;

/**
 * GB18030, of which GB2312 and GBK are subsets. Same mapping as the JDK's decoder, from which its
 * tables are filled, but straight to UTF-8.
 */
final class Gb18030 extends Encoding {

  private static final Charset CHARSET = Charset.forName("GB18030");

  /** Four-byte codes from here on are the supplementary planes, without a table. */
  private static final int SUPPLEMENTARY = 189_000;

  /** Four-byte codes below this may be in the basic plane. */
  private static final int BASIC = 39_420;

  /** Characters by {@code (lead − 0x81) << 8 | trail}; 0 where no character is. */
  private static final char[] TWO_BYTES = new char[126 << 8];

  /** Characters by {@link #index}; 0 where no character is. */
  private static final char[] FOUR_BYTES = new char[BASIC];

  static {
    CharsetDecoder decoder = CHARSET.newDecoder();
    for (int lead = 0x81; lead <= 0xfe; lead++) {
      for (int trail = 0x40; trail <= 0xfe; trail++) {
        TWO_BYTES[((lead - 0x81) << 8) | trail] = decode(decoder, (byte) lead, (byte) trail);
      }
    }
    for (int i = 0; i < BASIC; i++) {
      FOUR_BYTES[i] =
          decode(
              decoder,
              (byte) (0x81 + i / 12_600),
              (byte) (0x30 + i / 1_260 % 10),
              (byte) (0x81 + i / 10 % 126),
              (byte) (0x30 + i % 10));
    }
  }

  private byte[] utf8 = new byte[1024];

  private static char decode(CharsetDecoder decoder, byte... code) {
    try {
      return decoder.decode(ByteBuffer.wrap(code)).charAt(0);
    } catch (CharacterCodingException e) {
      return 0;
    }
  }

  @Override
  Charset charset() {
    return CHARSET;
  }

  @Override
  int length(byte[] bytes, int from, int i, int to) {
    if (bytes[i] >= 0) {
      return 1;
    }
    int found = codePoint(bytes, i, to);
    return found < 0 ? 0 : found >>> LENGTH_SHIFT;
  }

  @Override
  int read(byte[] bytes, int from, int to, boolean verify, Text text) {
    int ascii = Utf8.ascii(bytes, from, to);
    if (ascii == to) {
      text.set(bytes, from, to);
      return -1;
    }
    // One byte becomes one, two become at most three, four at most four.
    if (utf8.length < (to - from) / 2 * 3 + 4) {
      utf8 = new byte[(to - from) * 2 + 4];
    }
    int out = ascii - from;
    System.arraycopy(bytes, from, utf8, 0, out);
    int i = ascii;
    while (i < to) {
      byte first = bytes[i];
      if (first >= 0) {
        utf8[out++] = first;
        i++;
        continue;
      }
      int found = codePoint(bytes, i, to);
      if (found < 0) {
        byte[] escaped = escaped(bytes, from, to);
        text.set(escaped, 0, escaped.length);
        return i;
      }
      out = append(found & CODE_POINT, out);
      i += found >>> LENGTH_SHIFT;
    }
    text.set(utf8, 0, out);
    return -1;
  }

  private static final int LENGTH_SHIFT = 24;
  private static final int CODE_POINT = (1 << LENGTH_SHIFT) - 1;

  /** The code point at {@code i}, with its number of bytes from bit 24 on; −1 if there is none. */
  private static int codePoint(byte[] bytes, int i, int to) {
    int lead = bytes[i] & 0xff;
    if (lead == 0x80 || lead == 0xff || i + 1 >= to) {
      return -1;
    }
    int second = bytes[i + 1] & 0xff;
    if (second >= 0x40) {
      char found = TWO_BYTES[((lead - 0x81) << 8) | second];
      return found == 0 ? -1 : (2 << LENGTH_SHIFT) | found;
    }
    if (second < 0x30 || second > 0x39 || i + 3 >= to) {
      return -1;
    }
    int third = bytes[i + 2] & 0xff;
    int fourth = bytes[i + 3] & 0xff;
    if (third < 0x81 || third > 0xfe || fourth < 0x30 || fourth > 0x39) {
      return -1;
    }
    int index = index(lead, second, third, fourth);
    if (index < BASIC) {
      return FOUR_BYTES[index] == 0 ? -1 : (4 << LENGTH_SHIFT) | FOUR_BYTES[index];
    }
    int codePoint = index - SUPPLEMENTARY + Character.MIN_SUPPLEMENTARY_CODE_POINT;
    return index >= SUPPLEMENTARY && codePoint <= Character.MAX_CODE_POINT
        ? (4 << LENGTH_SHIFT) | codePoint
        : -1;
  }

  private static int index(int lead, int second, int third, int fourth) {
    return (((lead - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30;
  }

  private int append(int codePoint, int at) {
    int out = at;
    if (codePoint < 0x80) {
      utf8[out++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      utf8[out++] = (byte) (0xc0 | (codePoint >> 6));
      utf8[out++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
      utf8[out++] = (byte) (0xe0 | (codePoint >> 12));
      utf8[out++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      utf8[out++] = (byte) (0x80 | (codePoint & 0x3f));
    } else {
      utf8[out++] = (byte) (0xf0 | (codePoint >> 18));
      utf8[out++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
      utf8[out++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      utf8[out++] = (byte) (0x80 | (codePoint & 0x3f));
    }
    return out;
  }
}
