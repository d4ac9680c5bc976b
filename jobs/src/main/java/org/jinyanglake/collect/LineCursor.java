package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;

/** Records that stand one after the other in a text, and the rows made of them. */
final class LineCursor implements Cursor {

  private final Records records;
  private final RowReader rows;
  private final long end;

  /**
   * @param end of the records whose first byte stands there, none is read
   */
  LineCursor(Records records, RowReader rows, long end) {
    this.records = records;
    this.rows = rows;
    this.end = end;
  }

  @Override
  public boolean next() throws IOException {
    return records.next() && records.offset() < end;
  }

  @Override
  public long row() {
    return records.offset();
  }

  @Override
  public long line() {
    return Math.max(-1, records.line());
  }

  @Override
  public Misfit read(InternalRow row) {
    Misfit misfit = records.misfit();
    return misfit == null ? rows.read(records.text(), row) : misfit;
  }

  @Override
  public String column() {
    return records.misfit() == null ? rows.column() : "";
  }

  @Override
  public String text() {
    Text text = records.text();
    int length = Math.min(text.length(), Lines.KEPT);
    return new String(text.bytes, text.from, length, StandardCharsets.UTF_8);
  }

  @Override
  public List<String> cells() {
    return records.misfit() == null ? rows.cells(records.text()) : List.of();
  }

  @Override
  public MapData added() {
    return rows.added();
  }

  @Override
  public Set<String> unknown() {
    return rows.unknown();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
