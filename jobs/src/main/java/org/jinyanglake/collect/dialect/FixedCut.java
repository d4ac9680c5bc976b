package org.jinyanglake.collect.dialect;

import static org.jinyanglake.collect.dialect.FixedText.isBlank;
import static org.jinyanglake.collect.dialect.FixedText.isRule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jinyanglake.collect.dialect.AlignedLines.Column;
import org.jinyanglake.collect.dialect.FixedText.Candidate;
import org.jinyanglake.collect.dialect.FixedText.Place;

/**
 * Cuts the lines of a text at the borders that were found, anew each time that its rows are read:
 * the text may be large.
 */
final class FixedCut {

  /** Titles, names of several levels, rules and blank lines between them are fewer. */
  private static final int MOST_HEAD = 10;

  /** A total, a source and a signature; what is written further up is among the rows. */
  private static final int MOST_FOOTER = 3;

  /** So many digits before letters are a number or a date; fewer, as in 3号楼, part of a name. */
  private static final int MANY_DIGITS = 4;

  private static final List<String> NOTHING = List.of("");

  private final DelimitedText text;
  private final PositionWidths widths;
  private final AlignedLines found;
  private final List<String> notes = new ArrayList<>();

  /** Where the columns begin, from 0. */
  private List<Integer> begins;

  /** The rows of the first lines, names of columns among them. */
  private List<List<String>> head = List.of();

  /** The end of the shortest line that is cut. */
  private int shortest = Integer.MAX_VALUE;

  private int width;

  /** Lines before the footer, and in it. */
  private long end;

  private int footer;

  /** A line that is not cut, and where the blank lines before it begin; both from 1. */
  private record Uncut(long begin, long line) {}

  /**
   * @param sample lines by which the borders were found
   */
  FixedCut(DelimitedText text, List<String> sample, Candidate best, List<Candidate> all) {
    this.text = text;
    this.widths = best.widths();
    this.found = best.found();
    this.width = found.width();
    this.begins = begins();
    this.begins = withTimes(sample.stream().map(this::cells).toList());
    String others =
        all.stream()
            .filter(
                each ->
                    each != best
                        && each.columns() == best.columns()
                        && each.found().across() == best.found().across()
                        && !each.found().columns().equals(best.found().columns()))
            .map(each -> each.widths().positions().word())
            .collect(Collectors.joining(" or "));
    if (!others.isEmpty()) {
      notes.add(
          "positions count %s; by %s the lines are lined up as well: a file with other texts tells"
              .formatted(widths.positions().word(), others));
    }
    notes.addAll(found.doubts());
  }

  /**
   * All positions belong to a column, so that nothing of a longer value is lost: the blanks before
   * numbers to them, all others to the column before.
   */
  private List<Integer> begins() {
    List<Integer> all = new ArrayList<>(List.of(0));
    for (int i = 1; i < found.columns().size(); i++) {
      Column before = found.columns().get(i - 1);
      Column column = found.columns().get(i);
      int blanks = column.begin() - before.end();
      int ofText = before.rightAligned() ? 0 : blanks / 2;
      all.add(column.rightAligned() ? before.end() + ofText : column.begin());
    }
    return all;
  }

  /** The borders without those between dates and the times beside them. */
  private List<Integer> withTimes(List<List<String>> rows) {
    List<Integer> kept = new ArrayList<>(begins);
    for (int i = begins.size() - 1; i > 0; i--) {
      if (found.columns().get(i).begin() - found.columns().get(i - 1).end() == 1
          && isAll(rows, i - 1, CellType.DATE)
          && isAll(rows, i, CellType.TIME)) {
        kept.remove(i);
      }
    }
    return kept;
  }

  /** Whether the cells of a column are of a type, but for the header and one in ten. */
  private static boolean isAll(List<List<String>> rows, int column, CellType type) {
    List<String> cells =
        rows.stream()
            .filter(row -> row.size() > 1 && !row.get(column).isEmpty())
            .map(row -> row.get(column))
            .toList();
    long typed = cells.stream().filter(cell -> CellType.of(cell) == type).count();
    return 10 * typed >= 9 * cells.size() && typed > 0;
  }

  FixedText text() {
    measure();
    TableText table = new TableText(types -> rows(), Declared.NOTHING);
    int preamble = look(table.preamble() + table.headers());
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < begins.size(); i++) {
      int last = i + 1 < begins.size() ? begins.get(i + 1) : Math.max(width, begins.get(i) + 1);
      places.add(new Place(begins.get(i) + 1, last, shortest < begins.get(i)));
    }
    return new FixedText(widths, places, footer, table, preamble, List.copyOf(notes));
  }

  /** Measures all lines, and finds out which of them are names or the footer. */
  private void measure() {
    List<String> first = new ArrayList<>();
    Deque<Uncut> uncut = new ArrayDeque<>();
    long count = 0;
    long last = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
      String line = lines.next();
      List<String> row = cells(line);
      count++;
      if (first.size() < MOST_HEAD) {
        first.add(line);
      }
      if (row == NOTHING) {
        continue;
      }
      if (row.size() > 1) {
        shortest = Math.min(shortest, widths.of(line));
        width = Math.max(width, widths.of(withoutEnd(line)));
      } else {
        uncut.add(new Uncut(last + 1, count));
        if (uncut.size() > MOST_FOOTER) {
          uncut.remove();
        }
      }
      last = count;
    }
    long from = last - MOST_FOOTER;
    end =
        uncut.stream()
            .filter(each -> each.line > from)
            .map(each -> each.begin - 1)
            .findFirst()
            .orElse(count);
    footer = Math.toIntExact(count - end);
    head = head(first);
  }

  /**
   * Cuts lines before the first row that are not lined up with it by their words, if there is one
   * for each column; names that were joined have one blank between them.
   */
  private List<List<String>> head(List<String> lines) {
    List<List<String>> rows = new ArrayList<>(lines.stream().map(this::cells).toList());
    int other = found.head();
    boolean aligned = false;
    for (int i = 0; i < rows.size() && !aligned; i++) {
      List<String> row = rows.get(i);
      if (row == NOTHING) {
        continue;
      }
      aligned = other-- <= 0 && row.size() > 1;
      String line = strip(lines.get(i));
      List<String> words = List.of(line.split("[ \\u3000]+"));
      boolean names = words.size() == begins.size() && !ColumnTypes.hasTyped(words);
      if (!aligned || names && row.contains("")) {
        rows.set(i, names ? words : List.of(line));
      }
    }
    rows.replaceAll(
        row ->
            row == NOTHING || ColumnTypes.hasTyped(row)
                ? row
                : row.stream().map(cell -> cell.replaceAll("[ \\u3000]{2,}", " ")).toList());
    return rows;
  }

  private Iterator<Scanned> rows() {
    int[] number = new int[1];
    return text.lines().limit(end).map(line -> row(number[0]++, line)).iterator();
  }

  /**
   * @param index of the line, from 0
   */
  private Scanned row(int index, String line) {
    List<String> cells = index < head.size() ? head.get(index) : cells(line);
    int length = cells == NOTHING ? 0 : line.length();
    return new Scanned(cells, index + 1, 0, length, length, 1, false, Scanned.How.AS_WRITTEN);
  }

  /** The cells of a line; one cell if it is written over a border, or drawn. */
  private List<String> cells(String line) {
    if (isRule(line) || isBlank(line)) {
      return NOTHING;
    }
    List<String> cells = new ArrayList<>(begins.size());
    int position = 0;
    int from = 0;
    boolean inWord = false;
    int i = 0;
    while (i < line.length()) {
      int c = line.codePointAt(i);
      int next = position + widths.of(c);
      boolean blank = c == ' ' || c == 0x3000;
      int border =
          cells.size() + 1 < begins.size() ? begins.get(cells.size() + 1) : Integer.MAX_VALUE;
      if (position < border && next > border || position == border && inWord && !blank) {
        return List.of(strip(line));
      }
      if (position == border && next > border) {
        cells.add(strip(line.substring(from, i)));
        from = i;
      }
      inWord = !blank;
      position = next;
      i += Character.charCount(c);
    }
    cells.add(strip(line.substring(from)));
    while (cells.size() < begins.size()) {
      cells.add("");
    }
    return cells;
  }

  private static String withoutEnd(String text) {
    int to = text.length();
    while (to > 0 && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  private static String strip(String text) {
    int from = 0;
    while (from < text.length() && isBlank(text.charAt(from))) {
      from++;
    }
    return withoutEnd(text.substring(from));
  }

  /**
   * Notes what is odd in the rows.
   *
   * @param before lines before the first row, blank ones at their end left out
   * @return the same with them
   */
  private int look(int before) {
    int preamble = before;
    long across = 0;
    long drawn = 0;
    List<Touching> touching = begins.stream().map(begin -> new Touching()).toList();
    Iterator<String> lines = text.lines().limit(end).iterator();
    for (int i = 0; lines.hasNext(); i++) {
      String line = lines.next();
      List<String> row = row(i, line).cells();
      if (i < preamble) {
        continue;
      }
      if (row == NOTHING) {
        preamble += i == preamble ? 1 : 0;
        drawn += i >= preamble && isRule(line) ? 1 : 0;
      } else if (row.size() == 1) {
        across++;
      } else {
        for (int column = 0; column < touching.size(); column++) {
          touching.get(column).add(row.get(column));
        }
      }
    }
    if (across > 0) {
      notes.add(
          "%,d %s written over a border: look at the positions"
              .formatted(across, across == 1 ? "line is" : "lines are"));
    }
    if (drawn > 0) {
      notes.add("%,d lines are drawn: collection takes them for rows".formatted(drawn));
    }
    for (int column = 0; column < touching.size(); column++) {
      Touching each = touching.get(column);
      if (each.same && each.digits > 0) {
        notes.add(
            "column %d may be two: after %d digits a letter follows in every line"
                .formatted(column + 1, each.digits));
      }
    }
    return preamble;
  }

  /** Whether digits and letters meet at one place in all cells of a column. */
  private static final class Touching {
    private boolean same = true;
    private int digits;

    void add(String cell) {
      if (same && !cell.isEmpty()) {
        int count = 0;
        while (count < cell.length() && cell.charAt(count) >= '0' && cell.charAt(count) <= '9') {
          count++;
        }
        same =
            count >= MANY_DIGITS
                && count < cell.length()
                && (digits == 0 || digits == count)
                && Character.isLetter(cell.charAt(count))
                && CellType.of(cell) != CellType.DATE;
        digits = count;
      }
    }
  }
}
