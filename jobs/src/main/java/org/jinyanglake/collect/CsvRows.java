package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows of delimited text. */
final class CsvRows implements RowReader {

  private final CsvCells cells;
  private final SourceColumn[] columns;
  private final int[] cellOf;
  private final int width;
  private final byte[][] header;
  private String column = "";

  /**
   * @param cellOf for each column the index of its cell
   * @param width the number of cells that a record must have
   * @param header the cells of the header line, which is refused where it comes again; may be empty
   */
  CsvRows(
      FileFormat format,
      List<SourceColumn> columns,
      List<Integer> cellOf,
      int width,
      List<String> header) {
    this.cells = new CsvCells(format.delimiter(), format.quote(), format.escape());
    this.columns = columns.toArray(SourceColumn[]::new);
    this.cellOf = cellOf.stream().mapToInt(Integer::intValue).toArray();
    this.width = width;
    this.header =
        header.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  @Override
  public Misfit read(Text record, InternalRow row) {
    column = "";
    Misfit misfit = cells.split(record);
    if (misfit != null) {
      return misfit;
    }
    if (cells.count() != width) {
      return Misfit.cells(cells.count(), width);
    }
    if (isHeader()) {
      return Misfit.HEADER;
    }
    byte[] text = cells.text();
    for (int i = 0; i < columns.length; i++) {
      int cell = cellOf[i];
      misfit =
          cell == Header.MISSING
              ? columns[i].readNull(row)
              : columns[i].read(text, cells.from(cell), cells.to(cell), row);
      if (misfit != null) {
        column = columns[i].field().name();
        return misfit;
      }
    }
    return null;
  }

  private boolean isHeader() {
    if (header.length != width) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      byte[] name = header[i];
      if (!Arrays.equals(cells.text(), cells.from(i), cells.to(i), name, 0, name.length)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public List<String> cells(Text record) {
    if (cells.split(record) != null || cells.count() != width) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (int cell : cellOf) {
      texts.add(cell == Header.MISSING ? null : cells.string(cell));
    }
    return texts;
  }

  @Override
  public Set<String> unknown() {
    return Set.of();
  }
}
