package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/**
 * Puts the nearest multiple of {@code to} in the place of a number, of two equally near ones that
 * farther from zero; where that is beyond the type, the one nearer to zero.
 *
 * <p>Its only coarser level is {@link Suppress}: the nearest multiple of 20 does not follow from
 * the nearest multiple of 10.
 */
record Round(Type type, BigDecimal to) implements SameTypeTechnique {

  Round {
    int scale =
        switch (type.kind()) {
          case INTEGER, LONG -> 0;
          case DECIMAL -> type.scale();
          default -> to.scale();
        };
    if (to.signum() <= 0 || to.stripTrailingZeros().scale() > scale) {
      throw new IllegalArgumentException(
          "to must be greater than 0 and have no more decimals than the column");
    }
  }

  @Override
  public Column apply(Column value) {
    return new Function(SparkTypes.of(type))
        .call(value, functions.lit(to).cast(SparkTypes.of(type)));
  }

  /** {@code lake.round_to(value, to)}. */
  public static final class Function extends NumberFunction {
    private static final long serialVersionUID = 1L;

    Function(DataType number) {
      super("round_to", number);
    }

    @Override
    Function of(DataType number) {
      return new Function(number);
    }

    /** See {@link Round}. */
    public static int invoke(int value, int to) {
      long rounded = invoke((long) value, (long) to);
      return (int)
          ((int) rounded == rounded ? rounded : rounded - Long.signum(rounded) * (long) to);
    }

    /** See {@link Round}; throws {@link IllegalArgumentException} for a {@code to} below 1. */
    public static long invoke(long value, long to) {
      if (to < 1) {
        throw new IllegalArgumentException("round_to: the second argument must be positive");
      }
      long rest = value % to;
      long down = value - rest;
      if (Math.abs(rest) < to - Math.abs(rest)) {
        return down;
      }
      long away = down + (value < 0 ? -to : to);
      return (away < 0) == (value < 0) ? away : down;
    }

    /** See {@link Round}. */
    public static double invoke(double value, double to) {
      double rounded = Math.signum(value) * Math.floor(Math.abs(value) / to + 0.5) * to;
      return rounded == 0 ? 0.0 : rounded; // no -0.0
    }

    /** See {@link Round}. */
    public static Decimal invoke(Decimal value, Decimal to) {
      if (value == null || to == null) {
        return null;
      }
      BigDecimal unit = to.toJavaBigDecimal();
      BigDecimal number = value.toJavaBigDecimal();
      BigDecimal rounded = number.divide(unit, 0, RoundingMode.HALF_UP).multiply(unit);
      Decimal result = new Decimal().set(scala.math.BigDecimal.javaBigDecimal2bigDecimal(rounded));
      if (result.changePrecision(value.precision(), value.scale())) {
        return result;
      }
      rounded = number.divide(unit, 0, RoundingMode.DOWN).multiply(unit);
      result.set(
          scala.math.BigDecimal.javaBigDecimal2bigDecimal(rounded),
          value.precision(),
          value.scale());
      return result;
    }
  }
}
