package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jinyanglake.contract.Alphabet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatPreservingTest {
  private static final byte[] NIST_KEY = hex("2b7e151628aed2a6abf7158809cf4f3c");
  private static final byte[] SM4_KEY = hex("0123456789abcdeffedcba9876543210");
  private static final KeyLabel AES = label("HMAC-SHA256");
  private static final KeyLabel SM4 = label("HMAC-SM3");

  /** NIST's samples of FF1-AES128; SM4 is no standard there, and its results are ours of before. */
  @ParameterizedTest
  @CsvSource({
    "AES, 2b7e151628aed2a6abf7158809cf4f3c, 10, '', 0123456789, 2433477484",
    "AES, 2b7e151628aed2a6abf7158809cf4f3c, 10, 39383736353433323130, 0123456789, 6124200773",
    "AES, 2b7e151628aed2a6abf7158809cf4f3c, 36, 3737373770717273373737, 0123456789abcdefghi, a9tv40mll9kdu509eum",
    "SM4, 0123456789abcdeffedcba9876543210, 10, '', 0123456789, 4865229067",
    "SM4, 0123456789abcdeffedcba9876543210, 10, 7068, 13800000000, 91965775304"
  })
  void ff1IsThatOfTheStandard(
      String cipher, String key, int radix, String tweak, String plain, String encrypted) {
    BlockCipher block = cipher.equals("AES") ? AESEngine.newInstance() : new SM4Engine();
    FPEFF1Engine engine = new FPEFF1Engine(block);
    engine.init(true, new FPEParameters(new KeyParameter(hex(key)), radix, hex(tweak)));
    byte[] numerals = new byte[plain.length()];
    for (int i = 0; i < numerals.length; i++) {
      numerals[i] = (byte) Character.digit(plain.charAt(i), radix);
    }
    engine.processBlock(numerals, 0, numerals.length, numerals, 0);
    StringBuilder text = new StringBuilder();
    for (byte numeral : numerals) {
      text.append(Character.forDigit(numeral, radix));
    }
    assertThat(text).hasToString(encrypted);
  }

  @Test
  void aValueIsEncryptedByThePlatformsAesAsByNists() {
    assertThat(encrypt(AES, NIST_KEY, "0123456789")).isEqualTo("2433477484");
    assertThat(encrypt(SM4, SM4_KEY, "0123456789")).isEqualTo("4865229067");
    assertThat(encrypt(AES, NIST_KEY, "012-345 6789")).isEqualTo("243-347 7484");
  }

  @Test
  void whatIsEncryptedHasItsFormAndComesBack() {
    Random random = new Random(1);
    for (Alphabet alphabet : Alphabet.values()) {
      String characters = alphabet.characters();
      for (KeyLabel label : new KeyLabel[] {AES, SM4}) {
        FormatPreserving cipher = new FormatPreserving(label, NIST_KEY);
        for (int i = 0; i < 500; i++) {
          StringBuilder text = new StringBuilder();
          int length = alphabet.leastLength() + random.nextInt(30);
          while (text.length() < length) {
            text.append(characters.charAt(random.nextInt(characters.length())));
          }
          text.insert(random.nextInt(length), "-");
          UTF8String plain = UTF8String.fromString(text.toString());
          UTF8String encrypted = cipher.encrypt(plain, alphabet, 0);
          assertThat(encrypted.toString().indexOf('-')).isEqualTo(text.indexOf("-"));
          assertThat(encrypted.toString()).hasSize(text.length()).matches("[0-9A-Za-z-]+");
          assertThat(encrypted.toString().replace("-", "").chars())
              .allMatch(c -> characters.indexOf(c) >= 0);
          assertThat(cipher.decrypt(encrypted, alphabet, 0)).isEqualTo(plain);
        }
      }
    }
  }

  @Test
  void aDomainOfLessThanAMillionTextsIsNotEncrypted() {
    FormatPreserving cipher = new FormatPreserving(AES, NIST_KEY);
    for (Alphabet alphabet : Alphabet.values()) {
      int least = alphabet.leastLength();
      assertThat(Math.pow(alphabet.characters().length(), least)).isGreaterThanOrEqualTo(1e6);
      assertThat(Math.pow(alphabet.characters().length(), least - 1.0)).isLessThan(1e6);
      assertThat(cipher.encrypt(UTF8String.fromString("1".repeat(least - 1)), alphabet, 1))
          .isNull();
      assertThat(cipher.encrypt(UTF8String.fromString("1".repeat(least)), alphabet, 1)).isNotNull();
    }
  }

  private static String encrypt(KeyLabel label, byte[] key, String text) {
    return new FormatPreserving(label, key)
        .encrypt(UTF8String.fromString(text), Alphabet.DIGITS, 6)
        .toString();
  }

  private static KeyLabel label(String hash) {
    return KeyLabel.parse(hash + "|a.b|conditional|encrypt:phone|v=1");
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
