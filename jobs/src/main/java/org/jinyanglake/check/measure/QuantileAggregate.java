package org.jinyanglake.check.measure;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@link Quantiles} of doubles, as bytes; null of no number. */
final class QuantileAggregate implements AggregateFunction<Quantiles, byte[]> {
  private static final long serialVersionUID = 1L;

  @Override
  public Quantiles newAggregationState() {
    return Quantiles.none();
  }

  @Override
  public Quantiles update(Quantiles state, InternalRow input) {
    if (!input.isNullAt(0)) {
      state.add(input.getDouble(0));
    }
    return state;
  }

  @Override
  public Quantiles merge(Quantiles left, Quantiles right) {
    left.add(right);
    return left;
  }

  @Override
  public byte[] produceResult(Quantiles state) {
    return state.isEmpty() ? null : state.bytes();
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.DoubleType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String name() {
    return "quantiles";
  }

  @Override
  public String canonicalName() {
    return "jinyanglake.quantiles";
  }
}
