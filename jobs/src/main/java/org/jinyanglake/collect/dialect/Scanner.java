package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.List;

/**
 * Goes through delimited text record by record. A quote opens a cell only at its start and closes
 * it only before a delimiter or a line end; any other quote is text and makes the record {@link
 * Scanned#stray}. A line ends with LF, CR LF or CR, mixed as they come.
 */
final class Scanner {

  /** A quoted cell does not go on for more lines or characters: its quote is text. */
  private static final int MOST_LINES = 500;

  private static final int LONGEST = 1 << 20;

  /** In a text with many quotes that are not closed, it does not go on for more. */
  private static final int FEW_LINES = 4;

  private static final int SHORT = 512;

  /** For the ends of quotes that are not closed so many times the text is looked through. */
  private static final long IN_VAIN = 20;

  /** A record has no more cells; what is left of its line is in the last. */
  static final int MOST_CELLS = 100_000;

  private final String text;
  private final int end;
  private final char delimiter;
  private final boolean blankAfter;
  private final char quote;
  private final char escape;
  private final boolean doubled;

  private int at;
  private int line = 1;

  /** Of the record that is being read. */
  private final StringBuilder cell = new StringBuilder();

  private boolean stray;
  private int breaks;

  /** The number of characters that were looked at for quotes that are not closed. */
  private long inVain;

  /** Over all records: cells that a quote opens, and those that end with it. */
  private int opened;

  private int closed;

  /** Over all records: cells after a delimiter that hold something, and a blank before it. */
  private int followers;

  private int blanks;

  private int quotesAfterBlank;

  Scanner(String text, Dialect dialect) {
    this(text, 0, text.length(), 1, dialect);
  }

  /** Of {@code text[from, end)}, which begins with line {@code line}. */
  Scanner(String text, int from, int end, int line, Dialect dialect) {
    this.text = text;
    this.at = from;
    this.end = end;
    this.line = line;
    this.delimiter = dialect.delimiter();
    this.blankAfter = dialect.blankAfter();
    this.quote = dialect.quote();
    this.escape = dialect.hasQuote() ? dialect.escape() : Dialect.NONE;
    this.doubled = escape == quote;
  }

  boolean hasNext() {
    return at < end;
  }

  /** The next record, over as many lines as its quotes make it. */
  Scanned next() {
    return advance(parse(true));
  }

  /** Goes to the end of a record. */
  Scanned advance(Scanned record) {
    at = record.next();
    line += record.lines();
    return record;
  }

  /**
   * Reads the record here without going on.
   *
   * @param multiline whether quotes may hold line breaks
   */
  Scanned parse(boolean multiline) {
    List<String> cells = new ArrayList<>();
    stray = false;
    breaks = 0;
    int i = at;
    while (true) {
      if (blankAfter && !cells.isEmpty() && !isBoundary(i)) {
        followers++;
        if (text.charAt(i) == ' ') {
          blanks++;
          i++;
          quotesAfterBlank += i < end && text.charAt(i) == quote ? 1 : 0;
        }
      }
      int after = -1;
      if (quote != Dialect.NONE && i < end && text.charAt(i) == quote) {
        opened++;
        after = quoted(i, multiline);
      }
      if (after < 0) {
        after = plain(i, cells.size() + 1 < MOST_CELLS);
      }
      cells.add(cell.toString());
      if (after < end && text.charAt(after) == delimiter && cells.size() < MOST_CELLS) {
        i = after + 1;
        continue;
      }
      int next = afterLineEnd(after);
      return new Scanned(cells, line, at, after, next, 1 + breaks, stray, Scanned.How.AS_WRITTEN);
    }
  }

  /** Reads a quoted cell; returns the index after it, −1 if its quote closes nowhere. */
  private int quoted(int from, boolean multiline) {
    cell.setLength(0);
    boolean inner = false;
    int lineBreaks = 0;
    boolean tired = inVain > IN_VAIN * text.length();
    int mostLines = tired ? FEW_LINES : MOST_LINES;
    int limit = (int) Math.min(end, from + (long) (tired ? SHORT : LONGEST));
    for (int i = from + 1; i < limit; i++) {
      char c = text.charAt(i);
      if (c == escape && !doubled && i + 1 < end && isEscaped(text.charAt(i + 1))) {
        cell.append(text.charAt(++i));
      } else if (c == quote) {
        if (doubled && i + 1 < end && text.charAt(i + 1) == quote) {
          cell.append(quote);
          i++;
        } else if (isBoundary(i + 1)) {
          stray |= inner;
          closed += inner && lineBreaks > 0 ? 0 : 1;
          breaks += lineBreaks;
          return i + 1;
        } else {
          inner = true;
          cell.append(c);
        }
      } else {
        if (c == '\n' || c == '\r' && !(i + 1 < end && text.charAt(i + 1) == '\n')) {
          if (!multiline) {
            return -1;
          }
          if (++lineBreaks > mostLines) {
            inVain += i - from;
            return -1;
          }
        } else if (c == '\r' && !multiline) {
          return -1;
        }
        cell.append(c);
      }
    }
    inVain += limit - from;
    return -1;
  }

  private boolean isEscaped(char c) {
    return c == quote || c == escape || c == delimiter;
  }

  /**
   * Reads a cell without quotes; returns the index after it.
   *
   * @param ends whether it ends at a delimiter
   */
  private int plain(int from, boolean ends) {
    cell.setLength(0);
    int start = from;
    int i = from;
    for (; i < end; i++) {
      char c = text.charAt(i);
      if (c == delimiter && ends || c == '\n' || c == '\r') {
        break;
      }
      if (c == quote && quote != Dialect.NONE) {
        stray = true;
      } else if (c == escape && !doubled && i + 1 < end && isEscaped(text.charAt(i + 1))) {
        cell.append(text, start, i);
        start = ++i;
      }
    }
    cell.append(text, start, i);
    return i;
  }

  private boolean isBoundary(int i) {
    if (i >= end) {
      return true;
    }
    char c = text.charAt(i);
    return c == delimiter || c == '\n' || c == '\r';
  }

  private int afterLineEnd(int i) {
    if (i >= end) {
      return end;
    }
    boolean pair = text.charAt(i) == '\r' && i + 1 < end && text.charAt(i + 1) == '\n';
    return i + (pair ? 2 : 1);
  }

  /** The share of cells opened by a quote that end with it; 1 if there are none. */
  double closedShare() {
    return opened == 0 ? 1 : (double) closed / opened;
  }

  /** Whether any cell was opened by a quote. */
  boolean hasQuotes() {
    return opened > 0;
  }

  /** Whether blanks stand before as many cells as this, quoted ones among them. */
  boolean hasBlanks(double share) {
    return quotesAfterBlank > 0 && blanks >= share * followers;
  }

  /** Goes to the end. */
  Scanner toEnd() {
    while (hasNext()) {
      next();
    }
    return this;
  }

  /** The text of a record as it was written, without its line end. */
  String written(Scanned record) {
    return text.substring(record.from(), record.to());
  }
}
