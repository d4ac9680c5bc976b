package org.jinyanglake.aggregate;

import java.io.Serializable;
import java.math.BigDecimal;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The sum of doubles, or their mean, rounded once, at the end. So it does not depend on the order
 * in which they come, as Spark's own does: 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 there. Null of no
 * number.
 */
final class ExactSum implements AggregateFunction<ExactSum.Numbers, Double> {
  private static final long serialVersionUID = 1L;
  private final boolean mean;

  private ExactSum(boolean mean) {
    this.mean = mean;
  }

  static ExactSum sum() {
    return new ExactSum(false);
  }

  static ExactSum mean() {
    return new ExactSum(true);
  }

  /** Numbers added up. */
  static final class Numbers implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The sum of those that are finite; a double is a decimal with an end. */
    private BigDecimal finite = BigDecimal.ZERO;

    /** The sum of the others, 0 if there is none: NaN and infinities are the same in any order. */
    private double others;

    private long count;
  }

  @Override
  public Numbers newAggregationState() {
    return new Numbers();
  }

  @Override
  public Numbers update(Numbers state, InternalRow input) {
    if (!input.isNullAt(0)) {
      double number = input.getDouble(0);
      state.count++;
      if (!Double.isFinite(number)) {
        state.others += number;
      } else if (number != 0) {
        state.finite = state.finite.add(new BigDecimal(number));
      }
    }
    return state;
  }

  @Override
  public Numbers merge(Numbers left, Numbers right) {
    left.finite = left.finite.add(right.finite);
    left.others += right.others;
    left.count += right.count;
    return left;
  }

  @Override
  public Double produceResult(Numbers state) {
    if (state.count == 0) {
      return null;
    }
    double sum = state.others == 0 ? state.finite.doubleValue() : state.others;
    return mean ? sum / state.count : sum;
  }

  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.DoubleType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public String name() {
    return mean ? "exact_mean" : "exact_sum";
  }

  @Override
  public String canonicalName() {
    return "lake." + name();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactSum sum && sum.mean == mean;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(mean);
  }
}
