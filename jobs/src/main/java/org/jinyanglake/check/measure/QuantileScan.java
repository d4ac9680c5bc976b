package org.jinyanglake.check.measure;

import static org.apache.spark.sql.functions.col;

import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.metrics.Entity;
import com.amazon.deequ.metrics.KeyedDoubleMetric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.V2Aggregator;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.util.Failure;

/** Takes the {@link Quantiles} of a column in a scan. */
record QuantileScan(String column) implements ScanShareableAnalyzer<Quantiles, KeyedDoubleMetric> {

  @Override
  public Seq<Column> aggregationFunctions() {
    Expression number = col(column).cast(DataTypes.DoubleType).expr();
    return scala(
        new Column(
            new V2Aggregator<>(new QuantileAggregate(), scala(number), 0, 0)
                .toAggregateExpression()));
  }

  private static <T> Seq<T> scala(T one) {
    return JavaConverters.asScalaBuffer(List.of(one)).toSeq();
  }

  @Override
  public Option<Quantiles> fromAggregationResult(Row result, int offset) {
    try {
      return result.isNullAt(offset)
          ? Option.empty()
          : Option.apply(Quantiles.of((byte[]) result.get(offset)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen in memory", e);
    }
  }

  @Override
  public KeyedDoubleMetric computeMetricFrom(Option<Quantiles> state) {
    return state.isEmpty()
        ? toFailureMetric(new IllegalArgumentException("there are no numbers"))
        : state.get().metric(column);
  }

  @Override
  public KeyedDoubleMetric toFailureMetric(Exception failure) {
    return new KeyedDoubleMetric(
        Entity.Column(), "ApproxQuantiles", column, new Failure<>(failure));
  }
}
