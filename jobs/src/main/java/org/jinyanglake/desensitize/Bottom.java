package org.jinyanglake.desensitize;

import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.jinyanglake.contract.Type;
import org.jinyanglake.lake.SparkTypes;

/** Puts the bound in the place of every number below it (bottom-coding); NaN counts as below. */
record Bottom(Type type, BigDecimal at) implements SameTypeTechnique {

  @Override
  public Column apply(Column value) {
    return new Function(SparkTypes.of(type))
        .call(value, functions.lit(at).cast(SparkTypes.of(type)));
  }

  /** {@code lake.bottom(value, at)}. */
  public static final class Function extends NumberFunction {
    private static final long serialVersionUID = 1L;

    Function(DataType number) {
      super("bottom", number);
    }

    @Override
    Function of(DataType number) {
      return new Function(number);
    }

    /** See {@link Bottom}. */
    public static int invoke(int value, int at) {
      return Math.max(value, at);
    }

    /** See {@link Bottom}. */
    public static long invoke(long value, long at) {
      return Math.max(value, at);
    }

    /** See {@link Bottom}. */
    public static double invoke(double value, double at) {
      return value >= at ? value : at;
    }

    /** See {@link Bottom}. */
    public static Decimal invoke(Decimal value, Decimal at) {
      return value == null || at == null || value.compare(at) >= 0 ? value : at;
    }
  }
}
