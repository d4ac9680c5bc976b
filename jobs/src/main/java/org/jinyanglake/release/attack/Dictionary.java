package org.jinyanglake.release.attack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

  /** The hashes of those: nearly no published token has one of them. */
  private final BitSet wholeHashes = new BitSet();

  private final Map<String, Integer> prefixes = new HashMap<>();

  /** The hashes of those. */
  private final BitSet beginnings = new BitSet();

  private final BitSet found = new BitSet();
  private final List<MessageDigest> digests = DIGESTS.stream().map(Dictionary::digest).toList();
  private final SM3Digest sm3 = new SM3Digest();

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
    for (MessageDigest digest : digests) {
      putDigest(digest.digest(bytes), number);
    }
    byte[] digest = new byte[sm3.getDigestSize()];
    sm3.update(bytes, 0, bytes.length);
    sm3.doFinal(digest, 0);
    putDigest(digest, number);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    putWhole(HexFormat.of().toHexDigits((int) crc.getValue()), number);
    putWhole(Base64.getEncoder().encodeToString(bytes), number);
    putWhole(Base64.getEncoder().withoutPadding().encodeToString(bytes), number);
    putWhole(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), number);
    putWhole(HexFormat.of().formatHex(bytes), number);
    putWhole(new StringBuilder(text).reverse().toString(), number);
    putWhole(text, number);
  }

  private void putWhole(String token, int number) {
    whole.put(token, number);
    wholeHashes.set(spread(token.hashCode()));
  }

  /** Hashes of numbers of eleven digits, say, lie close together. */
  private static int spread(int hash) {
    return hash * 0x9E3779B9 >>> 10;
  }

  /** In hexadecimal and Base64, of any alphabet. */
  private void putDigest(byte[] digest, int number) {
    putPrefix(HexFormat.of().formatHex(digest, 0, PREFIX / 2), number);
    byte[] first = Arrays.copyOf(digest, PREFIX / 4 * 3);
    putPrefix(Base64.getEncoder().encodeToString(first), number);
    putPrefix(Base64.getUrlEncoder().encodeToString(first), number);
  }

  private void putPrefix(String prefix, int number) {
    prefixes.put(prefix, number);
    beginnings.set(beginning(prefix));
  }

  /** A hash of the first characters, the same for upper and lower case. */
  private static int beginning(String text) {
    int hash = 0;
    for (int i = 0; i < PREFIX; i++) {
      hash = 31 * hash + (text.charAt(i) | 0x20);
    }
    return spread(hash);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }

  /** Looks a published token up. */
  void look(String token) {
    Integer number = wholeHashes.get(spread(token.hashCode())) ? whole.get(token) : null;
    if (number == null && token.length() >= PREFIX && beginnings.get(beginning(token))) {
      String prefix = token.substring(0, PREFIX);
      number = prefixes.get(prefix);
      if (number == null) { // hexadecimal in capital letters
        number = prefixes.get(prefix.toLowerCase(Locale.ROOT));
      }
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
