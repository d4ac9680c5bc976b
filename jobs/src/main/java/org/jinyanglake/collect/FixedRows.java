package org.jinyanglake.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.jinyanglake.collect.dialect.PositionWidths;
import org.jinyanglake.contract.CellFormat;

/**
 * Rows of fixed-width text. Spaces around a value are padding; a record may end within its last
 * column, since programs cut spaces there, but neither before it (unless the column may be missing)
 * nor with anything after it.
 */
final class FixedRows implements RowReader {

  private static final int WIDE_SPACE = 0x3000;

  private final SourceColumn[] columns;

  private final PositionWidths widths;
  private final int lastBegins;
  private final int lastEnds;

  /** Of each position from 0 the byte of the record at which its character begins, or −1. */
  private int[] byteAt = new int[256];

  private int width;
  private int cellFrom;
  private int cellTo;
  private String column = "";

  FixedRows(FileFormat format, List<SourceColumn> columns) {
    this.columns = columns.toArray(SourceColumn[]::new);
    this.widths = new PositionWidths(format.positions(), format.encoding());
    int begins = 0;
    int ends = 0;
    for (SourceColumn each : columns) {
      if (!each.field().mayBeMissing()) {
        begins = Math.max(begins, each.field().cells().first());
      }
      ends = Math.max(ends, each.field().cells().last());
    }
    this.lastBegins = begins;
    this.lastEnds = ends;
  }

  @Override
  public Misfit read(Text record, InternalRow row) {
    column = "";
    Misfit misfit =
        CsvCells.startsWithMark(record) ? Misfit.BYTE_ORDER_MARK : CsvCells.control(record);
    if (misfit != null) {
      return misfit;
    }
    measure(record);
    if (width < lastBegins - 1) {
      return new Misfit(
          "width", "the record ends at position " + width + ", before its last column begins");
    }
    if (width > lastEnds && !isBlank(record)) {
      return new Misfit("width", "something stands after position " + lastEnds);
    }
    for (SourceColumn each : columns) {
      misfit = readCell(record, each, row);
      if (misfit != null) {
        column = each.field().name();
        return misfit;
      }
    }
    return null;
  }

  /** Finds out at which byte each position stands. */
  private void measure(Text record) {
    width = 0;
    byte[] utf8 = record.bytes;
    for (int i = record.from; i < record.to; ) {
      int length = length(utf8[i]);
      int positions = widths.of(character(utf8, i, length));
      if (width + positions >= byteAt.length) {
        byteAt = Arrays.copyOf(byteAt, 2 * byteAt.length);
      }
      if (positions > 0) {
        byteAt[width] = i;
        Arrays.fill(byteAt, width + 1, width + positions, -1);
      }
      width += positions;
      i += length;
    }
    byteAt[width] = record.to;
  }

  private static int length(byte first) {
    return first >= 0 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
  }

  private static int character(byte[] utf8, int i, int length) {
    return switch (length) {
      case 1 -> utf8[i];
      case 2 -> (utf8[i] & 0x1f) << 6 | utf8[i + 1] & 0x3f;
      case 3 -> (utf8[i] & 0x0f) << 12 | (utf8[i + 1] & 0x3f) << 6 | utf8[i + 2] & 0x3f;
      default ->
          (utf8[i] & 0x07) << 18
              | (utf8[i + 1] & 0x3f) << 12
              | (utf8[i + 2] & 0x3f) << 6
              | utf8[i + 3] & 0x3f;
    };
  }

  private boolean isBlank(Text record) {
    int from = byteAt[lastEnds];
    return from >= 0 && from == skip(record.bytes, from, record.to);
  }

  /** The end of what is no padding, from the end backwards. */
  private static int skip(byte[] utf8, int from, int to) {
    int end = to;
    while (end > from) {
      if (utf8[end - 1] == ' ') {
        end--;
      } else if (end - 3 >= from
          && utf8[end - 1] < 0
          && length(utf8[end - 3]) == 3
          && character(utf8, end - 3, 3) == WIDE_SPACE) {
        end -= 3;
      } else {
        break;
      }
    }
    return end;
  }

  private Misfit readCell(Text record, SourceColumn of, InternalRow row) {
    return locate(record, of.field().cells())
        ? of.read(record.bytes, cellFrom, cellTo, row)
        : new Misfit("width", "a character goes over the border of the column");
  }

  /** Finds the bytes of a cell without its padding; false if a character goes over its border. */
  private boolean locate(Text record, CellFormat cells) {
    int from = byteAt[Math.min(cells.first() - 1, width)];
    int to = byteAt[Math.min(cells.last(), width)];
    if (from < 0 || to < 0) {
      return false;
    }
    cellTo = skip(record.bytes, from, to);
    while (from < cellTo && record.bytes[from] == ' ') {
      from++;
    }
    while (cellTo - from >= 3
        && length(record.bytes[from]) == 3
        && character(record.bytes, from, 3) == WIDE_SPACE) {
      from += 3;
    }
    cellFrom = from;
    return true;
  }

  @Override
  public List<String> cells(Text record) {
    measure(record);
    List<String> texts = new ArrayList<>();
    for (SourceColumn each : columns) {
      if (!locate(record, each.field().cells())) {
        return List.of();
      }
      texts.add(new String(record.bytes, cellFrom, cellTo - cellFrom, StandardCharsets.UTF_8));
    }
    return texts;
  }

  /** Nothing has a name that the contract does not give it. */
  @Override
  public MapData added() {
    return null;
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public Set<String> unknown() {
    return Set.of();
  }
}
