package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/** Puts the bound in the place of every number above it (top-coding); NaN counts as above. */
record Top(Type type, BigDecimal at) implements SameTypeTechnique {

  @Override
  public Column apply(Column value) {
    return new Function(SparkTypes.of(type))
        .call(value, functions.lit(at).cast(SparkTypes.of(type)));
  }

  /** {@code lake.top(value, at)}. */
  public static final class Function extends NumberFunction {
    private static final long serialVersionUID = 1L;

    Function(DataType number) {
      super("top", number);
    }

    @Override
    Function of(DataType number) {
      return new Function(number);
    }

    /** See {@link Top}. */
    public static int invoke(int value, int at) {
      return Math.min(value, at);
    }

    /** See {@link Top}. */
    public static long invoke(long value, long at) {
      return Math.min(value, at);
    }

    /** See {@link Top}. */
    public static double invoke(double value, double at) {
      return value <= at ? value : at;
    }

    /** See {@link Top}. */
    public static Decimal invoke(Decimal value, Decimal at) {
      return value == null || at == null || value.compare(at) <= 0 ? value : at;
    }
  }
}
