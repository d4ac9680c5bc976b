package org.jinyanglake.release.written;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.shaded.org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageReadStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Converter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.GroupConverter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.apache.iceberg.types.Types;

/**
 * The rows of a file of a table, column by column: row group after row group, and in each some
 * thousand at a time. Columns are asked for before the first row is.
 *
 * <pre>
 * while (rows.nextGroup()) {
 *   while (rows.next()) {
 *     for (int row = 0; row &lt; rows.size(); row++) { … age.value(row) … }
 *   }
 * }
 * </pre>
 */
public final class FileRows {

  /** So many rows are read at a time, at the most. */
  public static final int MOST = 1 << 14;

  private final ParquetFileReader reader;
  private final MessageType written;
  private final Schema schema;
  private final Map<String, ColumnRows> columns = new HashMap<>();

  /** Those that the file has, by their position in it. */
  private final Map<Integer, ColumnRows> found = new HashMap<>();

  /** So many rows are read at a time: no more than the largest row group has. */
  private final int most;

  private int group;
  private long left;
  private int size;

  /**
   * The rows of a file.
   *
   * @param schema of the table; a column is found in the file by its field's number
   */
  public FileRows(ParquetFileReader reader, Schema schema) {
    this.reader = reader;
    this.written = reader.getFileMetaData().getSchema();
    this.schema = schema;
    this.most =
        (int)
            reader.getRowGroups().stream()
                .mapToLong(each -> Math.min(MOST, each.getRowCount()))
                .max()
                .orElse(0);
  }

  /** A column of the table; without values if the file does not have it as plain values. */
  public ColumnRows column(String name) {
    return columns.computeIfAbsent(name, this::find);
  }

  private ColumnRows find(String name) {
    Types.NestedField field = schema.findField(name);
    for (int i = 0; field != null && i < written.getFieldCount(); i++) {
      Type type = written.getType(i);
      if (type.getId() != null && type.getId().intValue() == field.fieldId() && isPlain(type)) {
        ColumnRows column =
            new ColumnRows(new Conversion(field.type(), type.asPrimitiveType()), most);
        found.put(i, column);
        return column;
      }
    }
    return new ColumnRows(null, most);
  }

  /** Whether a column has at most one value in a row; of others {@link #column} shows none. */
  public static boolean isPlain(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }

  /** Goes on to the next row group; false if there is none. */
  public boolean nextGroup() throws IOException {
    columns.values().forEach(ColumnRows::finish);
    PageReadStore pages = reader.readNextRowGroup();
    if (pages == null) {
      return false;
    }
    group++;
    left = pages.getRowCount();
    ColumnReadStoreImpl readers =
        new ColumnReadStoreImpl(
            pages, new Converters(), written, reader.getFileMetaData().getCreatedBy());
    found.forEach(
        (position, column) -> {
          String[] path = {written.getType(position).getName()};
          column.begin(readers.getColumnReader(written.getColumnDescription(path)));
        });
    return true;
  }

  /** The row group that is being read, from 1 on. Numbers mean the same within one. */
  public int group() {
    return group;
  }

  /** Goes on to the next rows of the group; false if there are none. */
  public boolean next() {
    size = (int) Math.min(most, left);
    left -= size;
    columns.values().forEach(each -> each.read(size));
    return size > 0;
  }

  /** How many rows were read by the last {@link #next}. */
  public int size() {
    return size;
  }

  /** Where Parquet looks for a column's converter. */
  private final class Converters extends GroupConverter {
    @Override
    public Converter getConverter(int position) {
      return found.get(position).converter();
    }

    @Override
    public void start() {
      // Columns are read by themselves, so there is nothing to do for a row.
    }

    @Override
    public void end() {
      // The same.
    }
  }
}
