package org.jinyanglake.overlap;

import org.apache.datasketches.theta.UpdateSketch;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * The keyed hashes of one column's values, in their {@linkplain CanonicalValue canonical form}, and
 * the sketch of them. Not thread-safe.
 */
final class ColumnHashes {
  /** No value. */
  static final long NONE = 0;

  /** A power of two; of columns with fewer values nearly all are found there. */
  private static final int RECENT = 256;

  private final int ordinal;
  private final Type type;
  private final DataType spark;
  private final CanonicalValue canonical;
  private final KeyedHash hash;
  private final UpdateSketch values = ColumnSketch.empty();
  private final long[] recent = new long[RECENT];

  private long count;
  private long bytes;
  private long times;

  ColumnHashes(int ordinal, Type type, CanonicalValue canonical, KeyedHash hash) {
    this.ordinal = ordinal;
    this.type = type;
    this.spark = SparkTypes.of(type);
    this.canonical = canonical;
    this.hash = hash;
  }

  /** The hash of a row's value; {@link #NONE} if it is null or blank. */
  long of(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return NONE;
    }
    switch (type.kind()) {
      case STRING -> {
        UTF8String text = row.getUTF8String(ordinal);
        if (CanonicalValue.isPlain(text)) {
          return taken(hash.of(text), text.numBytes(), false);
        }
        canonical.text(text);
      }
      case INTEGER -> canonical.whole(row.getInt(ordinal));
      case LONG -> canonical.whole(row.getLong(ordinal));
      case DOUBLE -> canonical.real(row.getDouble(ordinal));
      case DATE -> canonical.day(row.getInt(ordinal));
      case TIMESTAMP -> canonical.instant(row.getLong(ordinal));
      case BOOLEAN -> canonical.truth(row.getBoolean(ordinal));
      case DECIMAL -> {
        DecimalType decimal = (DecimalType) spark;
        Decimal value = row.getDecimal(ordinal, decimal.precision(), decimal.scale());
        if (decimal.precision() <= Decimal.MAX_LONG_DIGITS()) {
          canonical.decimal(value.toUnscaledLong(), decimal.scale());
        } else {
          canonical.decimal(value.toJavaBigDecimal());
        }
      }
    }
    int length = canonical.length();
    return length == 0
        ? NONE
        : taken(hash.of(canonical.bytes(), length), length, canonical.isTime());
  }

  private long taken(long hashed, int length, boolean time) {
    long value = hashed == NONE ? 1 : hashed;
    count++;
    bytes += length;
    times += time ? 1 : 0;
    int slot = (int) value & (RECENT - 1);
    if (recent[slot] != value) {
      recent[slot] = value;
      values.update(value);
    }
    return value;
  }

  ColumnSketch sketch(UpdateSketch cells) {
    return new ColumnSketch(
        values.compact(), cells.compact(), count, bytes, times, spark.equals(DataTypes.StringType));
  }
}
