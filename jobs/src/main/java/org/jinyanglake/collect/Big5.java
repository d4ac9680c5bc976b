package org.jinyanglake.collect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;

/** Big5, of traditional Chinese. Same mapping as the JDK's decoder, but straight to UTF-8. */
final class Big5 extends Encoding {

  private static final Charset CHARSET = Charset.forName("Big5");
  private static final int FIRST_LEAD = 0x81;

  /** Characters by {@code (lead − 0x81) << 8 | trail}; 0 where no character is. */
  private static final char[] CHARACTERS = new char[126 << 8];

  static {
    CharsetDecoder decoder = CHARSET.newDecoder();
    for (int lead = FIRST_LEAD; lead <= 0xfe; lead++) {
      for (int trail = 0x40; trail <= 0xfe; trail++) {
        try {
          byte[] code = {(byte) lead, (byte) trail};
          String text = decoder.decode(ByteBuffer.wrap(code)).toString();
          CHARACTERS[index(lead, trail)] = text.length() == 1 ? text.charAt(0) : 0;
        } catch (CharacterCodingException e) {
          CHARACTERS[index(lead, trail)] = 0;
        }
      }
    }
  }

  private byte[] utf8 = new byte[1024];

  private static int index(int lead, int trail) {
    return ((lead - FIRST_LEAD) << 8) | trail;
  }

  @Override
  Charset charset() {
    return CHARSET;
  }

  /** The character at {@code i}, which is beyond ASCII; 0 if there is none. */
  private static char character(byte[] bytes, int i, int to) {
    int lead = bytes[i] & 0xff;
    boolean isLead = lead >= FIRST_LEAD && lead <= 0xfe && i + 1 < to;
    return isLead ? CHARACTERS[index(lead, bytes[i + 1] & 0xff)] : 0;
  }

  @Override
  int length(byte[] bytes, int from, int i, int to) {
    return bytes[i] >= 0 ? 1 : character(bytes, i, to) == 0 ? 0 : 2;
  }

  @Override
  int read(byte[] bytes, int from, int to, boolean verify, Text text) {
    int ascii = Utf8.ascii(bytes, from, to);
    if (ascii == to) {
      text.set(bytes, from, to);
      return -1;
    }
    // One byte becomes one, two become at most three.
    if (utf8.length < (to - from) / 2 * 3 + 4) {
      utf8 = new byte[(to - from) * 2 + 4];
    }
    int out = ascii - from;
    System.arraycopy(bytes, from, utf8, 0, out);
    for (int i = ascii; i < to; i++) {
      if (bytes[i] >= 0) {
        utf8[out++] = bytes[i];
        continue;
      }
      char c = character(bytes, i, to);
      if (c == 0) {
        byte[] escaped = escaped(bytes, from, to);
        text.set(escaped, 0, escaped.length);
        return i;
      }
      i++;
      if (c < 0x800) {
        utf8[out++] = (byte) (0xc0 | (c >> 6));
      } else {
        utf8[out++] = (byte) (0xe0 | (c >> 12));
        utf8[out++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      }
      utf8[out++] = (byte) (0x80 | (c & 0x3f));
    }
    text.set(utf8, 0, out);
    return -1;
  }
}
