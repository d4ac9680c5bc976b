package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jinyanglake.contract.Source;

/**
 * The names of a sheet's columns, which may go over several rows: a name above others, in a merged
 * range, comes before each of them, as {@code 地址/市}. A name merged downwards stands for itself.
 */
final class SheetHeader {

  private final Source.Within within;
  private final List<Sheet.Merge> merges;

  SheetHeader(Source.Within within, List<Sheet.Merge> merges) {
    this.within = within;
    this.merges = merges;
  }

  List<String> read(boolean xls, Path file, int index) throws IOException {
    int first = within.headerRow();
    int last = first + within.headerRows() - 1;
    List<List<String>> parts = new ArrayList<>();
    MergedCells merged = new MergedCells(merges);
    SheetRow row = new SheetRow();
    try (Sheet sheet = Sheet.open(xls, file, index)) {
      while (sheet.next(row) && row.number() <= last) {
        merged.fill(row);
        for (int cell = 0; cell < row.width() && row.number() >= first; cell++) {
          while (parts.size() <= cell) {
            parts.add(new ArrayList<>());
          }
          String name = Workbooks.text(row, cell, sheet.from1904());
          if (!name.isEmpty()) {
            parts.get(cell).add(name);
          }
        }
      }
    }
    return parts.stream().map(each -> String.join("/", new LinkedHashSet<>(each))).toList();
  }
}
