package org.jinyanglake.desensitize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Makes of a value what a {@link Vault} may hold of it: the first 16 bytes of its keyed hash, by
 * which it is found again, and after them the value, sealed by AES-256-GCM. The first 12 of those
 * bytes are the nonce, so that one value is always sealed alike, on whichever worker, and two
 * values never with one nonce (among 10⁹ of them with a probability of about 10⁻¹¹). Its length
 * shows.
 *
 * <p>The two keys follow by HKDF from that of the label. Not thread-safe.
 */
final class VaultSeal {
  static final int DIGEST_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final KeyedHash hash;
  private final SecretKeySpec sealing;
  private final Cipher cipher;
  private final long check;

  /** What was sealed last: the platform refuses the same nonce twice in turn. */
  private byte[] last;

  VaultSeal(KeyLabel label, byte[] key) {
    this.hash = new KeyedHash(label, derived(label, key, "digest"));
    this.sealing = new SecretKeySpec(derived(label, key, "seal"), "AES");
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
    this.check = ByteBuffer.wrap(derived(label, key, "check")).getLong();
  }

  private static byte[] derived(KeyLabel label, byte[] key, String use) {
    return Keys.hkdf(label.algorithm(), key, use.getBytes(StandardCharsets.US_ASCII));
  }

  /** A number that another key does not have and that says nothing about it. */
  long check() {
    return check;
  }

  /** The keyed hash of a value in its canonical form; the next value overwrites it. */
  KeyedHash digest(UTF8String value) {
    return hash.of(value);
  }

  /** The digest of a value in its canonical form, and the value sealed. */
  byte[] seal(UTF8String value) {
    byte[] digest = digest(value).digest();
    if (last == null || !Arrays.equals(last, 0, DIGEST_BYTES, digest, 0, DIGEST_BYTES)) {
      byte[] sealed = crypt(Cipher.ENCRYPT_MODE, digest, value.getBytes());
      last =
          ByteBuffer.allocate(DIGEST_BYTES + sealed.length)
              .put(digest, 0, DIGEST_BYTES)
              .put(sealed)
              .array();
    }
    return last;
  }

  /** The value of what {@link #seal} gave; throws {@link IllegalStateException} for all else. */
  UTF8String open(byte[] entry) {
    return UTF8String.fromBytes(
        crypt(Cipher.DECRYPT_MODE, entry, Arrays.copyOfRange(entry, DIGEST_BYTES, entry.length)));
  }

  private byte[] crypt(int mode, byte[] digest, byte[] bytes) {
    try {
      cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, digest, 0, NONCE_BYTES));
      cipher.updateAAD(digest, 0, DIGEST_BYTES);
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a value is not sealed with this key", e);
    }
  }
}
