package org.jinyanglake.desensitize;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StructType;

/** A function of a number and a bound that gives a number of the same type. */
abstract class NumberFunction extends LakeFunction {
  private static final long serialVersionUID = 1L;

  NumberFunction(String name, DataType number) {
    super(name, widened(number), widened(number), widened(number));
  }

  /** The same function of numbers of a type. */
  abstract NumberFunction of(DataType number);

  @Override
  public final BoundFunction bind(StructType given) {
    super.bind(given);
    return of(given.apply(0).dataType());
  }

  private static DataType widened(DataType number) {
    if (number instanceof DecimalType || number instanceof IntegerType) {
      return number;
    }
    return number instanceof DoubleType || number instanceof FloatType
        ? DataTypes.DoubleType
        : DataTypes.LongType;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof NumberFunction function
        && function.name().equals(name())
        && function.resultType().equals(resultType());
  }

  @Override
  public final int hashCode() {
    return resultType().hashCode();
  }
}
