package org.jinyanglake.collect.dialect;

import static org.jinyanglake.collect.dialect.FixedText.isBlank;
import static org.jinyanglake.collect.dialect.FixedText.isRule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jinyanglake.collect.dialect.AlignedLines.Run;
import org.jinyanglake.collect.dialect.AlignedLines.Word;
import org.jinyanglake.collect.dialect.FixedText.Candidate;
import org.jinyanglake.collect.dialect.FixedText.Place;

/** Cuts the lines of a text at the borders that were found. */
final class FixedCut {

  /** A header is looked for in so many lines. */
  private static final int MOST_HEAD = 10;

  /** So many lines at the end may be no rows. */
  private static final int MOST_FOOTER = 3;

  /** So many digits before letters are a value of their own, and no part of a name. */
  private static final int MANY_DIGITS = 4;

  /** Stands between cells while they are read as those of delimited text. */
  static final char CELL_END = 0x1f;

  private static final Dialect CELLS = Dialect.of(CELL_END, Dialect.NONE);

  private final List<String> lines;
  private final PositionWidths widths;
  private final AlignedLines found;
  private final List<List<Word>> sample;
  private final List<String> notes = new ArrayList<>();

  /** Where the columns begin, from 0. */
  private List<Integer> begins;

  /** The end of the shortest line that is cut. */
  private int shortest = Integer.MAX_VALUE;

  private int width;

  FixedCut(List<String> lines, Candidate best, List<Candidate> all) {
    this.lines = lines;
    this.widths = best.widths();
    this.found = best.found();
    this.sample = best.lines();
    this.begins = begins();
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
    List<Integer> begins = new ArrayList<>(List.of(0));
    for (int i = 1; i < found.columns().size(); i++) {
      Run before = found.columns().get(i - 1);
      Run column = found.columns().get(i);
      boolean number = AlignedLines.isRightAligned(column, sample);
      boolean text = !AlignedLines.isRightAligned(before, sample);
      int blanks = column.begin() - before.end();
      begins.add(number ? before.end() + (text ? blanks / 2 : 0) : column.begin());
    }
    return begins;
  }

  FixedText text() {
    List<List<String>> rows = rows();
    if (joinTimes(rows)) {
      rows = rows();
    }
    names(rows);
    int footer = footer(rows);
    String cells =
        rows.subList(0, rows.size() - footer).stream()
            .map(row -> String.join(String.valueOf(CELL_END), row))
            .collect(Collectors.joining("\n"));
    TableText table = new TableText(cells, CELLS, Declared.NOTHING);
    int preamble = table.preamble() + table.headers();
    while (preamble < rows.size() - footer && isEmpty(rows.get(preamble))) {
      preamble++;
    }
    long across =
        rows.subList(preamble, rows.size() - footer).stream()
            .filter(row -> row.size() == 1 && !isEmpty(row))
            .count();
    if (across > 0) {
      notes.add(
          "%,d %s written over a border: look at the positions"
              .formatted(across, across == 1 ? "line is" : "lines are"));
    }
    long drawn =
        lines.subList(preamble, rows.size() - footer).stream().filter(FixedText::isRule).count();
    if (drawn > 0) {
      notes.add("%,d lines are drawn: collection takes them for rows".formatted(drawn));
    }
    unaligned(rows.subList(preamble, rows.size() - footer));
    touching(rows.subList(preamble, rows.size() - footer));
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < begins.size(); i++) {
      int last = i + 1 < begins.size() ? begins.get(i + 1) : Math.max(width, begins.get(i) + 1);
      places.add(new Place(begins.get(i) + 1, last, shortest < begins.get(i)));
    }
    return new FixedText(widths, places, footer, table, preamble, List.copyOf(notes));
  }

  /**
   * Cuts lines before the first row that are not lined up with it by their words, if there is one
   * for each column; names that were joined have one blank between them.
   */
  private void names(List<List<String>> rows) {
    int head = found.head();
    for (int i = 0; i < Math.min(rows.size(), MOST_HEAD); i++) {
      List<String> row = rows.get(i);
      if (isEmpty(row)) {
        continue;
      }
      boolean aligned = head-- <= 0 && row.size() > 1;
      String line = strip(lines.get(i));
      List<String> words = joined(List.of(line.split("[ \\u3000]+")));
      boolean names = words.size() == begins.size() && !ColumnTypes.hasTyped(words);
      if (!aligned || names && row.contains("")) {
        rows.set(i, names ? words : List.of(line));
      }
      if (aligned) {
        break;
      }
    }
    for (int i = 0; i < Math.min(rows.size(), MOST_HEAD); i++) {
      if (!ColumnTypes.hasTyped(rows.get(i))) {
        rows.set(i, rows.get(i).stream().map(FixedCut::single).toList());
      }
    }
  }

  /** Words of which there is one for each column that was found, as the columns were joined. */
  private List<String> joined(List<String> words) {
    List<Integer> all = begins();
    if (words.size() != all.size()) {
      return words;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (begins.contains(all.get(i))) {
        names.add(words.get(i));
      } else {
        names.set(names.size() - 1, names.get(names.size() - 1) + " " + words.get(i));
      }
    }
    return names;
  }

  /** With one blank where there are several. */
  private static String single(String cell) {
    return cell.replaceAll("[ \\u3000]{2,}", " ");
  }

  private static boolean isEmpty(List<String> row) {
    return row.stream().allMatch(String::isEmpty);
  }

  /** The cells of each line; one cell if it is written over a border, or drawn. */
  private List<List<String>> rows() {
    shortest = Integer.MAX_VALUE;
    width = found.width();
    List<List<String>> rows = new ArrayList<>(lines.size());
    for (String line : lines) {
      rows.add(isRule(line) || isBlank(line) ? List.of("") : cells(line));
    }
    return rows;
  }

  private List<String> cells(String line) {
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
    shortest = Math.min(shortest, position);
    width = Math.max(width, strip(line).isEmpty() ? 0 : end(line, position));
    while (cells.size() < begins.size()) {
      cells.add("");
    }
    return cells;
  }

  /** The position at which a line ends without the blanks after it. */
  private int end(String line, int position) {
    int end = position;
    for (int i = line.length() - 1; i >= 0 && isBlank(line.charAt(i)); i--) {
      end -= widths.of(line.charAt(i));
    }
    return end;
  }

  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Joins a column of dates with the times beside it; false if there are none. */
  private boolean joinTimes(List<List<String>> rows) {
    List<Integer> kept = new ArrayList<>(begins);
    for (int i = begins.size() - 1; i > 0; i--) {
      Run before = found.columns().get(i - 1);
      if (found.columns().get(i).begin() - before.end() == 1
          && isAll(rows, i - 1, CellType.DATE)
          && isAll(rows, i, CellType.TIME)) {
        kept.remove(i);
      }
    }
    boolean joined = kept.size() < begins.size();
    begins = kept;
    return joined;
  }

  /** Whether nearly all cells of a column are of a type. */
  private boolean isAll(List<List<String>> rows, int column, CellType type) {
    long filled = 0;
    long typed = 0;
    for (List<String> row : rows) {
      if (row.size() > column && row.size() == begins.size() && !row.get(column).isEmpty()) {
        filled++;
        typed += CellType.of(row.get(column)) == type ? 1 : 0;
      }
    }
    return 10 * typed >= 9 * filled && typed > 0;
  }

  /** The lines at the end that are written over borders, and what follows them. */
  private static int footer(List<List<String>> rows) {
    int last = rows.size();
    while (last > 0 && isEmpty(rows.get(last - 1))) {
      last--;
    }
    int footer = 0;
    for (int i = 1; i <= MOST_FOOTER && i <= last; i++) {
      if (rows.get(last - i).size() == 1) {
        footer = i;
      }
    }
    return footer == 0 ? 0 : footer + rows.size() - last;
  }

  /** Columns in which blanks are left that pad something. */
  private void unaligned(List<List<String>> rows) {
    for (int column = 0; column < begins.size(); column++) {
      int at = column;
      long padded =
          rows.stream()
              .filter(row -> row.size() == begins.size() && row.get(at).contains("  "))
              .count();
      if (10 * padded > rows.size()) {
        notes.add(
            "column %d may be several that are not lined up: %,d of its values hold blanks side by side"
                .formatted(column + 1, padded));
      }
    }
  }

  /** Columns in which digits and letters meet at one place in all lines may be two. */
  private void touching(List<List<String>> rows) {
    for (int column = 0; column < begins.size(); column++) {
      int at = -1;
      long filled = 0;
      boolean same = true;
      for (List<String> row : rows) {
        String cell = row.size() == begins.size() ? row.get(column) : "";
        if (!cell.isEmpty() && same) {
          int digits = digits(cell);
          same = digits >= MANY_DIGITS && digits < cell.length() && (at < 0 || at == digits);
          same &= Character.isLetter(cell.charAt(Math.min(digits, cell.length() - 1)));
          same &= CellType.of(cell) != CellType.DATE;
          at = digits;
          filled++;
        }
      }
      if (same && filled > 0) {
        notes.add(
            "column %d may be two: after %d digits a letter follows in every line"
                .formatted(column + 1, at));
      }
    }
  }

  private static int digits(String cell) {
    int digits = 0;
    while (digits < cell.length() && cell.charAt(digits) >= '0' && cell.charAt(digits) <= '9') {
      digits++;
    }
    return digits;
  }
}
