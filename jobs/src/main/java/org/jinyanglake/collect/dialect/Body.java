package org.jinyanglake.collect.dialect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Tells the rows of a table from what stands between and after them. */
final class Body {

  /** The header of another table holds so many of the words of the first table's header. */
  private static final double SAME_WORDS = 0.5;

  /** So many titles may follow each other; more lines of one cell are rows. */
  private static final int MOST_TITLES = 8;

  private final Layout layout;
  private final Shape shape;
  private final Consumer<List<String>> rows;
  private final Consumer<Finding> findings;
  private final Set<String> words = new HashSet<>();
  private final int width;

  /** Lines of one cell after an empty row: titles if a row follows, else rows. */
  private final List<Scanned> titles = new ArrayList<>();

  private boolean afterEmpty = true;

  Body(Layout layout, Shape shape, Consumer<List<String>> rows, Consumer<Finding> findings) {
    this.layout = layout;
    this.shape = shape;
    this.rows = rows;
    this.findings = findings;
    this.width = shape.width();
    if (!layout.headers().isEmpty()) {
      for (String cell : layout.headers().get(layout.headers().size() - 1).cells()) {
        if (!cell.isBlank()) {
          words.add(cell.strip());
        }
      }
    }
  }

  /** Takes a record; false if the table ended before it. */
  boolean add(Scanned row) {
    if (row.isEmpty()) {
      found(Finding.Kind.EMPTY, row);
      afterEmpty = true;
      return true;
    }
    if (isOtherHeader(row)) {
      found(Finding.Kind.SECOND_TABLE, row);
      return false;
    }
    if (isHeaderAgain(row)) {
      found(Finding.Kind.HEADER_AGAIN, row);
      dropTitles();
      afterEmpty = true;
      return true;
    }
    if (afterEmpty && isTitle(row) && titles.size() < MOST_TITLES) {
      titles.add(row);
      return true;
    }
    if (row.filled() > 1 && row.width() == width) {
      dropTitles();
    } else {
      end();
    }
    afterEmpty = false;
    give(row);
    return true;
  }

  /** Gives the rows that were held back. */
  void end() {
    titles.forEach(this::give);
    titles.clear();
  }

  private void dropTitles() {
    titles.forEach(title -> found(Finding.Kind.SECTION, title));
    titles.clear();
  }

  private boolean isHeaderAgain(Scanned row) {
    return layout.headers().stream().anyMatch(header -> header.cells().equals(row.cells()));
  }

  /** Whether the row is the header of another table, of another width. */
  private boolean isOtherHeader(Scanned row) {
    if (words.size() < 2 || row.width() == width || row.width() == layout.names().size()) {
      return false;
    }
    int same = 0;
    for (String cell : row.cells()) {
      same += words.contains(cell.strip()) ? 1 : 0;
    }
    return same >= 2
        && same >= SAME_WORDS * row.filled()
        && same >= SAME_WORDS * Math.min(words.size(), row.width())
        && !ColumnTypes.hasTyped(row.cells());
  }

  /** Whether only its first cell holds something, and most rows hold more. */
  private boolean isTitle(Scanned row) {
    return !words.isEmpty()
        && shape.filled() > 1
        && row.filled() == 1
        && !row.cells().get(0).isBlank();
  }

  private void give(Scanned row) {
    if (row.how() == Scanned.How.REPAIRED) {
      found(Finding.Kind.REPAIRED, row);
    } else if (row.how() == Scanned.How.OTHER_DELIMITER) {
      found(Finding.Kind.OTHER_DELIMITER, row);
    }
    List<String> cells = row.cells();
    if (cells.size() != width) {
      cells = withoutSurplus(cells);
      found(cells == row.cells() ? Finding.Kind.RAGGED : Finding.Kind.SURPLUS_CELL, row);
    }
    rows.accept(cells);
  }

  private void found(Finding.Kind kind, Scanned row) {
    findings.accept(new Finding(kind, row.line()));
  }

  /** The cells without the empty one that shifts the others out of their columns. */
  private List<String> withoutSurplus(List<String> cells) {
    if (cells.size() != width + 1 || layout.types().typed() == 0) {
      return cells;
    }
    boolean lastEmpty = cells.get(cells.size() - 1).isEmpty();
    List<String> best = lastEmpty ? cells.subList(0, cells.size() - 1) : cells;
    int most = layout.types().fit(cells.subList(0, cells.size() - 1));
    for (int i = 0; i < cells.size() - 1; i++) {
      if (cells.get(i).isEmpty()) {
        List<String> without = new ArrayList<>(cells);
        without.remove(i);
        int fit = layout.types().fit(without);
        if (fit > most) {
          most = fit;
          best = without;
        }
      }
    }
    return best;
  }
}
