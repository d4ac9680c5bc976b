package org.jinyanglake.desensitize;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jinyanglake.contract.Alphabet;

/**
 * Encrypts texts within their alphabet with one key, by FF1 of NIST SP 800-38G without a tweak,
 * over AES-128 or SM4. Hyphens and blanks stay where they are. A text with any other character that
 * the alphabet lacks, or with too few from it, gives null. Not thread-safe.
 */
final class FormatPreserving {
  private static final int KEY_BYTES = 16;
  private static final byte SEPARATOR = -1;
  private static final byte STRANGE = -2;

  private final KeyParameter key;
  private final boolean sm4;
  private final Map<Alphabet, Direction> encrypting = new EnumMap<>(Alphabet.class);
  private final Map<Alphabet, Direction> decrypting = new EnumMap<>(Alphabet.class);

  /** With the key's first 16 bytes: SM4 for a key that SM3 derived, else AES. */
  FormatPreserving(KeyLabel label, byte[] key) {
    this.key = new KeyParameter(Arrays.copyOf(key, KEY_BYTES));
    this.sm4 = label.algorithm() == TokenAlgorithm.HMAC_SM3;
  }

  /** The encrypted text, or null. */
  UTF8String encrypt(UTF8String text, Alphabet alphabet, int minLength) {
    return encrypting
        .computeIfAbsent(alphabet, any -> new Direction(alphabet, true))
        .turn(text, minLength);
  }

  /** The text that was encrypted, or null. */
  UTF8String decrypt(UTF8String text, Alphabet alphabet, int minLength) {
    return decrypting
        .computeIfAbsent(alphabet, any -> new Direction(alphabet, false))
        .turn(text, minLength);
  }

  private final class Direction {
    private final FPEFF1Engine ff1 = new FPEFF1Engine(sm4 ? new SM4Engine() : new Aes());
    private final int leastLength;
    private final byte[] characters;
    private final byte[] values = new byte[128];
    private byte[] numerals = new byte[32];

    Direction(Alphabet alphabet, boolean encrypt) {
      leastLength = alphabet.leastLength();
      characters = alphabet.characters().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      Arrays.fill(values, STRANGE);
      values['-'] = SEPARATOR;
      values[' '] = SEPARATOR;
      for (int i = 0; i < characters.length; i++) {
        values[characters[i]] = (byte) i;
      }
      ff1.init(encrypt, new FPEParameters(key, characters.length, new byte[0]));
    }

    UTF8String turn(UTF8String text, int minLength) {
      byte[] bytes = text.getBytes();
      if (bytes.length > numerals.length) {
        numerals = new byte[bytes.length];
      }
      int length = 0;
      for (byte b : bytes) {
        byte value = b < 0 ? STRANGE : values[b];
        if (value == STRANGE) {
          return null;
        }
        if (value != SEPARATOR) {
          numerals[length++] = value;
        }
      }
      if (length < Math.max(minLength, leastLength)) {
        return null;
      }
      ff1.processBlock(numerals, 0, length, numerals, 0);
      byte[] turned = new byte[bytes.length];
      int next = 0;
      for (int i = 0; i < bytes.length; i++) {
        turned[i] = values[bytes[i]] == SEPARATOR ? bytes[i] : characters[numerals[next++]];
      }
      return UTF8String.fromBytes(turned);
    }
  }

  /** The block function of AES as the Java platform has it, by the processor's instructions. */
  private static final class Aes implements BlockCipher {
    private static final int BLOCK_BYTES = 16;
    private Cipher cipher;

    @Override
    public void init(boolean encrypt, CipherParameters parameters) {
      try {
        cipher = Cipher.getInstance("AES/ECB/NoPadding"); // one block at a time; FF1 is the mode
        cipher.init(
            encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            new SecretKeySpec(((KeyParameter) parameters).getKey(), "AES"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has AES", e);
      }
    }

    @Override
    public int processBlock(byte[] in, int from, byte[] out, int to) {
      try {
        return cipher.update(in, from, BLOCK_BYTES, out, to);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String getAlgorithmName() {
      return "AES";
    }

    @Override
    public int getBlockSize() {
      return BLOCK_BYTES;
    }

    @Override
    public void reset() {
      // no state between blocks
    }
  }
}
