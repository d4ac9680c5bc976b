package org.jinyanglake.release.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;

/** SipHash-2-4 (Aumasson, Bernstein 2012) with the key of the notes. Not thread-safe. */
final class KeyedHash {
  private static final byte[] CHECK =
      "jinyanglake published rows".getBytes(StandardCharsets.US_ASCII);

  private final SipHash hash = new SipHash();
  private final byte[] eight = new byte[Long.BYTES];

  KeyedHash(RowKey key) {
    hash.init(new KeyParameter(key.open()));
  }

  long of(long value) {
    ByteBuffer.wrap(eight).putLong(value);
    return of(eight);
  }

  long of(byte[] message) {
    hash.update(message, 0, message.length);
    return hash.doFinal();
  }

  /** Tells another key, and says nothing about this one. */
  long check() {
    return of(CHECK);
  }
}
