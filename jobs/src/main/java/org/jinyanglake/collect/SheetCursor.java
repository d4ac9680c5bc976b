package org.jinyanglake.collect;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/** The records of a sheet: the rows below its header that hold something. */
final class SheetCursor implements Cursor {

  private final Input input;
  private final Sheet sheet;
  private final Workbooks.SheetLayout layout;
  private final SheetColumn[] columns;
  private final int[] cellOf;
  private final int width;
  private final MergedCells merged;
  private final SheetRow row = new SheetRow();
  private final Split.Source source;
  private final AddedCells kept = new AddedCells();
  private String column = "";

  /**
   * @param source says for each column which cell it is, and how many columns have a name
   */
  SheetCursor(
      Input input,
      Workbooks.SheetLayout layout,
      Split.Source source,
      List<SourceColumn> columns,
      ZoneId zone)
      throws IOException {
    this.input = input;
    this.layout = layout;
    this.source = source;
    this.cellOf = source.cells().stream().mapToInt(Integer::intValue).toArray();
    this.width = source.width();
    this.merged = new MergedCells(layout.merges());
    this.sheet = Sheet.open(layout.xls(), input.local(), layout.index());
    this.columns =
        columns.stream()
            .map(each -> new SheetColumn(each, zone, sheet.from1904()))
            .toArray(SheetColumn[]::new);
  }

  @Override
  public boolean next() throws IOException {
    while (sheet.next(row)) {
      if (row.number() >= layout.firstRow()) {
        merged.fill(row);
        return true;
      }
    }
    return false;
  }

  @Override
  public long row() {
    return row.number();
  }

  @Override
  public long line() {
    return row.number();
  }

  @Override
  public Misfit read(InternalRow out) {
    column = "";
    for (int cell = width; cell < row.width(); cell++) {
      if (row.kind(cell) != SheetRow.Kind.EMPTY) {
        return new Misfit(
            "cells",
            "a value in column " + SheetRow.letters(cell) + ", right of the last that is expected");
      }
    }
    for (int i = 0; i < columns.length; i++) {
      Misfit misfit = columns[i].read(row, cellOf[i], out);
      if (misfit != null) {
        column = columns[i].name();
        return misfit;
      }
    }
    return null;
  }

  @Override
  public String column() {
    return column;
  }

  /** As people see them, formulas by their values. */
  @Override
  public MapData added() {
    kept.clear();
    for (int cell : source.added()) {
      String text = text(cell);
      if (!text.isEmpty()) {
        kept.put(AddedCells.name(source.header(), cell), text);
      }
    }
    return kept.map();
  }

  /** The row as a line of CSV. */
  @Override
  public String text() {
    StringBuilder line = new StringBuilder();
    for (int cell = 0; cell < row.width() && line.length() < Lines.KEPT; cell++) {
      String text = text(cell);
      boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      line.append(cell == 0 ? "" : ",")
          .append(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
    return line.substring(0, Math.min(line.length(), Lines.KEPT));
  }

  @Override
  public List<String> cells() {
    List<String> texts = new ArrayList<>();
    for (int cell : cellOf) {
      boolean none = cell == Header.MISSING || row.kind(cell) == SheetRow.Kind.EMPTY;
      texts.add(none ? null : text(cell));
    }
    return texts;
  }

  private String text(int cell) {
    return Workbooks.text(row, cell, sheet.from1904());
  }

  @Override
  public Set<String> unknown() {
    return Set.of();
  }

  @Override
  public void close() throws IOException {
    try (input) {
      sheet.close();
    }
  }
}
