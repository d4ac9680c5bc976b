package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.HyperLogLogPlusPlusHelper;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.check.measure.Measure;

/** The measures of rows as the check takes them, without Spark, for many cities at once. */
final class Measured {

  /** The relative error that deequ asks of its count of distinct values. */
  private static final HyperLogLogPlusPlusHelper DISTINCT = new HyperLogLogPlusPlusHelper(0.05);

  private Measured() {}

  static Days days(Map<LocalDate, List<Object[]>> rows, List<WatchedCity.Field> fields) {
    TreeMap<LocalDate, SortedMap<Measure, Double>> days = new TreeMap<>();
    rows.forEach((day, each) -> days.put(day, of(each, fields)));
    return new Days(days, days.navigableKeySet());
  }

  static SortedMap<Measure, Double> of(List<Object[]> rows, List<WatchedCity.Field> fields) {
    SortedMap<Measure, Double> measures = new TreeMap<>();
    measures.put(new Measure("RowCount", ""), (double) rows.size());
    for (int i = 0; i < fields.size(); i++) {
      int column = i;
      String name = fields.get(i).name();
      List<Object> values = rows.stream().map(row -> row[column]).filter(Objects::nonNull).toList();
      measures.put(new Measure("Completeness", name), (double) values.size() / rows.size());
      measures.put(new Measure("ApproxCountDistinct", name), distinct(values));
      if (fields.get(i).number() && !values.isEmpty()) {
        double[] numbers = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
        double sum = java.util.stream.DoubleStream.of(numbers).sum();
        double mean = sum / numbers.length;
        double squares =
            java.util.stream.DoubleStream.of(numbers).map(v -> (v - mean) * (v - mean)).sum();
        measures.put(new Measure("Sum", name), sum);
        measures.put(new Measure("Mean", name), mean);
        measures.put(new Measure("StandardDeviation", name), Math.sqrt(squares / numbers.length));
        measures.put(
            new Measure("Minimum", name),
            java.util.stream.DoubleStream.of(numbers).min().getAsDouble());
        measures.put(
            new Measure("Maximum", name),
            java.util.stream.DoubleStream.of(numbers).max().getAsDouble());
      }
    }
    return measures;
  }

  private static double distinct(List<Object> values) {
    GenericInternalRow registers = new GenericInternalRow(DISTINCT.numWords());
    for (int word = 0; word < DISTINCT.numWords(); word++) {
      registers.setLong(word, 0);
    }
    values.forEach(
        value ->
            DISTINCT.update(
                registers, 0, UTF8String.fromString(value.toString()), DataTypes.StringType));
    return DISTINCT.query(registers, 0);
  }
}
