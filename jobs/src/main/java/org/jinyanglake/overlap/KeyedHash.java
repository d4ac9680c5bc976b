package org.jinyanglake.overlap;

import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): numbers of 64 bits that follow from bytes and a key,
 * and that nobody without the key can compute or try out. Not thread-safe.
 */
final class KeyedHash {
  private final SipHash hash = new SipHash();

  /** With a key of 16 bytes. */
  KeyedHash(byte[] key) {
    hash.init(new KeyParameter(key));
  }

  long of(byte[] bytes, int length) {
    hash.update(bytes, 0, length);
    return hash.doFinal();
  }

  long of(UTF8String text) {
    return of(text.getBytes(), text.numBytes());
  }
}
