package org.jinyanglake.release.identifiers;

/**
 * Number plates of civil vehicles (GA 36-2018): a province, a letter, five letters and digits, or
 * six of a new-energy vehicle; of them at least three digits, so that no word is one. Military
 * plates are classified and found by {@link ClassifiedScanner}.
 */
final class Plate {
  private static final String PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  private static final String LAST = "挂学警港澳";
  private static final int FEWEST_DIGITS = 3;
  private static final int MOST_LETTERS = 2;

  private Plate() {}

  static boolean isProvince(char c) {
    return PROVINCES.indexOf(c) >= 0;
  }

  /** Whether one stands anywhere in the text, with signs and blanks between its parts or not. */
  static boolean in(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isProvince(text.charAt(i)) && follows(text, i + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean follows(String text, int from) {
    int letters = 0;
    int digits = 0;
    int size = 0;
    boolean gap = false;
    for (int at = from; at < text.length(); ) {
      int code = text.codePointAt(at);
      at += Character.charCount(code);
      if (IdentifierScanner.isInvisible(code)) {
        continue;
      }
      char c = IdentifierScanner.fold(code, true);
      if (IdentifierScanner.isSeparator(c)) {
        if (size > 1 + 6) {
          break;
        }
        gap = true;
        continue;
      }
      boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'O';
      boolean digit = c >= '0' && c <= '9';
      if (size == 0) {
        if (!letter) {
          return false;
        }
      } else if (digit) {
        digits++;
      } else if (letter) {
        letters++;
      } else {
        if (LAST.indexOf(code) >= 0 && size == 5) {
          return digits == 4 || digits == FEWEST_DIGITS;
        }
        break;
      }
      if (size >= 6 && gap && digits + letters >= 5 && isComplete(letters, digits)) {
        return true; // what comes after a blank may be another number
      }
      gap = false;
      size++;
    }
    return isComplete(letters, digits);
  }

  private static boolean isComplete(int letters, int digits) {
    int size = letters + digits;
    return (size == 5 || size == 6) && digits >= FEWEST_DIGITS && letters <= MOST_LETTERS;
  }
}
