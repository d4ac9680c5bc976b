package org.jinyanglake.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompressed content that must not be out of all proportion to what it was packed into. */
final class Unpacked extends FilterInputStream {

  /** Unpacked data may be so many times as large as packed, above a size where it matters. */
  static final int RATIO = 100;

  private static final long ALWAYS = 256 << 20;

  /** Counts what is unpacked, of one stream or of several together. */
  interface Limit {

    /**
     * Told of each read.
     *
     * @param bytes that were unpacked more
     * @throws DamagedFile if that is too much
     */
    void add(long bytes) throws DamagedFile;
  }

  private final Limit limit;

  Unpacked(InputStream in, Limit limit) {
    super(in);
    this.limit = limit;
  }

  /** Whether so much may come out of so little. */
  static boolean isTooMuch(long unpacked, long packed) {
    return unpacked > ALWAYS && unpacked / RATIO > packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    limit.add(Math.max(0, read));
    return read;
  }
}
