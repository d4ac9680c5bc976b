package org.jinyanglake.exchange;

/**
 * Text for files that people open with a spreadsheet program, which takes some texts for formulas
 * and runs them (OWASP: CSV injection).
 */
public final class SpreadsheetText {
  private static final String STARTS = "=+-@\t\r\0＝＋－＠";

  private SpreadsheetText() {}

  /**
   * The text, with an apostrophe before it if a program would take it for a formula. To get the
   * text back, take one apostrophe away where, after any number of them, one of {@code = + - @},
   * their full-width forms, a tab, a carriage return or a NUL follows. For text only: a number may
   * begin with a minus.
   */
  public static String safe(String text) {
    if (text.isEmpty()) {
      return text;
    }
    // Past any apostrophes of the text's own, so that taking one away always gives the text back.
    int first = 0;
    while (first < text.length() - 1 && text.charAt(first) == '\'') {
      first++;
    }
    return STARTS.indexOf(text.charAt(first)) >= 0 ? "'" + text : text;
  }
}
