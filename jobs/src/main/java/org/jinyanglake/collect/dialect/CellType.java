package org.jinyanglake.collect.dialect;

import java.util.regex.Pattern;

/** What a cell looks like. */
public enum CellType {
  EMPTY,
  NUMBER,
  DATE,
  TIME,
  /** Mail and web addresses, and addresses of the Internet protocol. */
  ADDRESS,
  /** A stand-in for a value that is missing, as {@code n/a}. */
  MISSING,
  /** Letters, digits and the signs that stand in names and sentences without delimiters. */
  WORD,
  OTHER;

  private static final int LONGEST = 100;

  private static final Pattern NUMERAL =
      Pattern.compile(
          "[-+(]?[€$£¥￥]?\\s?[-+]?(?:\\d{1,3}(?:[,' \u00a0]\\d{3})+(?:[.]\\d+)?"
              + "|\\d{1,3}(?:[.]\\d{3})+(?:,\\d+)?|\\d+(?:[.,]\\d*)?|[.,]\\d+)"
              + "(?:[eE][-+]?\\d{1,3})?\\s?[%€$£¥元)]?");
  private static final Pattern DAY =
      Pattern.compile(
          "(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})"
              + "|\\d{1,2}[-/ ]?(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
              + "(?:[-/ ,]+(?:\\d{4}|\\d{2}))?"
              + "|(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}[-/ ]"
              + "(?:\\d{1,2},? ?)?(?:\\d{4}|\\d{2})|\\d{4}年\\d{1,2}月)"
              + "(?:[ T]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp][Mm]|Z|[-+]\\d{2}:?\\d{2})?)?");
  private static final Pattern CLOCK =
      Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AaPp][Mm])?");
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:https?|ftp)://\\S+|www\\.\\S+|[\\w.+-]+@[\\w-]+\\.[\\w.-]+"
              + "|\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?");
  private static final Pattern STAND_IN =
      Pattern.compile("(?i:n/?a|nan|null|none|nil|missing|-+|\\.+|\\*+|无|空)");
  private static final String SIGNS = " -_./()&'’‘“”%#@+*!?$€£°·–—（）《》【】、。，：；？！\u00a0";

  /** Whether it is of a kind that few words are: what columns of numbers, dates and so on hold. */
  boolean isTyped() {
    return this == NUMBER || this == DATE || this == TIME || this == ADDRESS;
  }

  /** What a cell looks like, blanks around it aside. */
  public static CellType of(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return EMPTY;
    }
    if (text.length() <= LONGEST) {
      char first = text.charAt(0);
      boolean digits = false;
      for (int i = 0; i < text.length() && !digits; i++) {
        digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
      }
      if (digits) {
        if (!Character.isLetter(first) && NUMERAL.matcher(text).matches()) {
          return NUMBER;
        }
        if (DAY.matcher(text).matches()) {
          return DATE;
        }
        if (CLOCK.matcher(text).matches()) {
          return TIME;
        }
      }
      if (STAND_IN.matcher(text).matches()) {
        return MISSING;
      }
    }
    if (text.length() < 2000 && isAddress(text)) {
      return ADDRESS;
    }
    return isWord(text) ? WORD : OTHER;
  }

  private static boolean isAddress(String text) {
    return (text.indexOf('.') > 0) && text.indexOf(' ') < 0 && PLACE.matcher(text).matches();
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c)
          && !Character.isSurrogate(c)
          && Character.getType(c) != Character.NON_SPACING_MARK
          && SIGNS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
