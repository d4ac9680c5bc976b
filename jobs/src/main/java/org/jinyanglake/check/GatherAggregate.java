package org.jinyanglake.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows themselves, in no order; null if they are larger than {@link #MOST_BYTES}. */
final class GatherAggregate implements AggregateFunction<GatherAggregate.Rows, GenericArrayData> {
  /** Some hundred rows: what a rule refuses of a partition on most days. */
  static final int MOST_BYTES = 128 << 10;

  private static final long serialVersionUID = 1L;

  private final StructType type;

  /**
   * @param type of the rows
   */
  GatherAggregate(StructType type) {
    this.type = type;
  }

  /** Rows, and their size; none any more if they are too large. */
  static final class Rows implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<UnsafeRow> rows = new ArrayList<>();
    private long bytes;

    private void add(UnsafeRow row) {
      bytes += row.getSizeInBytes();
      if (bytes > MOST_BYTES) {
        rows.clear();
      } else {
        rows.add(row.copy());
      }
    }
  }

  @Override
  public Rows newAggregationState() {
    return new Rows();
  }

  @Override
  public Rows update(Rows state, InternalRow input) {
    state.add((UnsafeRow) input);
    return state;
  }

  @Override
  public Rows merge(Rows left, Rows right) {
    right.rows.forEach(left::add);
    if (right.bytes > MOST_BYTES) {
      left.bytes += right.bytes;
      left.rows.clear();
    }
    return left;
  }

  @Override
  public GenericArrayData produceResult(Rows state) {
    return state.bytes > MOST_BYTES ? null : new GenericArrayData(state.rows.toArray());
  }

  @Override
  public DataType[] inputTypes() {
    return Arrays.stream(type.fields()).map(StructField::dataType).toArray(DataType[]::new);
  }

  @Override
  public DataType resultType() {
    return DataTypes.createArrayType(type, false);
  }

  @Override
  public String name() {
    return "gather";
  }

  @Override
  public String canonicalName() {
    return "jinyanglake.gather";
  }
}
