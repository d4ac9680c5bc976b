package org.jinyanglake.desensitize.recognize;

/**
 * A text without its disguises, character by character: full-width letters, digits and signs are
 * ASCII, lower-case letters upper-case, invisible characters {@link #NOTHING}. As many UTF-16 units
 * as the original, so that a place in one is the same place in the other.
 */
final class Text {
  static final char NOTHING = '\0';

  private static final char[] PLAIN = plain();
  private static final byte[] DIGITS = digits();

  private final char[] plain;

  Text(String original) {
    plain = original.toCharArray();
    for (int i = 0; i < plain.length; i++) {
      plain[i] = PLAIN[plain[i]];
    }
  }

  int length() {
    return plain.length;
  }

  char at(int place) {
    return plain[place];
  }

  /** The digit that a character stands for, Chinese numerals included; -1 if it is none. */
  int digit(int place) {
    return DIGITS[plain[place]];
  }

  boolean isLatin(int place) {
    char c = plain[place];
    return c >= 'A' && c <= 'Z';
  }

  boolean isAsciiDigit(int place) {
    char c = plain[place];
    return c >= '0' && c <= '9';
  }

  boolean isLatinOrAsciiDigit(int place) {
    return isLatin(place) || isAsciiDigit(place);
  }

  boolean isHan(int place) {
    return plain[place] >= '\u4E00' && plain[place] <= '\u9FFF';
  }

  boolean startsWith(String what, int place) {
    if (place < 0 || place + what.length() > plain.length) {
      return false;
    }
    for (int i = 0; i < what.length(); i++) {
      if (plain[place + i] != what.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The first place from one on that is not {@link #NOTHING}. */
  int visible(int place) {
    int next = place;
    while (next < plain.length && plain[next] == NOTHING) {
      next++;
    }
    return next;
  }

  /** As {@link #visible}, to the left; -1 if there is none. */
  int visibleBefore(int place) {
    int next = place - 1;
    while (next >= 0 && plain[next] == NOTHING) {
      next--;
    }
    return next;
  }

  String between(int start, int end) {
    return new String(plain, start, end - start);
  }

  private static char[] plain() {
    char[] plain = new char[1 << 16];
    for (int c = 0; c < plain.length; c++) {
      int shown = c;
      if (c >= 0xFF01 && c <= 0xFF5E) {
        shown = c - 0xFEE0;
      } else if (c == 0x3000 || c == 0x00A0 || c >= 0x2000 && c <= 0x200A) {
        shown = ' ';
      } else if (c >= 0x2010 && c <= 0x2015 || c == 0x2212 || c == 0xFE63) {
        shown = '-';
      } else if (Character.getType(c) == Character.FORMAT || c >= 0xFE00 && c <= 0xFE0F) {
        shown = NOTHING;
      } else if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
        shown = '0' + Character.digit(c, 10);
      }
      plain[c] = shown < 128 ? (char) Character.toUpperCase(shown) : (char) shown;
    }
    return plain;
  }

  private static byte[] digits() {
    byte[] digits = new byte[1 << 16];
    java.util.Arrays.fill(digits, (byte) -1);
    for (int digit = 0; digit < 10; digit++) {
      digits['0' + digit] = (byte) digit;
      digits["零一二三四五六七八九".charAt(digit)] = (byte) digit;
      digits["〇壹贰叁肆伍陆柒捌玖".charAt(digit)] = (byte) digit;
    }
    digits['○'] = 0;
    digits['幺'] = 1;
    digits['两'] = 2;
    return digits;
  }
}
