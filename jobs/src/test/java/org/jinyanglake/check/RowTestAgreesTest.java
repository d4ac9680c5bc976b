package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A row rule refuses some row of a partition exactly if deequ fails the partition by the same rule,
 * as many as deequ's ratio says where it has one, and deequ passes what remains.
 */
class RowTestAgreesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IsComplete \"age\"",
        "IsComplete \"age\" where \"cost > 2\"",
        "ColumnValues \"age\" > 0",
        "ColumnValues \"age\" < 10",
        "ColumnValues \"age\" = 5",
        "ColumnValues \"age\" between 0 and 10",
        "ColumnValues \"age\" not between 8 and 10",
        "ColumnValues \"age\" in [1,2,3,NULL]",
        "ColumnValues \"age\" not in [1,2]",
        "ColumnValues \"age\" != 3",
        "ColumnValues \"cost\" >= 1 where \"age > 3\"",
        "ColumnValues \"fee\" <= 4.0",
        "ColumnValues \"district\" in [\"a\",\"bb\"]",
        "ColumnValues \"district\" != \"a\"",
        "ColumnValues \"district\" matches \"[a-c]+\"",
        "ColumnValues \"day\" > \"2024-03-02\"",
        "ColumnLength \"district\" >= 1",
        "ColumnLength \"district\" between 0 and 3",
        "ColumnLength \"district\" in [1,2]",
        "ColumnDataType \"id\" = \"Integer\"",
        "IsUnique \"id\"",
        "IsUnique \"id\" where \"cost > 2\"",
        "IsPrimaryKey \"id\"",
        "IsPrimaryKey \"id\" \"district\"",
      })
  void refusesRowsWhereDeequFailsThePartition(String rule) {
    Tickets tickets = tickets();
    Dataset<Row> rows = tickets.rows();
    Check.Result byPartition = Check.of(Tickets.contract(Severity.ERROR, rule)).on(rows);
    Check.Result byRow =
        Check.of(Tickets.contract(new Rule(rule, Severity.ROW), new Rule(rule, Severity.ERROR)))
            .on(tickets.distributed(3));
    assertThat(byPartition.results()).extracting(RuleResult::passed).as(rule).contains(true, false);
    for (RuleResult whole : byPartition.results()) {
      RuleResult refusing =
          byRow.results().stream()
              .filter(r -> r.partition().equals(whole.partition()))
              .filter(r -> r.severity() == Severity.ROW)
              .findFirst()
              .orElseThrow();
      assertThat(refusing.passed()).as("%s against %s", refusing, whole).isEqualTo(whole.passed());
    }
    assertThat(byRow.results())
        .filteredOn(r -> r.severity() == Severity.ERROR)
        .as("deequ passes what remains, except where nothing does")
        .allMatch(r -> r.passed() || r.reason().contains("no rows"));
    long counted =
        byRow.results().stream()
            .filter(r -> r.severity() == Severity.ROW)
            .mapToLong(r -> (long) r.metric().getAsDouble())
            .sum();
    assertThat(byRow.refused().map(Dataset::count).orElse(0L)).isEqualTo(counted);
  }

  private static Tickets tickets() {
    Random random = new Random(42);
    Tickets tickets = new Tickets();
    String[] districts = {"a", "bb", "ccc", "dddd", ""};
    for (int day = 1; day <= 9; day++) {
      for (int i = 0; i < 1 + day * day / 4; i++) {
        tickets.row(
            "2024-03-0" + day,
            random.nextInt(8) == 0
                ? null
                : (random.nextInt(6) == 0 ? "x" : "") + random.nextInt(40),
            random.nextInt(9) == 0 ? null : districts[random.nextInt(5)],
            random.nextInt(9) == 0 ? null : random.nextInt(12),
            random.nextInt(9) == 0 ? null : (double) random.nextInt(6));
      }
    }
    tickets.row("2024-03-10", "5", "bb", 5, 3.0); // breaks no rule
    tickets.row("2024-03-11", "5", "a", 10, 5.0).row("2024-03-11", "5", "a", 10, 5.0);
    return tickets;
  }
}
