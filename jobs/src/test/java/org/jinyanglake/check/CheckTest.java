package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.jinyanglake.check.Tickets.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jinyanglake.check.measure.Groups;
import org.jinyanglake.check.measure.StateKey;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static final Rule COMPLETE = new Rule("IsComplete \"age\"", Severity.ROW);
  private static final Rule UNIQUE = new Rule("IsPrimaryKey \"id\"", Severity.ROW);

  @Test
  void everyRuleOfEveryPartitionHasAResult() {
    Contract contract =
        contract(
            new Rule("RowCount = 2", Severity.ERROR),
            new Rule("IsUnique \"id\"", Severity.WARNING));
    Check.Result result =
        Check.of(contract)
            .on(
                new Tickets()
                    .row("2024-03-05", "a", "迎泽区", 1, 1.0)
                    .row("2024-03-04", "a", "迎泽区", 1, 1.0)
                    .row("2024-03-04", "a", "迎泽区", 1, 1.0)
                    .rows());
    assertThat(result.results())
        .extracting(RuleResult::partition, RuleResult::rule, RuleResult::passed)
        .containsExactly(
            tuple("day=2024-03-04", "RowCount = 2", true),
            tuple("day=2024-03-04", "IsUnique \"id\"", false),
            tuple("day=2024-03-05", "RowCount = 2", false),
            tuple("day=2024-03-05", "IsUnique \"id\"", true));
    assertThat(result.held("day=2024-03-04")).as("a warning does not hold it back").isFalse();
    assertThat(result.held("day=2024-03-05")).isTrue();
    assertThat(result.refused()).isEmpty();
  }

  @Test
  void partitionsAreNamedAsIcebergNamesThem() {
    Contract contract = contract(Severity.ERROR, "RowCount > 0");
    assertThat(
            Check.of(contract)
                .on(
                    new Tickets()
                        .row(null, "a", "x", 1, 1.0)
                        .row("1899-12-31", "a", "x", 1, 1.0)
                        .rows())
                .results())
        .extracting(RuleResult::partition)
        .containsExactly("day=1899-12-31", "day=null");
    Dataset<Row> slashes =
        new Tickets()
            .row("2024-03-04", "a", "x", 1, 1.0)
            .rows()
            .withColumn("day", functions.lit("a/b 小店=c"));
    assertThat(Check.of(contract).on(slashes).results())
        .extracting(RuleResult::partition)
        .containsExactly("day=a%2Fb+%E5%B0%8F%E5%BA%97%3Dc");
  }

  @Test
  void anUnpartitionedTableIsOnePartitionWithAnEmptyName() {
    Contract contract =
        contract(false, Tickets.rules(Severity.ERROR, "RowCount = 2", "IsUnique \"id\""));
    Check.Result result =
        Check.of(contract)
            .on(
                new Tickets()
                    .row("2024-03-04", "a", "x", 1, 1.0)
                    .row("2024-03-05", "a", "x", 1, 1.0)
                    .rows());
    assertThat(result.results())
        .extracting(RuleResult::partition, RuleResult::passed)
        .containsExactly(tuple("", true), tuple("", false));
  }

  @Test
  void withoutRowsOnlyTheirCountCanBeJudged() {
    Contract contract =
        contract(
            false,
            Tickets.rules(
                Severity.ERROR,
                "RowCount = 0",
                "IsComplete \"id\"",
                "IsUnique \"id\"",
                "CustomSql \"select count(*) from primary\" = 0"));
    Check.Result result = Check.of(contract).on(new Tickets().rows());
    assertThat(result.results())
        .extracting(RuleResult::passed)
        .containsExactly(true, false, false, false);
    assertThat(result.results().subList(1, 4))
        .allSatisfy(said -> assertThat(said.reason()).contains("no rows"));
  }

  @Test
  void aRefusedRowDoesNotHoldThePartitionBack() {
    Dataset<Row> rows =
        new Tickets()
            .row("2024-03-04", "a", "x", 1, 1.0)
            .row("2024-03-04", "b", "x", null, -1.0)
            .row("2024-03-04", "a", "x", 3, -1.0)
            .rows();
    Check.Result result =
        Check.of(
                contract(
                    new Rule("ColumnValues \"cost\" > 0", Severity.ERROR),
                    new Rule("RowCount = 1", Severity.ERROR),
                    new Rule("IsUnique \"id\"", Severity.ERROR),
                    COMPLETE,
                    UNIQUE))
            .on(rows);
    assertThat(result.held("day=2024-03-04")).as(result.results().toString()).isFalse();
    assertThat(result.refused().orElseThrow().select("_row", "_rule", "_column").collectAsList())
        .extracting(row -> row.getLong(0), row -> row.getString(1), row -> row.getString(2))
        .containsExactlyInAnyOrder(
            tuple(1L, COMPLETE.dqdl(), "age"), tuple(2L, UNIQUE.dqdl(), "id"));
  }

  @Test
  void aPartitionOfWhichNoRowRemainsIsHeldBack() {
    Check.Result result =
        Check.of(contract(COMPLETE, new Rule("IsComplete \"id\"", Severity.ERROR)))
            .on(new Tickets().row("2024-03-04", "a", "x", null, 1.0).rows());
    assertThat(result.held("day=2024-03-04")).isTrue();
  }

  @Test
  void aRowThatBreaksSeveralRulesIsRefusedOnceByTheFirst() {
    Contract contract =
        contract(
            new Rule("ColumnValues \"cost\" > 0", Severity.ROW),
            new Rule("IsUnique \"id\"", Severity.ROW),
            COMPLETE);
    Dataset<Row> refused =
        Check.of(contract)
            .on(
                new Tickets()
                    .row("2024-03-04", "a", "x", null, -1.0)
                    .row("2024-03-04", "a", "x", 1, 1.0)
                    .rows())
            .refused()
            .orElseThrow();
    assertThat(refused.columns()).contains("_file", "_row", "day", "_rule", "_column", "_reason");
    assertThat(refused.collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.<Long>getAs("_row")).isZero();
              assertThat(row.<String>getAs("_rule")).isEqualTo("ColumnValues \"cost\" > 0");
              assertThat(row.<String>getAs("_reason"))
                  .isEqualTo(
                      "cost does not satisfy ColumnValues \"cost\" > 0; it breaks further row rules: 1");
            });
  }

  @Test
  void ofRowsThatShareAKeyTheFirstIsKeptAndNamed() {
    Dataset<Row> rows =
        new Tickets()
            .row("b.csv", "2024-03-04", "秘密", "x", 1, 1.0)
            .row("a.csv", "2024-03-04", "秘密", "x", 2, 1.0)
            .row("a.csv", "2024-03-04", "秘密", "x", 3, 1.0)
            .row("a.csv", "2024-03-05", "秘密", "x", 3, 1.0)
            .row("a.csv", "2024-03-04", null, "x", 3, 1.0)
            .rows();
    Check.Result result = Check.of(contract(UNIQUE)).on(rows);
    assertThat(result.refused().orElseThrow().collectAsList())
        .extracting(
            row -> row.<String>getAs("_file"),
            row -> row.<Long>getAs("_row"),
            row -> row.<String>getAs("_reason"))
        .containsExactlyInAnyOrder(
            tuple("b.csv", 0L, "id repeats the key of row 1 of a.csv"),
            tuple("a.csv", 2L, "id repeats the key of row 1 of a.csv"),
            tuple("a.csv", 4L, "id is null"));
    assertThat(result.results())
        .extracting(r -> r.metric().getAsDouble())
        .containsExactly(3.0, 0.0);
  }

  @Test
  void uniquenessIsRightOnManySparkPartitions() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 200).forEach(i -> tickets.row("2024-03-04", "k" + i % 150, "x", i, 1.0));
    Dataset<Row> rows = tickets.distributed(8);
    assertThat(rows.rdd().getNumPartitions()).isEqualTo(8);
    Check.Result result =
        Check.of(contract(UNIQUE, new Rule("RowCount = 150", Severity.ERROR))).on(rows);
    assertThat(result.held("day=2024-03-04")).as(result.results().toString()).isFalse();
    assertThat(result.refused().orElseThrow().collectAsList())
        .extracting(row -> row.<Long>getAs("_row"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(150, 200).mapToObj(Long::valueOf).toList());
  }

  @Test
  void keysAreDemandedOneAfterTheOther() {
    Dataset<Row> rows =
        new Tickets()
            .row("2024-03-04", "a", "x", 1, 1.0)
            .row("2024-03-04", "a", "y", 2, 1.0)
            .row("2024-03-04", "b", "y", 3, 1.0)
            .rows();
    Check.Result result =
        Check.of(contract(Severity.ROW, "IsUnique \"id\"", "IsUnique \"district\"")).on(rows);
    assertThat(result.refused().orElseThrow().select("_row").collectAsList())
        .as("row 1 is gone when districts are compared, so row 2 is the first of its")
        .extracting(row -> row.getLong(0))
        .containsExactly(1L);
  }

  @Test
  void whatCannotBeEvaluatedFails() {
    Contract contract =
        contract(
            Severity.ERROR,
            "IsComplete \"sex\"",
            "ColumnValues \"district\" > 5",
            "Mean \"district\" > 5",
            "IsComplete",
            "ColumnValues \"id\" matches \"[\"",
            "IsComplete \"id\" where \"sex = 1\"",
            "RowCount > avg(last(10))",
            "CustomSql \"select nothing from primary\" > 0",
            "ReferentialIntegrity \"id\" \"other.id\" = 1.0",
            "ColumnValues \"id\" in [\"a\"] where \"raise_error('秘密') is null\"",
            "IsComplete \"id\"");
    Check.Result result =
        Check.of(contract).on(new Tickets().row("2024-03-04", "a", "x", 1, 1.0).rows());
    List<RuleResult> results = result.results();
    assertThat(results.subList(0, results.size() - 1))
        .allSatisfy(
            said -> {
              assertThat(said.passed()).as(said.toString()).isFalse();
              assertThat(said.reason()).as(said.toString()).isNotEmpty();
              assertThat(said.metric()).isEmpty();
            });
    assertThat(results.get(results.size() - 1).passed())
        .as("one bad rule does not spoil the others: %s", results)
        .isTrue();
    assertThat(results.get(0).reason()).contains("does not include column sex");
    assertThat(results.subList(0, results.size() - 1))
        .as("it is not the data that are at fault")
        .allMatch(RuleResult::faulty);
    assertThat(results.get(5).reason()).contains("`sex`");
    assertThat(results.get(7).reason()).contains("`nothing`");
  }

  @Test
  void aRowRuleThatCannotBeEvaluatedHoldsThePartitionBack() {
    Contract contract =
        contract(
            Severity.ROW, "IsComplete \"sex\"", "RowCount > 0", "Completeness \"id\" > 0.5", "x");
    Check.Result result =
        Check.of(contract).on(new Tickets().row("2024-03-04", "a", "x", 1, 1.0).rows());
    assertThat(result.results()).allMatch(RuleResult::holds);
    assertThat(result.results().get(1).reason()).contains("severity error or warning");
    assertThat(result.refused()).isEmpty();
  }

  @Test
  void noValueOfTheDataIsInAResult() {
    Contract contract =
        contract(
            new Rule("ColumnValues \"age\" < 100", Severity.ERROR),
            new Rule("Sum \"age\" < 100", Severity.ERROR),
            new Rule("ColumnValues \"district\" matches \"[a-z]+\"", Severity.ROW),
            new Rule("CustomSql \"select max(age) from primary\" < 100", Severity.WARNING),
            new Rule("CustomSql \"select district from primary\" < 100", Severity.WARNING));
    Check.Result result =
        Check.of(contract)
            .on(
                new Tickets()
                    .row("2024-03-04", "a", "x", 7771, 1.0)
                    .row("2024-03-04", "a", "秘密", 7771, 1.0)
                    .rows());
    assertThat(result.results()).noneMatch(RuleResult::passed);
    assertThat(result.results().toString()).doesNotContain("7771").doesNotContain("秘密");
    assertThat(result.refused().orElseThrow().select("_rule", "_column", "_reason").collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.toString()).doesNotContain("秘密"));
  }

  @Test
  void rowsThatCannotBeReadAreNotJudged() {
    Dataset<Row> unreadable =
        new Tickets()
            .row("2024-03-04", "a", "x", 1, 1.0)
            .rows()
            .withColumn("id", functions.expr("raise_error('disk')").cast("string"));
    Check check = Check.of(contract(Severity.ERROR, "IsComplete \"id\""));
    assertThatThrownBy(() -> check.on(unreadable)).hasStackTraceContaining("disk");
  }

  @Test
  void nothingIsLeftBehindAndChecksRunSideBySide() throws Exception {
    SparkSession spark = SharedSpark.session();
    int cached = spark.sparkContext().getPersistentRDDs().size();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<RuleResult>>> checks = new ArrayList<>();
      for (int n = 1; n <= 8; n++) {
        int rows = n;
        Tickets tickets = new Tickets();
        IntStream.range(0, rows).forEach(i -> tickets.row("2024-03-04", "k" + i, "x", i, 1.0));
        Check check =
            Check.of(
                contract(
                    Severity.ERROR,
                    "RowCount = " + rows,
                    "CustomSql \"select count(*) from primary\" = " + rows,
                    "Uniqueness \"id\" = 1.0"));
        checks.add(() -> check.on(tickets.rows()).results());
      }
      for (Future<List<RuleResult>> results : threads.invokeAll(checks)) {
        assertThat(results.get()).hasSize(3).allMatch(RuleResult::passed);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(spark.catalog().tableExists("primary")).isFalse();
    assertThat(spark.sparkContext().getPersistentRDDs().size()).isEqualTo(cached);
  }

  @Test
  void keysAreMeasuredOnTheRowsThatRemain() {
    Contract contract =
        contract(
            Tickets.rules(Severity.ROW, "IsPrimaryKey \"id\"", "IsUnique \"district\"")
                .toArray(Rule[]::new));
    Check.Result result =
        Check.of(contract)
            .measuring()
            .on(
                new Tickets()
                    .row("2024-03-04", "a", "x", 1, 1.0)
                    .row("2024-03-04", "a", "y", 1, 1.0)
                    .row("2024-03-04", "b", "x", 1, 1.0)
                    .row("2024-03-04", "c", "z", 1, 1.0)
                    .rows());
    assertThat(result.measured().get("day=2024-03-04"))
        .containsEntry(StateKey.groups(List.of("id")), new Groups(2, 2, 2))
        .containsEntry(StateKey.groups(List.of("district")), new Groups(2, 2, 2));
  }

  @Test
  void aPartitionThatLostAllItsRowsIsJudgedAsOneWithoutRows() {
    Check.Result result =
        Check.of(
                contract(
                    new Rule("RowCount > 0", Severity.ERROR),
                    new Rule("FunctionalDependency \"id\" -> \"district\"", Severity.ERROR),
                    COMPLETE,
                    UNIQUE))
            .covering(Set.of("day=2024-03-04", "day=2024-03-05"))
            .on(new Tickets().row("2024-03-05", "a", "x", 1, 1.0).rows());
    assertThat(result.results())
        .extracting(RuleResult::partition, RuleResult::passed)
        .containsExactly(
            tuple("day=2024-03-04", false),
            tuple("day=2024-03-04", false),
            tuple("day=2024-03-04", true),
            tuple("day=2024-03-04", true),
            tuple("day=2024-03-05", true),
            tuple("day=2024-03-05", true),
            tuple("day=2024-03-05", true),
            tuple("day=2024-03-05", true));
    assertThat(result.held("day=2024-03-04")).isTrue();
  }
}
