package org.jinyanglake.release.identifiers;

/** Vehicle identification numbers of GB 16735, of makers in China, with their check character. */
final class Vin {
  private static final int[] WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final String VALUES = "12345678123457923456789";

  private Vin() {}

  /** Whether the 17 digits and upper-case letters at {@code from} are a number. */
  static boolean matches(char[] text, int from) {
    if (text[from] != 'L') {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      char c = text[from + i];
      int letter = LETTERS.indexOf(c);
      if (c > '9' && letter < 0) {
        return false;
      }
      sum += WEIGHTS[i] * ((c <= '9' ? c : VALUES.charAt(letter)) - '0');
    }
    int check = sum % 11;
    return text[from + 8] == (check == 10 ? 'X' : (char) ('0' + check));
  }
}
