package org.jinyanglake.desensitize.recognize;

import java.util.List;

/**
 * Numbers of soldiers (军字第1234567号) and plates of military and armed police vehicles (VA·12345,
 * 军A12345, WJ晋8888X), also with signs between their characters. Two letters and five digits alone
 * are many things; they are a plate after a word or with a dot that says so.
 */
final class Military implements Recognizer {
  /** The score of letters and digits that are a plate if their column is one of plates. */
  static final double BARE_PLATE = 0.5;

  private static final String ARMS = "军武兵士文后空海火警";
  private static final String ARMIES = "VKHBSLJNGC";
  private static final String ARMIES_OF_2004 = "军海空北沈兰济南广成";
  private static final Cues PLATES = new Cues("车牌", "牌照", "号牌", "牌号", "车号", "军车", "军牌", "PLATE");
  private static final int SERIAL = 5;

  @Override
  public void find(Text text, List<Finding> found) {
    for (int at = 0; at + 4 < text.length(); at++) {
      char c = text.at(at);
      if (text.isHan(at)) {
        if (ARMS.indexOf(c) >= 0) {
          soldier(text, at, found);
        }
        if (ARMIES_OF_2004.indexOf(c) >= 0) {
          plate(text, at, "军海空".indexOf(c) >= 0 ? 0.9 : BARE_PLATE, found);
        }
      } else if (c == 'W') {
        armedPolice(text, at, found);
      } else if (ARMIES.indexOf(c) >= 0) {
        plate(text, at, BARE_PLATE, found);
      }
    }
  }

  private static void soldier(Text text, int at, List<Finding> found) {
    int next = skip(text, at + 1);
    if (!is(text, next, '字')) {
      return;
    }
    next = skip(text, next + 1);
    if (is(text, next, '第')) {
      next = skip(text, next + 1);
    }
    int digits = 0;
    int end = next;
    while (next < text.length() && text.digit(next) >= 0 && digits < 9) {
      digits++;
      end = next + 1;
      next = skip(text, end);
    }
    if (digits >= 5 && digits <= 8) {
      found.add(new Finding(Kind.MILITARY_ID, at, is(text, next, '号') ? next + 1 : end, 1));
    }
  }

  /** A sign of the army, a letter, five digits. */
  private static void plate(Text text, int at, double bare, List<Finding> found) {
    int letter = skip(text, at + 1);
    if (isInWord(text, at - 1) && !text.isHan(at)
        || letter >= text.length()
        || !text.isLatin(letter)) {
      return;
    }
    int serial = skip(text, letter + 1);
    int end = digits(text, serial, SERIAL);
    if (end > 0) {
      boolean dotted = text.between(letter + 1, serial).contains("·");
      double score = dotted || PLATES.before(text, at) ? 0.95 : bare;
      found.add(new Finding(Kind.MILITARY_PLATE, at, end, score));
    }
  }

  /** WJ, a province or two digits, and five characters of which four are digits. */
  private static void armedPolice(Text text, int at, List<Finding> found) {
    int next = skip(text, at + 1);
    if (isInWord(text, at - 1) || !is(text, next, 'J')) {
      return;
    }
    next = skip(text, next + 1);
    boolean province = next < text.length() && Plates.PROVINCES.indexOf(text.at(next)) >= 0;
    int region = province ? next + 1 : digits(text, next, 2);
    if (region < 0) {
      return;
    }
    next = skip(text, region);
    int digits = 0;
    int others = 0;
    int end = next;
    while (next < text.length()
        && (text.isLatinOrAsciiDigit(next) || text.isHan(next) && others == 0 && digits < 3)) {
      boolean digit = text.isAsciiDigit(next);
      digits += digit ? 1 : 0;
      others += digit ? 0 : 1;
      end = next + 1;
      next = skip(text, end);
    }
    if (others <= 1 && digits + others == SERIAL) {
      double score = province || PLATES.before(text, at) ? 0.9 : BARE_PLATE;
      found.add(new Finding(Kind.MILITARY_PLATE, at, end, score));
    }
  }

  /** The place after so many digits that nothing continues; -1 if there are others. */
  private static int digits(Text text, int from, int count) {
    int next = from;
    int end = from;
    for (int i = 0; i < count; i++) {
      if (next >= text.length() || !text.isAsciiDigit(next)) {
        return -1;
      }
      end = next + 1;
      next = skip(text, end);
    }
    return count == SERIAL && isInWord(text, end) ? -1 : end;
  }

  private static boolean isInWord(Text text, int place) {
    return place >= 0 && place < text.length() && text.isLatinOrAsciiDigit(place);
  }

  private static boolean is(Text text, int place, char c) {
    return place < text.length() && text.at(place) == c;
  }

  private static int skip(Text text, int from) {
    int next = from;
    while (next < text.length() && isBetween(text.at(next))) {
      next++;
    }
    return next;
  }

  /** What may stand between the characters of a number to disguise it. */
  static boolean isBetween(char c) {
    return c <= ' ' || c == '·' || c == '-' || c == '.' || c == '_';
  }
}
