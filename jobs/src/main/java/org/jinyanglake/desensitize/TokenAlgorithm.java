package org.jinyanglake.desensitize;

/** The keyed hashes of tokens; the key is derived by HKDF over the same hash. */
public enum TokenAlgorithm {
  HMAC_SHA256("HMAC-SHA256"),
  /** Over SM3, GB/T 32905-2016. */
  HMAC_SM3("HMAC-SM3");

  private final String label;

  TokenAlgorithm(String label) {
    this.label = label;
  }

  /** The algorithm of a name as contracts write it; throws {@link IllegalArgumentException}. */
  public static TokenAlgorithm of(String name) {
    for (TokenAlgorithm algorithm : values()) {
      if (algorithm.label.equals(name)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException(
        "unknown token algorithm '" + name + "', expected HMAC-SHA256 or HMAC-SM3");
  }

  @Override
  public String toString() {
    return label;
  }
}
