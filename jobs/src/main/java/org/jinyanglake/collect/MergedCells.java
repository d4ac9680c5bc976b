package org.jinyanglake.collect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Gives every cell of a merged range what its first one holds, row after row. */
final class MergedCells {

  /**
   * @param first a row with what the range's first cell holds
   */
  private record Open(Sheet.Merge range, SheetRow first) {}

  private final Deque<Sheet.Merge> coming;
  private final List<Open> open = new ArrayList<>();

  MergedCells(List<Sheet.Merge> ranges) {
    List<Sheet.Merge> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingInt(Sheet.Merge::firstRow));
    this.coming = new ArrayDeque<>(sorted);
  }

  /** Fills a row, which comes after those that were filled before. */
  void fill(SheetRow row) {
    for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
      if (!each.next().range().has(row.number())) {
        each.remove();
      }
    }
    while (!coming.isEmpty() && coming.element().firstRow() <= row.number()) {
      Sheet.Merge range = coming.remove();
      if (range.has(row.number())) {
        SheetRow first = new SheetRow();
        first.clear(row.number());
        if (range.firstRow() == row.number()) {
          first.copy(range.firstColumn(), row, range.firstColumn());
        }
        open.add(new Open(range, first));
      }
    }
    for (Open each : open) {
      Sheet.Merge range = each.range();
      for (int cell = range.firstColumn(); cell <= range.lastColumn(); cell++) {
        if (row.kind(cell) == SheetRow.Kind.EMPTY) {
          row.copy(cell, each.first(), range.firstColumn());
        }
      }
    }
  }
}
