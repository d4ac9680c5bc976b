package org.jinyanglake.overlap;

import org.apache.datasketches.theta.UpdateSketch;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.bouncycastle.crypto.macs.SipHash;

/**
 * The keyed hashes of one column's values: SipHash-2-4 of their {@linkplain CanonicalValue
 * canonical form}. Values seen lately are not hashed again, as long as that pays. Not thread-safe.
 */
final class ColumnHashes {
  /** No value. */
  static final long NONE = 0;

  private static final int SLOTS = 1024;
  private static final int TRIAL = 8 * SLOTS;

  private final int ordinal;
  private final DataType type;
  private final CanonicalValue canonical;
  private final SipHash hash;
  private final UpdateSketch values;

  private Object[] texts;
  private long[] numbers;
  private long[] hashes = new long[SLOTS];
  private int asked;
  private int found;

  private long count;
  private long bytes;
  private long times;

  ColumnHashes(int ordinal, DataType type, CanonicalValue canonical, SipHash hash) {
    this.ordinal = ordinal;
    this.type = type;
    this.canonical = canonical;
    this.hash = hash;
    this.values = ColumnSketch.empty();
    if (isNumber()) {
      numbers = new long[SLOTS];
    } else {
      texts = new Object[SLOTS];
    }
  }

  /** The hash of a row's value; {@link #NONE} if it is null or blank. */
  long of(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return NONE;
    }
    return isNumber() ? ofNumber(row) : ofText(row);
  }

  private boolean isNumber() {
    return !(type.equals(DataTypes.StringType) || type instanceof DecimalType);
  }

  private long ofNumber(InternalRow row) {
    long value;
    if (type.equals(DataTypes.LongType) || type.equals(DataTypes.TimestampType)) {
      value = row.getLong(ordinal);
    } else if (type.equals(DataTypes.DoubleType)) {
      value = Double.doubleToLongBits(row.getDouble(ordinal));
    } else if (type.equals(DataTypes.BooleanType)) {
      value = row.getBoolean(ordinal) ? 1 : 0;
    } else {
      value = row.getInt(ordinal);
    }
    int slot = slot(value * 0x9E3779B97F4A7C15L);
    if (hashes != null && hashes[slot] != NONE && numbers[slot] == value) {
      found++;
      return count(hashes[slot], 0, false);
    }
    long hashed = hashed(written(value));
    if (keeps()) {
      numbers[slot] = value;
      hashes[slot] = hashed;
    }
    return hashed;
  }

  private long ofText(InternalRow row) {
    Object value =
        type instanceof DecimalType decimal
            ? row.getDecimal(ordinal, decimal.precision(), decimal.scale())
            : row.getUTF8String(ordinal);
    int slot = hashes == null ? 0 : slot(value.hashCode() * 0x9E3779B97F4A7C15L);
    if (hashes != null && value.equals(texts[slot])) {
      found++;
      return count(hashes[slot], 0, false);
    }
    long hashed =
        hashed(
            value instanceof UTF8String text
                ? canonical.text(text)
                : canonical.decimal(
                    ((org.apache.spark.sql.types.Decimal) value).toJavaBigDecimal()));
    if (keeps()) {
      // What a row gives is only lent.
      texts[slot] = value instanceof UTF8String text ? text.clone() : value;
      hashes[slot] = hashed;
    }
    return hashed;
  }

  private byte[] written(long value) {
    if (type.equals(DataTypes.DateType)) {
      return canonical.day((int) value);
    } else if (type.equals(DataTypes.TimestampType)) {
      return canonical.instant(value);
    } else if (type.equals(DataTypes.DoubleType)) {
      return canonical.real(Double.longBitsToDouble(value));
    } else if (type.equals(DataTypes.BooleanType)) {
      return canonical.truth(value == 1);
    }
    return canonical.whole(value);
  }

  private long hashed(byte[] written) {
    if (written == null) {
      return NONE;
    }
    long hashed = of(hash, written);
    values.update(hashed);
    return count(hashed, written.length, canonical.isTime());
  }

  /** The keyed hash of a canonical form; never {@link #NONE}. */
  static long of(SipHash hash, byte[] written) {
    hash.update(written, 0, written.length);
    long hashed = hash.doFinal();
    return hashed == NONE ? 1 : hashed;
  }

  /** Lengths and kinds are those of values hashed: what is seen again says nothing new. */
  private long count(long hashed, int length, boolean time) {
    if (length > 0) {
      count++;
      bytes += length;
      times += time ? 1 : 0;
    }
    return hashed;
  }

  private static int slot(long mixed) {
    return (int) (mixed >>> 54);
  }

  /** Whether to remember; a column whose values hardly come again is not worth it. */
  private boolean keeps() {
    if (hashes != null && ++asked == TRIAL && found < TRIAL) {
      hashes = null;
      texts = null;
      numbers = null;
    }
    return hashes != null;
  }

  ColumnSketch sketch(UpdateSketch cells) {
    return new ColumnSketch(
        values.compact(), cells.compact(), count, bytes, times, type.equals(DataTypes.StringType));
  }
}
