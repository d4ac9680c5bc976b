package org.jinyanglake.collect;

import java.io.StringWriter;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.FieldPath;
import scala.collection.immutable.Map$;

/**
 * A field of a columnar file that no column takes, as text: plain values as a string column would
 * have them, bytes as hexadecimal digits, and what holds other values as JSON.
 */
final class ColumnarField {

  private final ColumnarColumn column;
  private final SpecificInternalRow text =
      new SpecificInternalRow(new StructType().add("text", DataTypes.StringType));

  /** See {@link ColumnarColumn}; the field's name is its path there. */
  ColumnarField(String name, ZoneId zone, StructType rows, ColumnarFiles.FileSchema file) {
    FieldPath path = FieldPath.of(name);
    SourceField field = new SourceField(name, name, DataTypes.StringType, null, false);
    this.column =
        new ColumnarColumn(
            new SourceColumn(field, zone, 0, List.of()),
            zone,
            rows,
            path,
            path.names().size() == 1 && file.nanos().contains(path.names().get(0)),
            file.format());
  }

  String name() {
    return column.name();
  }

  /** The value as text; null if there is none. */
  String text(InternalRow from) {
    Object value = column.value(from);
    if (value == null) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof InternalRow || value instanceof ArrayData || value instanceof MapData) {
      return json(value, column.type());
    }
    // What a string column would refuse is kept all the same.
    return column.read(from, text) == null ? text.getString(0) : column.text(from);
  }

  private static String json(Object value, DataType type) {
    StringWriter out = new StringWriter();
    JacksonGenerator generator =
        new JacksonGenerator(type, out, new JSONOptions(Map$.MODULE$.empty(), "UTC", ""));
    if (value instanceof InternalRow row) {
      generator.write(row);
    } else if (value instanceof ArrayData array) {
      generator.write(array);
    } else {
      generator.write((MapData) value);
    }
    generator.flush();
    return out.toString();
  }
}
