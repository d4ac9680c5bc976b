package org.jinyanglake.release.attack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.bouncycastle.crypto.digests.SM3Digest;

/**
 * What tokens of some raw values would be if they needed no key: the usual digests, with the names
 * that everybody knows as salt, and plain encodings.
 *
 * <p>A token that is a function of the value alone is so for each value. So raw values of the rows
 * themselves, whose tokens must be there, find it sooner than all dates or all numbers would.
 */
final class Dictionary {

  /** Of a longer digest so many characters, 64 bits, are compared: a chance of 1 in 10^19. */
  private static final int PREFIX = 16;

  private static final List<String> DIGESTS = List.of("MD5", "SHA-1", "SHA-256");

  private final Map<String, Integer> whole = new HashMap<>();
  private final Map<String, Integer> prefixes = new HashMap<>();
  private final BitSet found = new BitSet();

  /**
   * @param values raw ones
   * @param salts names of the dataset, the column, the domain
   */
  Dictionary(List<String> values, Set<String> salts) {
    for (int i = 0; i < values.size(); i++) {
      for (String text : salted(values.get(i), salts)) {
        put(text, i);
      }
    }
  }

  private static Set<String> salted(String value, Set<String> salts) {
    Set<String> texts = new LinkedHashSet<>(List.of(value));
    for (String salt : salts) {
      for (String between : List.of("", ":")) {
        texts.add(salt + between + value);
        texts.add(value + between + salt);
      }
    }
    return texts;
  }

  private void put(String text, int number) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<byte[]> digests = new ArrayList<>();
    for (String algorithm : DIGESTS) {
      digests.add(digest(algorithm, bytes));
    }
    digests.add(sm3(bytes));
    for (byte[] digest : digests) {
      prefixes.put(HexFormat.of().formatHex(digest, 0, PREFIX / 2), number);
      encodings(digest).forEach(each -> whole.put(each, number));
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    whole.put(HexFormat.of().toHexDigits((int) crc.getValue()), number);
    encodings(bytes).forEach(each -> whole.put(each, number));
    whole.put(HexFormat.of().formatHex(bytes), number);
    whole.put(new StringBuilder(text).reverse().toString(), number);
    whole.put(text, number);
  }

  private static List<String> encodings(byte[] bytes) {
    return List.of(
        Base64.getEncoder().encodeToString(bytes),
        Base64.getEncoder().withoutPadding().encodeToString(bytes),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }

  private static byte[] sm3(byte[] bytes) {
    SM3Digest sm3 = new SM3Digest();
    sm3.update(bytes, 0, bytes.length);
    byte[] digest = new byte[sm3.getDigestSize()];
    sm3.doFinal(digest, 0);
    return digest;
  }

  /** Looks a published token up. */
  void look(String token) {
    Integer number = whole.get(token);
    if (number == null && token.length() >= PREFIX) {
      number = prefixes.get(token.substring(0, PREFIX).toLowerCase(java.util.Locale.ROOT));
    }
    if (number != null) {
      found.set(number);
    }
  }

  /** The numbers of the values whose tokens were met. */
  BitSet found() {
    return found;
  }
}
