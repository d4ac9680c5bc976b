package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Where in a text the table begins.
 *
 * @param firstRow the number of records before the table's first row
 * @param headers those of them that name the columns, the upper levels first; may be empty
 * @param names of the columns: of each the levels joined by a blank; made up if there is no header
 * @param types of the columns
 */
record Layout(int firstRow, List<Scanned> headers, List<String> names, ColumnTypes types) {

  /** So many records at the start of a text tell where its table begins. */
  static final int HEAD = 2100;

  /** Names of columns are looked for in so many records above the fullest of them. */
  private static final int MOST_LEVELS = 3;

  /** So many empty records may stand between two levels of names. */
  private static final int MOST_EMPTY = 1;

  Layout {
    headers = List.copyOf(headers);
    names = List.copyOf(names);
  }

  /** The number of records before the first that names columns, or is a row. */
  int preamble() {
    return firstRow - headers.size();
  }

  static Layout of(List<Scanned> head, Shape shape, Declared declared) {
    int start =
        declared.preamble().map(lines -> after(head, lines)).orElseGet(() -> start(head, shape));
    if (declared.headers().isPresent()) {
      return declared(head, start, shape, declared);
    }
    if (start == head.size()) {
      return new Layout(0, List.of(), numbered(shape.width()), types(head, 0, shape));
    }
    ColumnTypes types = types(head, start + 1, shape);
    if (types.typed() == 0) {
      types = types(head, start, shape);
    }
    if (!isHeader(head, start, types)) {
      return new Layout(start, List.of(), numbered(shape.width()), types);
    }
    int last = start;
    for (int i = start + 1; i < head.size() && i <= last + 1 + MOST_EMPTY; i++) {
      if (isLowerLevel(head.get(i), types)) {
        last = i;
      } else if (!head.get(i).isEmpty()) {
        break;
      }
    }
    int first = upperLevel(head, start, last);
    List<Scanned> levels =
        head.subList(first, last + 1).stream().filter(row -> !row.isEmpty()).toList();
    return new Layout(last + 1, levels, withoutSurplus(joined(levels), shape.width()), types);
  }

  /** The index of the first record after so many lines. */
  private static int after(List<Scanned> head, int lines) {
    int start = 0;
    while (start < head.size() && head.get(start).line() <= lines) {
      start++;
    }
    return start;
  }

  private static Layout declared(List<Scanned> head, int start, Shape shape, Declared declared) {
    List<Scanned> levels = new ArrayList<>();
    int next = start;
    for (; next < head.size() && levels.size() < declared.headers().get(); next++) {
      if (!head.get(next).isEmpty()) {
        levels.add(head.get(next));
      }
    }
    ColumnTypes types = types(head, next, shape);
    if (levels.isEmpty()) {
      List<String> made = declared.names().isEmpty() ? numbered(shape.width()) : declared.names();
      return new Layout(start, List.of(), made, types);
    }
    return new Layout(next, levels, joined(levels), types);
  }

  private static ColumnTypes types(List<Scanned> head, int from, Shape shape) {
    return new ColumnTypes(head.subList(Math.min(from, head.size()), head.size()), shape.width());
  }

  private static List<String> numbered(int width) {
    return IntStream.range(0, width).mapToObj(i -> "col_" + i).toList();
  }

  /** The first record that is as wide and about as full as most, and no title. */
  private static int start(List<Scanned> head, Shape shape) {
    for (int i = 0; i < head.size(); i++) {
      Scanned row = head.get(i);
      int filled = row.filled();
      boolean fits = row.width() == shape.width() && 2 * filled >= shape.filled();
      if (filled > 0 && (fits || isNearly(row, filled, shape)) && !isTitle(head, i, shape)) {
        return i;
      }
    }
    return head.size();
  }

  /** Whether it has one cell more or less than most, and hardly a blank one. */
  private static boolean isNearly(Scanned row, int filled, Shape shape) {
    return shape.width() > 3
        && Math.abs(row.width() - shape.width()) == 1
        && 4 * filled >= 3 * shape.filled();
  }

  /** Whether only the first cell holds something, and the record after it more. */
  private static boolean isTitle(List<Scanned> head, int i, Shape shape) {
    Scanned row = head.get(i);
    if (row.filled() != 1 || row.cells().get(0).isBlank() || row.width() < 2) {
      return false;
    }
    int least = Math.min(3, shape.width());
    for (int next = i + 1; next < head.size(); next++) {
      if (!head.get(next).isEmpty()) {
        int filled = head.get(next).filled();
        if (filled >= least) {
          return true;
        }
        if (filled > 1) {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean isHeader(List<Scanned> head, int start, ColumnTypes types) {
    List<String> cells = head.get(start).cells();
    int against = types.against(cells);
    int alike = types.alike(cells);
    if (against != alike) {
      return against > alike;
    }
    return !allNumbers(cells) && !recur(head, start);
  }

  private static boolean allNumbers(List<String> cells) {
    return cells.stream()
        .map(CellType::of)
        .allMatch(type -> type == CellType.NUMBER || type == CellType.EMPTY);
  }

  /** Whether most of the cells stand in the rows below as well. */
  private static boolean recur(List<Scanned> head, int start) {
    List<String> cells = head.get(start).cells();
    int width = cells.size();
    List<Set<String>> below = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      below.add(new HashSet<>());
    }
    for (Scanned row : head.subList(start + 1, head.size())) {
      for (int i = 0; i < Math.min(width, row.width()); i++) {
        below.get(i).add(row.cells().get(i));
      }
    }
    int filled = 0;
    int again = 0;
    for (int i = 0; i < width; i++) {
      if (!cells.get(i).isBlank()) {
        filled++;
        again += below.get(i).contains(cells.get(i)) ? 1 : 0;
      }
    }
    return 2 * again > filled;
  }

  private static boolean isLowerLevel(Scanned row, ColumnTypes types) {
    return row.width() == types.width()
        && types.typed() > 0
        && 2 * types.against(row.cells()) >= types.typed()
        && !ColumnTypes.hasTyped(row.cells());
  }

  /** The first of the records above that name what the blank cells of the header leave open. */
  private static int upperLevel(List<Scanned> head, int start, int last) {
    int first = start;
    for (int i = start - 1; i >= Math.max(0, last - MOST_LEVELS); i--) {
      Scanned above = head.get(i);
      if (above.width() != head.get(start).width()
          || above.isEmpty()
          || ColumnTypes.hasTyped(above.cells())) {
        break;
      }
      if (covers(above, head.subList(i + 1, last + 1))) {
        first = i;
      }
    }
    return first;
  }

  private static boolean covers(Scanned above, List<Scanned> below) {
    for (int i = 0; i < above.width(); i++) {
      int column = i;
      if (!above.cells().get(i).isBlank()
          && below.stream().allMatch(row -> row.cells().get(column).isBlank())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> joined(List<Scanned> levels) {
    return HeaderRows.joined(levels.stream().map(Scanned::cells).toList());
  }

  /** The names without the one that is blank, if there is one more than the rows have cells. */
  private static List<String> withoutSurplus(List<String> names, int width) {
    List<String> named = names.stream().filter(name -> !name.isBlank()).toList();
    return names.size() == width + 1 && named.size() == width ? named : names;
  }
}
