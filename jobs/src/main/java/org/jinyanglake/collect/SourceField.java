package org.jinyanglake.collect;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.jinyanglake.contract.CellFormat;
import org.jinyanglake.contract.Column;
import org.jinyanglake.lake.SparkTypes;

/**
 * What tasks need to know of a column that is read from files.
 *
 * @param header its name in the files
 * @param format pattern of a date or timestamp, null for ISO 8601
 * @param key whether it is part of the primary key
 * @param cells how its cells are written
 * @param mayBeMissing of fixed-width text whether a record may end before it
 * @param latest the last date (in days since 1970) or timestamp (in microseconds) that is taken
 */
record SourceField(
    String name,
    String header,
    DataType type,
    String format,
    boolean required,
    boolean key,
    CellFormat cells,
    boolean mayBeMissing,
    long latest)
    implements Serializable {

  /** A column whose cells are written plainly, without a last value. */
  SourceField(String name, String header, DataType type, String format, boolean required) {
    this(name, header, type, format, required, false, CellFormat.PLAIN, false, Long.MAX_VALUE);
  }

  static SourceField of(Column column, long latest) {
    return new SourceField(
        column.name(),
        column.header(),
        SparkTypes.of(column.type()),
        column.format().orElse(null),
        column.required(),
        column.key() > 0,
        column.cells(),
        column.mayBeMissing(),
        latest);
  }
}
