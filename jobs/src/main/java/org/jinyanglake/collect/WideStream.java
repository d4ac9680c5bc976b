package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;

/**
 * UTF-16 as UTF-8. A byte-order mark becomes that of UTF-8. Half of a surrogate pair, and a last
 * byte that is alone, become one byte that is never part of UTF-8.
 */
final class WideStream extends InputStream {

  private static final int NO_CHARACTER = 0xff;

  private final InputStream in;
  private final boolean bigEndian;
  private final byte[] wide = new byte[16 << 10];
  private final byte[] utf8 = new byte[32 << 10];
  private int filled;
  private int used;
  private int from;
  private int to;
  private boolean drained;
  private long base;
  private long malformed = -1;

  WideStream(InputStream in, boolean bigEndian) {
    this.in = in;
    this.bigEndian = bigEndian;
  }

  /** Where the first bytes of UTF-16 stand that are no character; −1 if none was met so far. */
  long malformed() {
    return malformed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (from == to) {
      if (!convert()) {
        return -1;
      }
    }
    int count = Math.min(length, to - from);
    System.arraycopy(utf8, from, bytes, offset, count);
    from += count;
    return count;
  }

  /** Converts what is there; false at the end. */
  private boolean convert() throws IOException {
    System.arraycopy(wide, used, wide, 0, filled - used);
    base += used;
    filled -= used;
    used = 0;
    if (!drained) {
      int count = in.read(wide, filled, wide.length - filled);
      drained = count < 0;
      filled += Math.max(0, count);
    }
    from = 0;
    to = 0;
    while (used < filled && to + 4 <= utf8.length) {
      if (filled - used < 2) {
        if (!drained) {
          break;
        }
        noCharacter(1);
        continue;
      }
      char c = unit(used);
      if (!Character.isSurrogate(c)) {
        append(c);
        used += 2;
      } else if (filled - used < 4 && !drained) {
        break;
      } else if (Character.isHighSurrogate(c)
          && filled - used >= 4
          && Character.isLowSurrogate(unit(used + 2))) {
        append(Character.toCodePoint(c, unit(used + 2)));
        used += 4;
      } else {
        noCharacter(2);
      }
    }
    return to > 0 || !drained || used < filled;
  }

  private void noCharacter(int bytes) {
    if (malformed < 0) {
      malformed = base + used;
    }
    utf8[to++] = (byte) NO_CHARACTER;
    used += bytes;
  }

  private char unit(int i) {
    int first = wide[i] & 0xff;
    int second = wide[i + 1] & 0xff;
    return (char) (bigEndian ? first << 8 | second : second << 8 | first);
  }

  private void append(int c) {
    if (c < 0x80) {
      utf8[to++] = (byte) c;
    } else if (c < 0x800) {
      utf8[to++] = (byte) (0xc0 | (c >> 6));
      utf8[to++] = (byte) (0x80 | (c & 0x3f));
    } else {
      if (c < 0x10000) {
        utf8[to++] = (byte) (0xe0 | (c >> 12));
      } else {
        utf8[to++] = (byte) (0xf0 | (c >> 18));
        utf8[to++] = (byte) (0x80 | ((c >> 12) & 0x3f));
      }
      utf8[to++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      utf8[to++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
