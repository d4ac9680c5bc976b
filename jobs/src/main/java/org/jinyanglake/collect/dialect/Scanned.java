package org.jinyanglake.collect.dialect;

import java.util.List;

/**
 * A record of delimited text.
 *
 * @param cells with quotes resolved; a blank line has one empty cell
 * @param line the number of its first line, from 1
 * @param from the index of its first character
 * @param to the index after its last character, its line end not included
 * @param next the index of the first character after its line end
 * @param lines how many lines it stands on
 * @param stray whether a quote stands where the dialect allows none
 * @param how its cells were told apart
 */
record Scanned(
    List<String> cells, int line, int from, int to, int next, int lines, boolean stray, How how) {

  /** Whether the dialect alone told the cells apart. */
  enum How {
    AS_WRITTEN,
    /** By leave to take a quote for text, or to miss a delimiter beside one. */
    REPAIRED,
    /** With another delimiter than all others. */
    OTHER_DELIMITER
  }

  int width() {
    return cells.size();
  }

  /** The number of cells that hold more than blanks. */
  int filled() {
    int filled = 0;
    for (String cell : cells) {
      filled += cell.isBlank() ? 0 : 1;
    }
    return filled;
  }

  boolean isEmpty() {
    for (String cell : cells) {
      if (!cell.isBlank()) {
        return false;
      }
    }
    return true;
  }

  Scanned with(List<String> otherCells, How otherHow) {
    return new Scanned(otherCells, line, from, to, next, lines, stray, otherHow);
  }
}
