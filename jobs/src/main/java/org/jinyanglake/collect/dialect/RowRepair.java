package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads a line with misplaced quotes so that it has as many cells as its table: the reading with
 * the fewest liberties. A quote may be taken for text, and a delimiter beside a quote for missing.
 * Nothing is added to or taken from the cells.
 */
final class RowRepair {

  private static final int NEVER = Integer.MAX_VALUE / 2;
  private static final int INNER_QUOTE = 1;
  private static final int QUOTE_IN_PLAIN = 2;
  private static final int MISSING_DELIMITER = 2;
  private static final int QUOTE_IS_TEXT = 3;

  private static final int MOST_LIBERTIES = 2 * QUOTE_IS_TEXT;

  /** Lines are looked at if their characters times their cells are no more than that. */
  private static final int MOST_STATES = 1 << 22;

  /** So many characters are looked at for one line, those of each reading counted. */
  static final int MOST_WORK = 2_000_000;

  private final String line;
  private final int width;
  private final Dialect dialect;

  /** The least cost of a cell that begins at a character, by the number of cells before it. */
  private final int[][] cost;

  private final int[][] before;
  private final String[][] cells;
  private int work;

  private RowRepair(String line, int width, Dialect dialect) {
    this.line = line;
    this.width = width;
    this.dialect = dialect;
    this.cost = new int[line.length() + 2][];
    this.before = new int[line.length() + 2][];
    this.cells = new String[line.length() + 2][];
  }

  /** The cells of the best reading with {@code width} cells; empty if there is none. */
  static Optional<List<String>> cells(String line, int width, Dialect dialect) {
    if (!dialect.hasQuote()
        || width < 2
        || (long) (line.length() + 2) * (width + 1) > MOST_STATES) {
      return Optional.empty();
    }
    return new RowRepair(line, width, dialect).search();
  }

  private Optional<List<String>> search() {
    reach(0, 0, 0, -1, null);
    for (int at = 0; at <= line.length() && work < MOST_WORK; at++) {
      if (cost[at] != null) {
        for (int count = 0; count < width && work < MOST_WORK; count++) {
          if (cost[at][count] < NEVER) {
            quoted(at, count);
            plain(at, count);
          }
        }
      }
    }
    if (work >= MOST_WORK) {
      return Optional.empty();
    }
    int end = line.length() + 1;
    if (cost[end] == null || cost[end][width] >= NEVER) {
      return Optional.empty();
    }
    List<String> found = new ArrayList<>();
    int at = end;
    for (int count = width; count > 0; count--) {
      found.add(cells[at][count]);
      at = before[at][count];
    }
    Collections.reverse(found);
    return Optional.of(found);
  }

  /** Notes that a cell ends before {@code at}; one past the end is the end of the line. */
  private void reach(int at, int count, int price, int from, String cell) {
    if (count > width || price > MOST_LIBERTIES) {
      return;
    }
    if (cost[at] == null) {
      cost[at] = new int[width + 1];
      Arrays.fill(cost[at], NEVER);
      before[at] = new int[width + 1];
      cells[at] = new String[width + 1];
    }
    if (price < cost[at][count]) {
      cost[at][count] = price;
      before[at][count] = from;
      cells[at][count] = cell;
    }
  }

  private int skipBlank(int at, int count) {
    boolean blank =
        dialect.blankAfter() && count > 0 && at < line.length() && line.charAt(at) == ' ';
    return blank ? at + 1 : at;
  }

  private void quoted(int at, int count) {
    int from = skipBlank(at, count);
    char quote = dialect.quote();
    if (from >= line.length() || line.charAt(from) != quote) {
      return;
    }
    StringBuilder cell = new StringBuilder();
    int price = cost[at][count];
    work += line.length() - from;
    for (int i = from + 1; i < line.length() && price <= MOST_LIBERTIES; i++) {
      char c = line.charAt(i);
      char next = i + 1 < line.length() ? line.charAt(i + 1) : dialect.delimiter();
      boolean last = i + 1 == line.length();
      if (c == '\\' && dialect.hasBackslash() && (next == quote || next == '\\') && !last) {
        cell.append(next);
        i++;
      } else if (c != quote) {
        cell.append(c);
      } else if (next == dialect.delimiter()) {
        reach(i + 2, count + 1, price, at, cell.toString());
        price += QUOTE_IS_TEXT;
        cell.append(c);
      } else {
        reach(i + 1, count + 1, price + MISSING_DELIMITER, at, cell.toString());
        cell.append(c);
        if (next == quote && !dialect.hasBackslash()) {
          i++;
        } else {
          price += INNER_QUOTE;
        }
      }
    }
  }

  private void plain(int at, int count) {
    int from = skipBlank(at, count);
    int price = cost[at][count];
    int i = from;
    work += line.length() - from;
    for (; i < line.length() && line.charAt(i) != dialect.delimiter(); i++) {
      if (line.charAt(i) == dialect.quote()) {
        if (i > from) {
          reach(i, count + 1, price + MISSING_DELIMITER, at, line.substring(from, i));
        }
        price += i == from ? QUOTE_IS_TEXT : QUOTE_IN_PLAIN;
      }
    }
    reach(i + 1, count + 1, price, at, line.substring(from, i));
  }
}
