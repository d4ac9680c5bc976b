package org.jinyanglake.collect;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The physical lines of a stream as ranges of a buffer. A line ends with LF, CR LF or CR, mixed as
 * they come; the last may have no end. Memory is bounded by {@link #LONGEST}, not by the file.
 */
final class Lines implements Closeable {

  /** Of a longer line only the first {@link #KEPT} bytes are kept; {@link #tooLong} says so. */
  static final int LONGEST = 16 << 20;

  static final int KEPT = 64 << 10;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;

  private final InputStream in;
  private byte[] buffer = new byte[256 << 10];

  /** Where in the stream the first byte of the buffer stands, while it does. */
  private long base;

  private int filled;
  private int next;
  private boolean drained;

  private int from;
  private int to;
  private long offset;
  private boolean tooLong;
  private boolean terminated;

  /**
   * @param offset where in the file the stream begins
   */
  Lines(InputStream in, long offset) {
    this.in = in;
    this.base = offset;
  }

  /** Goes to the next line; false at the end. The line before must not be used any more. */
  boolean next() throws IOException {
    from = next;
    int scanned = from;
    while (true) {
      int end = end(scanned, filled);
      if (isKnown(end)) {
        offset = base + from;
        finish(end);
        return true;
      }
      if (drained) {
        offset = base + from;
        finish(filled);
        return from < filled;
      }
      scanned = end - from;
      compact();
      if (scanned > LONGEST) {
        skipRest();
        return true;
      }
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      read();
    }
  }

  /** Whether a line end is there, and with it all that is needed to tell CR from CR LF. */
  private boolean isKnown(int end) {
    return end < filled && (buffer[end] == '\n' || end + 1 < filled || drained);
  }

  private void finish(int end) {
    tooLong = end - from > LONGEST;
    to = tooLong ? from + KEPT : end;
    terminated = end < filled;
    next = end;
    if (terminated) {
      boolean pair = buffer[end] == '\r' && end + 1 < filled && buffer[end + 1] == '\n';
      next += pair ? 2 : 1;
    }
  }

  /** Moves the current line to the front of the buffer. */
  private void compact() {
    System.arraycopy(buffer, from, buffer, 0, filled - from);
    base += from;
    filled -= from;
    from = 0;
  }

  private void read() throws IOException {
    int count = in.read(buffer, filled, buffer.length - filled);
    drained = count < 0;
    filled += Math.max(0, count);
  }

  /** Finds the end of a line of which more than {@link #LONGEST} bytes are in the buffer. */
  private void skipRest() throws IOException {
    offset = base;
    int end = end(KEPT, filled);
    while (!isKnown(end) && !drained) {
      // Forget what was scanned, but not a CR whose LF may follow.
      System.arraycopy(buffer, end, buffer, KEPT, filled - end);
      base += end - KEPT;
      filled -= end - KEPT;
      read();
      end = end(KEPT, filled);
    }
    finish(end);
    tooLong = true;
    to = KEPT;
  }

  /** The index of the first CR or LF in {@code [i, limit)}; {@code limit} if there is none. */
  private int end(int i, int limit) {
    int at = i;
    while (at + Long.BYTES <= limit) {
      long word = (long) LONGS.get(buffer, at);
      long lf = word ^ ONES * '\n';
      long cr = word ^ ONES * '\r';
      // The classic test for a zero byte; its lowest set bit is exact.
      long found = (((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGH_BITS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >> 3);
      }
      at += Long.BYTES;
    }
    while (at < limit && buffer[at] != '\n' && buffer[at] != '\r') {
      at++;
    }
    return at;
  }

  /** The buffer in which the line stands. */
  byte[] buffer() {
    return buffer;
  }

  /** The index of the line's first byte. */
  int from() {
    return from;
  }

  /** The index after the line's last byte, its end not included. */
  int to() {
    return to;
  }

  /** Where in the file the line's first byte stands. */
  long offset() {
    return offset;
  }

  /** Where in the file the next line begins. */
  long nextOffset() {
    return base + next;
  }

  /** A copy of the line's end: nothing (of the last line or one too long), LF, CR LF or CR. */
  byte[] end() {
    return tooLong ? new byte[0] : Arrays.copyOfRange(buffer, to, next);
  }

  /** Whether the line had more than {@link #LONGEST} bytes and is cut. */
  boolean tooLong() {
    return tooLong;
  }

  /** Whether the line has an end, which only the last may lack. */
  boolean terminated() {
    return terminated;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
