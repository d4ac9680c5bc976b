package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;

/** Rows of delimited text. */
final class CsvRows implements RowReader {

  private final CsvCells cells;
  private final SourceColumn[] columns;
  private final int[] cellOf;
  private final int width;
  private final byte[][] header;
  private final int[] added;
  private final UTF8String[] addedNames;
  private final AddedCells kept = new AddedCells();
  private String column = "";

  /**
   * @param source says for each column which cell it is, how many cells a record must have, and
   *     what the header line is, which is refused where it comes again
   */
  CsvRows(FileFormat format, List<SourceColumn> columns, Split.Source source) {
    this.cells = new CsvCells(format.delimiter(), format.quote(), format.escape());
    this.columns = columns.toArray(SourceColumn[]::new);
    this.cellOf = source.cells().stream().mapToInt(Integer::intValue).toArray();
    this.width = source.width();
    this.header =
        source.header().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.added = source.added().stream().mapToInt(Integer::intValue).toArray();
    this.addedNames =
        source.added().stream()
            .map(cell -> UTF8String.fromString(AddedCells.name(source.header(), cell)))
            .toArray(UTF8String[]::new);
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

  /** Of cells that hold something, whatever the contract takes for null. */
  @Override
  public MapData added() {
    kept.clear();
    for (int i = 0; i < added.length; i++) {
      int from = cells.from(added[i]);
      int length = cells.to(added[i]) - from;
      if (length > 0) {
        kept.put(addedNames[i], UTF8String.fromBytes(cells.text(), from, length));
      }
    }
    return kept.map();
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
