package org.jinyanglake.fetch;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values of Delta's kernel as {@link VersionedTable.Rows} gives them. */
final class DeltaValues {
  private DeltaValues() {}

  static Object value(ColumnVector vector, int at) {
    if (vector.isNullAt(at)) {
      return null;
    }
    DataType type = vector.getDataType();
    if (type instanceof StringType) {
      return vector.getString(at);
    } else if (type instanceof LongType) {
      return vector.getLong(at);
    } else if (type instanceof IntegerType) {
      return vector.getInt(at);
    } else if (type instanceof ShortType) {
      return vector.getShort(at);
    } else if (type instanceof ByteType) {
      return vector.getByte(at);
    } else if (type instanceof DecimalType) {
      return vector.getDecimal(at);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(at);
    } else if (type instanceof FloatType) {
      return vector.getFloat(at);
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(at);
    } else if (type instanceof DateType) {
      return LocalDate.ofEpochDay(vector.getInt(at)).toString();
    } else if (type instanceof TimestampType) {
      return SourceTimes.iso(Instant.EPOCH.plus(vector.getLong(at), ChronoUnit.MICROS));
    } else if (type instanceof TimestampNTZType) {
      return SourceTimes.iso(
          LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
              .plus(vector.getLong(at), ChronoUnit.MICROS));
    } else if (type instanceof BinaryType) {
      return HexFormat.of().formatHex(vector.getBinary(at));
    } else if (type instanceof StructType struct) {
      return struct(vector, struct, at);
    } else if (type instanceof ArrayType) {
      ArrayValue array = vector.getArray(at);
      return list(array.getElements(), array.getSize());
    } else if (type instanceof MapType) {
      return map(vector.getMap(at));
    }
    throw new UnsupportedOperationException("a column is of the type " + type);
  }

  private static Map<String, Object> struct(ColumnVector vector, StructType type, int at) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < type.length(); i++) {
      values.put(type.at(i).getName(), value(vector.getChild(i), at));
    }
    return values;
  }

  private static List<Object> list(ColumnVector elements, int size) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(value(elements, i));
    }
    return values;
  }

  private static Map<String, Object> map(MapValue map) {
    Map<String, Object> values = new TreeMap<>();
    for (int i = 0; i < map.getSize(); i++) {
      values.put(String.valueOf(value(map.getKeys(), i)), value(map.getValues(), i));
    }
    return values;
  }
}
