package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.crc32;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How many values a column has, their sum and the sum of their squares, whatever their order: what
 * tells whether the values of a source column are those that were published. A text counts by its
 * CRC-32, a date by its day, a time by its microsecond.
 */
final class Sums implements Serializable {
  private static final long serialVersionUID = 1;

  /** How many columns {@link #of} makes. */
  static final int WIDTH = 3;

  /** Sums of doubles depend on their order in the last digits. */
  private static final double ROUNDING = 1e-9;

  private double count;
  private double total;
  private double squares;

  /** Aggregates of a source column, under names that begin with {@code name}. */
  static List<Column> of(String column, DataType type, String name) {
    Column value = col(column);
    Column number =
        type.equals(DataTypes.StringType)
            ? crc32(value.cast(DataTypes.BinaryType))
            : type.equals(DataTypes.DateType)
                ? unix_date(value)
                : type.equals(DataTypes.TimestampType) ? unix_micros(value) : value;
    Column decimal = number.cast(DataTypes.DoubleType);
    return List.of(
        org.apache.spark.sql.functions.count(value).cast(DataTypes.DoubleType).as(name + "_count"),
        coalesce(sum(decimal), lit(0.0)).as(name + "_sum"),
        coalesce(sum(decimal.multiply(decimal)), lit(0.0)).as(name + "_squares"));
  }

  /** Adds what {@link #of} counted, from the column {@code at} on. */
  void add(Row row, int at) {
    count += row.getDouble(at);
    total += row.getDouble(at + 1);
    squares += row.getDouble(at + 2);
  }

  /** Adds a published value, not null, of so many rows. */
  void add(Object value, long rows) {
    double number = number(value);
    count += rows;
    total += number * rows;
    squares += number * number * rows;
  }

  void add(Sums other) {
    count += other.count;
    total += other.total;
    squares += other.squares;
  }

  long count() {
    return (long) count;
  }

  /** Whether these may well be the same values; also where one is no number. */
  boolean isLike(Sums other) {
    return count == other.count
        && isLike(total, other.total, Math.sqrt(squares * count))
        && isLike(squares, other.squares, squares);
  }

  private static boolean isLike(double a, double b, double scale) {
    return !(Math.abs(a - b) > ROUNDING * scale);
  }

  private static double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof Boolean bool) {
      return bool ? 1 : 0;
    }
    if (value instanceof LocalDate date) {
      return date.toEpochDay();
    }
    if (value instanceof OffsetDateTime time) {
      Instant instant = time.toInstant();
      return (double) (instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
    }
    CRC32 crc = new CRC32();
    crc.update(value.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
