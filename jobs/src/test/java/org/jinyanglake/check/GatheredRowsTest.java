package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.groups.Tuple;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;

/** Refused rows that come with the scan are those that a query for them would find. */
class GatheredRowsTest {
  private static final StructType TYPE =
      new StructType().add("file", DataTypes.StringType).add("row", DataTypes.LongType);
  private static final List<Column> PLACE = List.of(col("_file"), col("_row"));

  @Test
  void theyAreToldWithRuleAndReasonOnManySparkPartitions() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 100)
        .forEach(
            i ->
                tickets.row(
                    "2024-03-0" + (1 + i % 3),
                    i % 17 == 0 ? null : "k" + i / 3 % 20,
                    i % 30 == 0 ? "另一区" : "区" + i / 3 % 20,
                    i % 10,
                    i % 7 == 0 ? -1.0 : 1.0));
    Check.Result result =
        Check.of(
                Tickets.contract(
                    Severity.ROW,
                    "ColumnValues \"cost\" > 0",
                    "IsPrimaryKey \"id\" \"age\"",
                    "FunctionalDependency \"age\" -> \"district\""))
            .gathering(TYPE, PLACE)
            .on(tickets.distributed(3));
    List<RefusedRow> asked = RefusedRow.in(result.refused().orElseThrow(), PLACE);
    assertThat(asked.stream().map(RefusedRow::rule).distinct())
        .as("each rule refuses some")
        .hasSize(3);
    assertThat(result.gathered().orElseThrow())
        .extracting(GatheredRowsTest::said)
        .containsExactlyInAnyOrderElementsOf(asked.stream().map(GatheredRowsTest::said).toList());
  }

  private static Tuple said(RefusedRow each) {
    return tuple(
        each.told().getString(0),
        each.told().getLong(1),
        each.rule(),
        each.column(),
        each.reason());
  }

  @Test
  void ofTooManyNoneAreTold() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 2000)
        .forEach(i -> tickets.row("2024-03-04", "k" + i, "x".repeat(100), i, -1.0));
    Check.Result result =
        Check.of(Tickets.contract(new Rule("ColumnValues \"cost\" > 0", Severity.ROW)))
            .gathering(
                new StructType().add("district", DataTypes.StringType), List.of(col("district")))
            .on(tickets.distributed(3));
    assertThat(result.gathered()).isEmpty();
    assertThat(result.refused().orElseThrow().count()).isEqualTo(2000);
  }

  @Test
  void ofNoneThereAreNone() {
    Check.Result result =
        Check.of(Tickets.contract(new Rule("ColumnValues \"cost\" > 0", Severity.ROW)))
            .gathering(TYPE, PLACE)
            .on(new Tickets().row("2024-03-04", "a", "x", 1, 1.0).rows());
    assertThat(result.gathered()).hasValue(List.of());
  }
}
