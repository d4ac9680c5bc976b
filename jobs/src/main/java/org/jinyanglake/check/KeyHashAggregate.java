package org.jinyanglake.check;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@link KeyHashes} of longs, as {@link KeyHashes#found} an array of longs, or null. */
final class KeyHashAggregate implements AggregateFunction<KeyHashes, UnsafeArrayData> {
  private static final long serialVersionUID = 1L;

  @Override
  public KeyHashes newAggregationState() {
    return new KeyHashes();
  }

  @Override
  public KeyHashes update(KeyHashes state, InternalRow input) {
    state.add(input.getLong(0));
    return state;
  }

  @Override
  public KeyHashes merge(KeyHashes left, KeyHashes right) {
    left.add(right);
    return left;
  }

  @Override
  public UnsafeArrayData produceResult(KeyHashes state) {
    long[] found = state.found();
    return found == null ? null : UnsafeArrayData.fromPrimitiveArray(found);
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.LongType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.createArrayType(DataTypes.LongType, false);
  }

  @Override
  public String name() {
    return "key_hashes";
  }

  @Override
  public String canonicalName() {
    return "jinyanglake.key_hashes";
  }
}
