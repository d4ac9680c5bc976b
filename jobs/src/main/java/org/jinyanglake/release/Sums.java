package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.Platform;

/**
 * How many values a column has, and the sum of their hashes (xxHash64), whatever their order: what
 * tells whether the values of a source column are those that were published. Other values have the
 * same sum with a chance of 1 in 2<sup>64</sup>. A number, a date or a time counts alike in every
 * type that can hold it.
 */
final class Sums implements Serializable {
  private static final long serialVersionUID = 1;

  /** How many columns {@link #of} makes. */
  static final int WIDTH = 3;

  /** That of Spark's function. */
  private static final long SEED = 42;

  /** The digits of a decimal that Spark hashes as a number of 64 bits. */
  private static final int DIGITS = Decimal.MAX_LONG_DIGITS();

  private static final BigInteger LONG = BigInteger.TEN.pow(DIGITS);
  private static final long LOW = 0xFFFFFFFFL;

  private long count;

  /** The halves of the hashes, by themselves: of 2<sup>31</sup> rows no sum is too long. */
  private long high;

  private long low;

  /** Aggregates of a source column, under names that begin with {@code name}. */
  static List<Column> of(String column, DataType type, String name) {
    Column value = col(column);
    Column hash = when(value.isNotNull(), hash(value, type));
    return List.of(
        org.apache.spark.sql.functions.count(value).as(names(name).get(0)),
        coalesce(sum(shiftright(hash, Integer.SIZE)), lit(0L)).as(names(name).get(1)),
        coalesce(sum(hash.bitwiseAND(LOW)), lit(0L)).as(names(name).get(2)));
  }

  /** The names of those. */
  static List<String> names(String name) {
    return List.of(name + "_count", name + "_high", name + "_low");
  }

  private static Column hash(Column value, DataType type) {
    if (type.equals(DataTypes.IntegerType)) {
      return xxhash64(value.cast(DataTypes.LongType));
    }
    if (type instanceof DecimalType decimal && decimal.precision() > DIGITS) {
      // Spark's function hashes the same number in another way than in a type of fewer digits.
      return udf((UDF1<BigDecimal, Long>) Sums::hash, DataTypes.LongType).apply(value);
    }
    return xxhash64(value);
  }

  /** Adds what {@link #of} counted, from the column {@code at} on. */
  void add(Row row, int at) {
    count += row.getLong(at);
    high += row.getLong(at + 1);
    low += row.getLong(at + 2);
  }

  /** Adds a published value, not null, of so many rows. */
  void add(Object value, long rows) {
    long hash = hash(value);
    count += rows;
    high += (hash >> Integer.SIZE) * rows;
    low += (hash & LOW) * rows;
  }

  void add(Sums other) {
    count += other.count;
    high += other.high;
    low += other.low;
  }

  long count() {
    return count;
  }

  /** Whether these are the same values. */
  boolean isLike(Sums other) {
    return count == other.count && high == other.high && low == other.low;
  }

  private static long hash(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return XXH64.hashLong(((Number) value).longValue(), SEED);
    }
    if (value instanceof BigDecimal number) {
      BigInteger digits = number.unscaledValue();
      return digits.abs().compareTo(LONG) < 0
          ? XXH64.hashLong(digits.longValue(), SEED)
          : hash(digits.toByteArray());
    }
    if (value instanceof Double number) {
      // As Spark does: -0.0, which equals 0, has other bits.
      return XXH64.hashLong(number == 0 ? 0 : Double.doubleToLongBits(number), SEED);
    }
    if (value instanceof Boolean bool) {
      return XXH64.hashInt(bool ? 1 : 0, SEED);
    }
    if (value instanceof LocalDate date) {
      return XXH64.hashInt((int) date.toEpochDay(), SEED);
    }
    if (value instanceof OffsetDateTime time) {
      return XXH64.hashLong(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant()), SEED);
    }
    return hash(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static long hash(byte[] bytes) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, SEED);
  }
}
