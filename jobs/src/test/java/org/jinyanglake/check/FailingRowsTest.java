package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.IntStream;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.lake.RefusedRows;
import org.junit.jupiter.api.Test;

/** Which rows are named where a rule fails that refuses none. */
class FailingRowsTest {
  private static final String DAY = "day=2024-03-04";

  private final Tickets tickets =
      new Tickets()
          .row("2024-03-04", "a", "迎泽区", 30, 1.0)
          .row("2024-03-04", "b", "迎泽区", 31, 2.0)
          .row("2024-03-04", null, "迎泽区", 200, 3.0)
          .row("2024-03-04", "a", "小店区", 32, 4.0)
          .row("2024-03-05", "a", "迎泽区", 33, 5.0);

  private List<RefusedRows.Row> failing(String day, Rule... rules) {
    return Check.of(Tickets.contract(rules))
        .telling()
        .on(tickets.rows())
        .failing()
        .getOrDefault(day, List.of());
  }

  private static Rule error(String dqdl) {
    return new Rule(dqdl, Severity.ERROR);
  }

  @Test
  void thoseThatBreakItByThemselves() {
    assertThat(failing(DAY, error("IsComplete \"id\""), error("ColumnValues \"age\" <= 120")))
        .extracting(RefusedRows.Row::rule, RefusedRows.Row::row, RefusedRows.Row::column)
        .containsExactlyInAnyOrder(
            tuple("IsComplete \"id\"", 2L, "id"), tuple("ColumnValues \"age\" <= 120", 2L, "age"));
  }

  @Test
  void thoseWithoutAValueWhereTooFewHaveOne() {
    assertThat(failing(DAY, error("Completeness \"id\" > 0.9")))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.file()).isEqualTo("a.csv");
              assertThat(row.row()).isEqualTo(2);
              assertThat(row.text()).contains("\"district\":\"迎泽区\"", "\"age\":200");
            });
  }

  @Test
  void allThatHaveTheSameKeyInAPartition() {
    assertThat(failing(DAY, error("IsUnique \"id\"")))
        .extracting(RefusedRows.Row::row)
        .containsExactly(0L, 3L);
    assertThat(failing("day=2024-03-05", error("IsUnique \"id\""))).isEmpty();
  }

  @Test
  void thoseThatBreakADependency() {
    assertThat(
            failing(
                DAY,
                error("FunctionalDependency \"id\" -> \"district\""),
                error("IsComplete \"id\"")))
        .extracting(RefusedRows.Row::row)
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void noneOfARuleThatHoldsOrJudgesNoRowsOrIsNoRule() {
    assertThat(
            failing(
                DAY,
                error("Completeness \"id\" > 0.5"),
                error("Mean \"age\" < 1"),
                error("Completeness \"nothing\" > 0.5"),
                error("no DQDL")))
        .isEmpty();
  }

  @Test
  void noneThatARowRuleRefusesAnyway() {
    assertThat(
            failing(
                DAY,
                new Rule("ColumnValues \"age\" <= 120", Severity.ROW),
                error("IsComplete \"id\"")))
        .isEmpty();
  }

  @Test
  void fiveAtMostAndForAllRulesAndPartitionsWithOneMoreSparkJob() {
    Tickets many = new Tickets();
    IntStream.range(0, 40).forEach(i -> many.row("2024-03-0" + (1 + i % 4), null, "迎泽区", 150, 1.0));
    Check check =
        Check.of(
            Tickets.contract(
                new Rule("IsComplete \"id\"", Severity.WARNING),
                new Rule("ColumnValues \"age\" <= 120", Severity.WARNING)));
    int without = SparkJobsTest.jobs(() -> check.on(many.rows().coalesce(1)));

    assertThat(SparkJobsTest.jobs(() -> check.telling().on(many.rows().coalesce(1))))
        .isEqualTo(without + 1);
    assertThat(check.telling().on(many.rows()).failing())
        .hasSize(4)
        .allSatisfy((day, rows) -> assertThat(rows).hasSize(2 * FailingRows.MOST));
  }

  @Test
  void aCheckOfWhichNothingFailsCostsNoFurtherSparkJob() {
    Check check = Check.of(Tickets.contract(Severity.ERROR, "RowCount > 0"));

    assertThat(SparkJobsTest.jobs(() -> check.telling().on(tickets.rows().coalesce(1))))
        .isEqualTo(1);
  }
}
