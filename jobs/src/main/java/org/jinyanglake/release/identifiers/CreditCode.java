package org.jinyanglake.release.identifiers;

/**
 * Unified social credit codes of GB 32100-2015: a registry, a kind, six digits of region, the
 * organisation code of GB 11714 in places 9 to 17, a check character. Both check characters must
 * hold.
 */
final class CreditCode {

  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int[] WEIGHTS = {
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28
  };
  private static final int[] INNER_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
  private static final int[] VALUE = new int[128];

  /** The region of organisations that the central government registers. */
  private static final int NATIONAL = 10;

  static {
    java.util.Arrays.fill(VALUE, -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUE[ALPHABET.charAt(i)] = i;
    }
  }

  private CreditCode() {}

  /** Whether the 18 characters at {@code from}, digits and upper-case letters, are a code. */
  static boolean matches(char[] text, int from) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      char c = text[from + i];
      int value = VALUE[c];
      if (value < 0 || i >= 2 && i < 8 && value > 9) {
        return false;
      }
      sum += value * WEIGHTS[i];
    }
    int region = Region.two(text, from + 2);
    return VALUE[text[from + 17]] == (31 - sum % 31) % 31
        && (Region.isProvince(region) || region == NATIONAL)
        && innerMatches(text, from + 8);
  }

  /** GB 11714: letters count from A = 10, the check is 11 less the sum mod 11, 10 being X. */
  private static boolean innerMatches(char[] text, int from) {
    int sum = 0;
    for (int i = 0; i < 8; i++) {
      char c = text[from + i];
      sum += (c <= '9' ? c - '0' : c - 'A' + 10) * INNER_WEIGHTS[i];
    }
    int check = 11 - sum % 11;
    char expected = check == 10 ? 'X' : check == 11 ? '0' : (char) ('0' + check);
    return text[from + 8] == expected;
  }
}
