package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Puts a number into a range of {@code width} whole numbers that begins at a multiple of the width:
 * 34 becomes {@code 30-39}, and so does 39.5, whose whole part (rounded down) counts. NaN and
 * numbers beyond 64 bits become {@code *}. Coarser: twice as wide, {@code doublings} times.
 */
record Range(Type type, long width, int doublings) implements Technique {
  /** How often the declared width doubles: up to eightfold, as 10 years up to 80. */
  static final int DOUBLINGS = 3;

  Range {
    if (width < 1 || width > 1_000_000_000_000L) {
      throw new IllegalArgumentException("width must be a whole number from 1 to 10^12");
    }
  }

  @Override
  public Column apply(Column value) {
    return new Function(SparkTypes.of(type)).call(value, functions.lit(width));
  }

  @Override
  public Optional<Technique> coarser() {
    return Optional.of(
        doublings > 0 ? new Range(type, 2 * width, doublings - 1) : new Suppress(Type.STRING));
  }

  @Override
  public Type resultType(Type type) {
    return Type.STRING;
  }

  /** {@code lake.range(value, width)}. */
  public static final class Function extends LakeFunction {
    private static final long serialVersionUID = 1L;

    Function(DataType number) {
      super("range", DataTypes.StringType, input(number), DataTypes.LongType);
    }

    private static DataType input(DataType number) {
      if (number instanceof DecimalType) {
        return number;
      }
      return number instanceof DoubleType || number instanceof FloatType
          ? DataTypes.DoubleType
          : DataTypes.LongType;
    }

    @Override
    public BoundFunction bind(StructType given) {
      super.bind(given);
      return new Function(given.apply(0).dataType());
    }

    /** See {@link Range}; throws {@link IllegalArgumentException} for a width below 1. */
    public static UTF8String invoke(long value, long width) {
      if (width < 1) {
        throw new IllegalArgumentException("range: width must be at least 1");
      }
      long from = value - Math.floorMod(value, width);
      long to = from + width - 1;
      if (from > value || to < from) { // beyond 64 bits
        return UTF8String.fromString(Suppress.ANY);
      }
      return UTF8String.fromString(width == 1 ? Long.toString(from) : from + "-" + to);
    }

    /** As for whole numbers. */
    public static UTF8String invoke(double value, long width) {
      double floor = Math.floor(value);
      return floor >= -0x1p63 && floor < 0x1p63
          ? invoke((long) floor, width)
          : UTF8String.fromString(Suppress.ANY);
    }

    /** As for whole numbers. */
    public static UTF8String invoke(Decimal value, long width) {
      if (value == null) {
        return null;
      }
      BigDecimal floor = value.toJavaBigDecimal().setScale(0, RoundingMode.FLOOR);
      return floor.unscaledValue().bitLength() < Long.SIZE
          ? invoke(floor.longValue(), width)
          : UTF8String.fromString(Suppress.ANY);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Function function && function.inputTypes()[0].equals(inputTypes()[0]);
    }

    @Override
    public int hashCode() {
      return inputTypes()[0].hashCode();
    }
  }
}
