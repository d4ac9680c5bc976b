package org.jinyanglake.collect;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Type;

/**
 * What tasks need to know of a column that is read from files.
 *
 * @param header its name in the files
 * @param format pattern of a date or timestamp, null for ISO 8601
 */
record SourceField(String name, String header, DataType type, String format, boolean required)
    implements Serializable {

  static SourceField of(Column column) {
    return new SourceField(
        column.name(),
        column.header(),
        dataType(column.type()),
        column.format().orElse(null),
        column.required());
  }

  /** The Spark type in which values of a contract's type are held. */
  private static DataType dataType(Type type) {
    return switch (type.kind()) {
      case STRING -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case DECIMAL -> DataTypes.createDecimalType(type.precision(), type.scale());
      case DATE -> DataTypes.DateType;
      case TIMESTAMP -> DataTypes.TimestampType;
      case BOOLEAN -> DataTypes.BooleanType;
    };
  }
}
