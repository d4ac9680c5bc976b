package org.jinyanglake.overlap;

import org.apache.spark.unsafe.Platform;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): numbers of 64 bits that follow from bytes and a key,
 * and that nobody without the key can compute or try out. Bouncy Castle's takes five times as long
 * for values of some ten bytes, which is most of what sketching costs. Thread-safe.
 */
final class SipHash {
  private final long k0;
  private final long k1;

  /** With a key of 16 bytes. */
  SipHash(byte[] key) {
    if (key.length != 16) {
      throw new IllegalArgumentException("a key of SipHash has 16 bytes");
    }
    k0 = word(key, Platform.BYTE_ARRAY_OFFSET);
    k1 = word(key, Platform.BYTE_ARRAY_OFFSET + 8);
  }

  private static long word(Object base, long offset) {
    long word = Platform.getLong(base, offset);
    return java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN
        ? word
        : Long.reverseBytes(word);
  }

  long of(byte[] bytes, int length) {
    return of(bytes, Platform.BYTE_ARRAY_OFFSET, length);
  }

  /** The hash of bytes at a place in memory, as Spark names it. */
  long of(Object base, long offset, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int whole = length & ~7;
    long last = (long) length << 56;
    for (int i = length - 1; i >= whole; i--) {
      last |= (Platform.getByte(base, offset + i) & 0xffL) << (8 * (i - whole));
    }
    for (int at = 0; at <= whole; at += 8) {
      long word = at < whole ? word(base, offset + at) : last;
      v3 ^= word;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= word;
    }
    v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
