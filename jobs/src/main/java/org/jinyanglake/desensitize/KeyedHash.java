package org.jinyanglake.desensitize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Numbers that follow from a text and a key, and that nobody without the key can compute: HMAC(key,
 * len(domain) ‖ domain ‖ len(text) ‖ text), with lengths of 4 bytes, big-endian. Not thread-safe.
 */
final class KeyedHash {
  private final Tokenizer.Hmac hmac;
  private final byte[] domain;
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private final byte[] digest = new byte[32];
  private final ByteBuffer numbers = ByteBuffer.wrap(digest);

  KeyedHash(KeyLabel label, byte[] key) {
    byte[] text = label.domain().getBytes(StandardCharsets.UTF_8);
    this.hmac = Tokenizer.Hmac.of(label.algorithm(), key);
    this.domain = ByteBuffer.allocate(4 + text.length).putInt(text.length).put(text).array();
  }

  /** Takes a text; then its four numbers can be asked for. */
  KeyedHash of(UTF8String text) {
    byte[] bytes = text.getBytes();
    hmac.update(domain);
    hmac.update(length.putInt(0, bytes.length).array());
    hmac.update(bytes);
    hmac.finish(digest);
    return this;
  }

  /** One of the four independent numbers of 64 bits, from 0. */
  long number(int index) {
    return numbers.getLong(index * Long.BYTES);
  }

  /** The same, evenly from 0 to 1, neither of them included. */
  double fraction(int index) {
    return ((number(index) >>> 12) + 0.5) * 0x1p-52;
  }

  /** The digest, which the next text overwrites. */
  byte[] digest() {
    return digest;
  }
}
