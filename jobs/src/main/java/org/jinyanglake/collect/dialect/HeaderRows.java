package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Headers of several rows, of which the upper ones name groups of columns. */
public final class HeaderRows {

  private HeaderRows() {}

  /**
   * Of each column the names of all levels, joined by a blank. A name goes on to the right, over
   * columns that the levels below name, as long as its own parent is the same.
   *
   * @param levels the cells of the rows, the upper ones first; at least one
   */
  public static List<String> joined(List<List<String>> levels) {
    if (levels.size() == 1) {
      return levels.get(0);
    }
    int width = levels.stream().mapToInt(List::size).max().orElse(0);
    List<List<String>> filled = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      List<String> cells = new ArrayList<>(levels.get(level));
      cells.addAll(Collections.nCopies(width - cells.size(), ""));
      for (int i = 1; i < width && level + 1 < levels.size(); i++) {
        if (cells.get(i).isBlank() && isBelow(filled, i) && isNamed(levels, level + 1, i)) {
          cells.set(i, cells.get(i - 1));
        }
      }
      filled.add(cells);
    }
    return IntStream.range(0, width).mapToObj(i -> name(filled, i)).toList();
  }

  private static String name(List<List<String>> levels, int column) {
    return levels.stream()
        .map(cells -> cells.get(column))
        .filter(cell -> !cell.isBlank())
        .reduce((upper, lower) -> upper + " " + lower)
        .orElse("");
  }

  private static boolean isBelow(List<List<String>> upper, int column) {
    return upper.stream().allMatch(cells -> cells.get(column).equals(cells.get(column - 1)));
  }

  private static boolean isNamed(List<List<String>> levels, int from, int column) {
    return levels.subList(from, levels.size()).stream()
        .anyMatch(cells -> column < cells.size() && !cells.get(column).isBlank());
  }
}
