package org.jinyanglake.release.written;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.iceberg.shaded.org.apache.parquet.column.Dictionary;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;

/**
 * Makes values of a column's Iceberg type of those that Parquet stores, the same ones that
 * Iceberg's generic readers make. Throws {@link IllegalArgumentException} where such a value cannot
 * be stored so.
 */
final class Conversion {
  private final Type type;
  private final PrimitiveType written;

  Conversion(Type type, PrimitiveType written) {
    this.type = type;
    this.written = written;
  }

  Object of(Dictionary dictionary, int id) {
    return switch (written.getPrimitiveTypeName()) {
      case BOOLEAN -> of(dictionary.decodeToBoolean(id));
      case INT32 -> of(dictionary.decodeToInt(id));
      case INT64 -> of(dictionary.decodeToLong(id));
      case FLOAT -> of(dictionary.decodeToFloat(id));
      case DOUBLE -> of(dictionary.decodeToDouble(id));
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> of(dictionary.decodeToBinary(id));
    };
  }

  Object of(boolean value) {
    if (type.typeId() == Type.TypeID.BOOLEAN) {
      return value;
    }
    throw wrong();
  }

  Object of(int value) {
    return switch (type.typeId()) {
      case INTEGER -> value;
      case LONG -> (long) value;
      case DATE -> DateTimeUtil.dateFromDays(value);
      case DECIMAL -> BigDecimal.valueOf(value, scale());
      default -> throw wrong();
    };
  }

  Object of(long value) {
    return switch (type.typeId()) {
      case LONG -> value;
      case TIMESTAMP -> {
        if (written.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time
            && time.getUnit() != TimeUnit.MICROS) {
          throw wrong();
        }
        yield ((Types.TimestampType) type).shouldAdjustToUTC()
            ? DateTimeUtil.timestamptzFromMicros(value)
            : DateTimeUtil.timestampFromMicros(value);
      }
      case DECIMAL -> BigDecimal.valueOf(value, scale());
      default -> throw wrong();
    };
  }

  Object of(float value) {
    return switch (type.typeId()) {
      case FLOAT -> value;
      case DOUBLE -> (double) value;
      default -> throw wrong();
    };
  }

  Object of(double value) {
    if (type.typeId() == Type.TypeID.DOUBLE) {
      return value;
    }
    throw wrong();
  }

  Object of(Binary value) {
    return switch (type.typeId()) {
      case STRING -> value.toStringUsingUTF8();
      case DECIMAL -> new BigDecimal(new BigInteger(value.getBytes()), scale());
      default -> throw wrong();
    };
  }

  private int scale() {
    if (written.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
      return decimal.getScale();
    }
    throw wrong();
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "column '%s' is of the type %s, which cannot be written as '%s'"
            .formatted(written.getName(), type, written));
  }
}
