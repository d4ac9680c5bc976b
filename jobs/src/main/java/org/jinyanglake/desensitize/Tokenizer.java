package org.jinyanglake.desensitize;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Makes the tokens of one key: the first 16 bytes, as 32 hex digits, of the {@link KeyedHash} of a
 * value in its {@linkplain Canonical canonical form}. Among 10⁹ values two share a token with a
 * probability of about 10⁻²¹. Not thread-safe.
 */
final class Tokenizer {
  private static final int TOKEN_BYTES = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final KeyedHash hash;

  Tokenizer(KeyLabel label, byte[] key) {
    this.hash = new KeyedHash(label, key);
  }

  /** The token of a value; null for a value that is null or blank. */
  UTF8String token(UTF8String value) {
    UTF8String canonical = Canonical.of(value);
    if (canonical == null) {
      return null;
    }
    byte[] digest = hash.of(canonical).digest();
    byte[] hex = new byte[2 * TOKEN_BYTES];
    for (int i = 0; i < TOKEN_BYTES; i++) {
      hex[2 * i] = HEX[(digest[i] >> 4) & 15];
      hex[2 * i + 1] = HEX[digest[i] & 15];
    }
    return UTF8String.fromBytes(hex);
  }

  /** HMAC (RFC 2104) over a hash of 32 bytes. */
  interface Hmac {
    void update(byte[] bytes);

    void finish(byte[] digest);

    static Hmac of(TokenAlgorithm algorithm, byte[] key) {
      return switch (algorithm) {
        case HMAC_SHA256 -> new Sha256(key);
        case HMAC_SM3 -> new Sm3(key);
      };
    }
  }

  private static final class Sha256 implements Hmac {
    private final Mac mac;

    Sha256(byte[] key) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    }

    @Override
    public void update(byte[] bytes) {
      mac.update(bytes);
    }

    @Override
    public void finish(byte[] digest) {
      try {
        mac.doFinal(digest, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Sm3 implements Hmac {
    private final HMac mac = new HMac(new SM3Digest());

    Sm3(byte[] key) {
      mac.init(new KeyParameter(key));
    }

    @Override
    public void update(byte[] bytes) {
      mac.update(bytes, 0, bytes.length);
    }

    @Override
    public void finish(byte[] digest) {
      mac.doFinal(digest, 0);
    }
  }
}
