package org.jinyanglake.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The characters that format-preserving encryption takes and gives, in the order of their value.
 */
public enum Alphabet {
  DIGITS("0123456789"),
  DIGITS_UPPER("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  DIGITS_LETTERS("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

  /** NIST SP 800-38G: of fewer texts somebody could try all. */
  private static final long LEAST_TEXTS = 1_000_000;

  private final String characters;

  Alphabet(String characters) {
    this.characters = characters;
  }

  /** All of them, ASCII. */
  public String characters() {
    return characters;
  }

  /** The least length of which there are a million texts. */
  public int leastLength() {
    int length = 0;
    for (long texts = 1; texts < LEAST_TEXTS; texts *= characters.length()) {
      length++;
    }
    return length;
  }

  /** The alphabet of a name as contracts write it; throws {@link IllegalArgumentException}. */
  public static Alphabet of(String name) {
    for (Alphabet alphabet : values()) {
      if (alphabet.toString().equals(name)) {
        return alphabet;
      }
    }
    // The name is not quoted: where arguments were swapped, it is a value.
    throw new IllegalArgumentException("no such alphabet, but " + String.join(", ", names()));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Alphabet::toString).toList();
  }

  /** As contracts write it: {@code digits-upper}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
