package org.jinyanglake.collect.dialect;

/**
 * How the cells of delimited text are told apart.
 *
 * @param delimiter between cells
 * @param blankAfter whether a blank after each delimiter belongs to it
 * @param quote around cells, {@link #NONE} if quotes mean nothing
 * @param escape before a quote inside quotes: the quote itself (it is doubled) or a backslash
 */
public record Dialect(char delimiter, boolean blankAfter, char quote, char escape) {

  /** No such character. */
  public static final char NONE = 0;

  /** Of text that has one cell a line. */
  public static final char NO_DELIMITER = 0xffff;

  /** A dialect whose quotes are doubled inside quotes. */
  static Dialect of(char delimiter, char quote) {
    return new Dialect(delimiter, false, quote, quote);
  }

  Dialect withEscape(char other) {
    return new Dialect(delimiter, blankAfter, quote, other);
  }

  Dialect withBlankAfter(boolean other) {
    return new Dialect(delimiter, other, quote, escape);
  }

  /** Whether cells end at a delimiter at all. */
  public boolean hasDelimiter() {
    return delimiter != NO_DELIMITER;
  }

  public boolean hasQuote() {
    return quote != NONE;
  }

  /** Whether a quote inside quotes has a backslash before it. */
  public boolean hasBackslash() {
    return escape == '\\' && hasQuote();
  }

  /** In words: {@code delimiter ';', quote '"' doubled}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(hasDelimiter() ? "delimiter " + name(delimiter) : "no delimiter");
    if (blankAfter) {
      text.append(" and a blank");
    }
    if (hasQuote()) {
      text.append(", quote ").append(name(quote));
      text.append(hasBackslash() ? " after a backslash inside" : "");
    } else {
      text.append(", no quote");
    }
    return text.toString();
  }

  static String name(char c) {
    return switch (c) {
      case '\t' -> "tab";
      case ' ' -> "blank";
      case 0x1f -> "U+001F";
      default -> "'" + c + "'";
    };
  }
}
