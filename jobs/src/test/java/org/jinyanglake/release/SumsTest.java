package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of a source, summed by Spark, and the same ones as they are read from a written file. */
class SumsTest {

  static Stream<Arguments> values() {
    Instant time = Instant.parse("1889-12-31T23:59:59.999999Z");
    return Stream.of(
        of(DataTypes.IntegerType, List.of(1, -7), List.of(1, -7)),
        of(DataTypes.IntegerType, List.of(1, -7), List.of(1L, -7L)), // widened
        of(DataTypes.LongType, List.of(1L, Long.MIN_VALUE), List.of(1L, Long.MIN_VALUE)),
        of(DataTypes.DoubleType, List.of(0.0, 1.5), List.of(0.0, 1.5)),
        of(DataTypes.DoubleType, List.of(-0.0, Double.NaN), List.of(-0.0, Double.NaN)),
        of(DataTypes.BooleanType, List.of(true, false), List.of(true, false)),
        of(DataTypes.StringType, List.of("", "太原𠮷"), List.of("", "太原𠮷")),
        of(
            DataTypes.DateType,
            List.of(Date.valueOf("1899-01-11")),
            List.of(LocalDate.parse("1899-01-11"))),
        of(
            DataTypes.TimestampType,
            List.of(Timestamp.from(time)),
            List.of(time.atOffset(ZoneOffset.UTC))),
        decimals(10, 2, "1.50", "-0.01", "0.00"),
        decimals(18, 0, "999999999999999999", "-999999999999999999"),
        decimals(20, 2, "1.50", "-999999999999999999.99"),
        decimals(38, 20, "0.00000000000000000001", "123456789012345678.12345678901234567890"),
        decimals(38, 38, "0.00000000000000000000000000000000000001", "-0.1" + "0".repeat(37)));
  }

  private static Arguments decimals(int precision, int scale, String... numbers) {
    List<BigDecimal> values = Arrays.stream(numbers).map(BigDecimal::new).toList();
    return of(new DecimalType(precision, scale), values, values);
  }

  private static Arguments of(DataType type, List<?> source, List<?> written) {
    return Arguments.of(type, source, written);
  }

  @ParameterizedTest
  @MethodSource("values")
  void areAlikeForTheSameValues(DataType type, List<?> source, List<?> written) {
    Sums sums = bySpark(type, source);
    Sums same = new Sums();
    written.forEach(value -> same.add(value, 2));
    assertThat(sums.isLike(same)).isTrue();

    same.add(written.get(0), 1);
    assertThat(sums.isLike(same)).isFalse();
  }

  /** Each value twice, and a null. */
  private static Sums bySpark(DataType type, List<?> values) {
    List<Row> rows =
        Stream.concat(Stream.concat(values.stream(), values.stream()), Stream.of((Object) null))
            .map(RowFactory::create)
            .toList();
    List<Column> summed = Sums.of("of", type, "sum");
    Row row =
        SharedSpark.session()
            .createDataFrame(rows, new StructType().add("of", type))
            .agg(summed.get(0), summed.get(1), summed.get(2))
            .head();
    Sums sums = new Sums();
    sums.add(row, 0);
    return sums;
  }
}
