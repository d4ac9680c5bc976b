package org.jinyanglake.release.identifiers;

/**
 * Mobile numbers of the mainland: 11 digits of an allocated series, alone or after 86, 0086 or the
 * trunk digit 0. Series as of 2022; not allocated then: 142, 143, 154, 160, 161, 163, 164, 168,
 * 169, 179, 194. Longer numbers of machines (1064…, 1440…) are no persons'.
 */
final class MobileNumber {

  /** Per second digit, the third digits that are allocated; {@code "-"} for none. */
  private static final String[] SERIES = {
    "-",
    "-",
    "-",
    "0123456789",
    "01456789",
    "012356789",
    "2567",
    "012345678",
    "0123456789",
    "012356789"
  };

  private MobileNumber() {}

  /** Whether the {@code length} digits at {@code from} are a number with or without prefix. */
  static boolean matches(char[] text, int from, int length) {
    return switch (length) {
      case 11 -> isNumber(text, from);
      case 12 -> text[from] == '0' && isNumber(text, from + 1);
      case 13 -> text[from] == '8' && text[from + 1] == '6' && isNumber(text, from + 2);
      case 15 ->
          text[from] == '0'
              && text[from + 1] == '0'
              && text[from + 2] == '8'
              && text[from + 3] == '6'
              && isNumber(text, from + 4);
      default -> false;
    };
  }

  private static boolean isNumber(char[] text, int from) {
    return text[from] == '1' && SERIES[text[from + 1] - '0'].indexOf(text[from + 2]) >= 0;
  }
}
