package org.jinyanglake.collect;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** Decompressed content that must not be out of all proportion to what it was packed into. */
final class Unpacked extends FilterInputStream {

  /** Unpacked data may be so many times as large as packed, above a size where it matters. */
  private static final int RATIO = 100;

  private static final long ALWAYS = 256 << 20;

  private final LongSupplier packed;
  private final Packing packing;
  private long unpacked;

  /**
   * @param packed how many packed bytes were read so far
   */
  Unpacked(InputStream in, LongSupplier packed, Packing packing) {
    super(in);
    this.packed = packed;
    this.packing = packing;
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
    unpacked += Math.max(0, read);
    if (isTooMuch(unpacked, packed.getAsLong())) {
      throw new DamagedFile(
          packing.tool(),
          "unpacked the file is more than " + RATIO + " times as large as packed",
          "deliver it uncompressed, if it is what it should be");
    }
    return read;
  }
}
