package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;

/** Rules that compare a dataset with another one; both have the columns of {@link Tickets}. */
class BetweenDatasetsTest {

  private static final DatasetName OTHER = new DatasetName("ref", "codes");

  /** Ten rows on 4 March: ids i0 to i9, two districts, ages 20 to 29, costs 1 to 10. */
  private static Tickets ten() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 10)
        .forEach(i -> tickets.row("2024-03-04", "i" + i, i < 5 ? "迎泽区" : "小店区", 20 + i, i + 1.0));
    return tickets;
  }

  /** The ten; on 5 March ids i5 to i8 with half the cost. */
  private static Dataset<Row> other() {
    Tickets tickets = ten();
    IntStream.range(5, 9)
        .forEach(i -> tickets.row("2024-03-05", "i" + i, "小店区", 20 + i, (i + 1) / 2.0));
    return tickets.rows();
  }

  private static Check against(Contract contract, boolean partitioned, Dataset<Row> other) {
    return Check.of(contract)
        .against(Map.of(OTHER, new Other(Tickets.contract(partitioned, List.of()), other)));
  }

  private static final String RULES =
      """
      ReferentialIntegrity "id" "ref.codes.id" = 1.0                    | 0.9
      ReferentialIntegrity "id" "ref.codes.id" >= 0.9                   | pass
      ReferentialIntegrity "id" "ref.codes.id" > 0.9                    | 0.9
      ReferentialIntegrity "id,age" "ref.codes.{id,age}" = 0.9          | pass
      ReferentialIntegrity "id,age" "ref.codes.{id,age}" > 0.9          | 0.9
      RowCountMatch "ref.codes" = 2.75                                  | pass
      RowCountMatch "ref.codes" < 2.75                                  | 2.75
      AggregateMatch "sum(age)" "sum(ref.codes.age)" between 2.3 and 2.4 | pass
      AggregateMatch "sum(age)" "sum(ref.codes.age)" < 2.3              | out of bounds; its value is withheld
      AggregateMatch "avg(cost)" "avg(ref.codes.cost)" between 1.4 and 1.5 | pass
      AggregateMatch "sum(cost)" "sum(fee)" = 1.0                       | pass
      AggregateMatch "sum(cost)" "sum(fee)" > 1.0                       | 1.0
      SchemaMatch "ref.codes" = 1.0                                     | pass
      SchemaMatch "ref.codes" < 1.0                                     | 1.0
      DatasetMatch "ref.codes" "id" "district" >= 0.36                  | pass
      DatasetMatch "ref.codes" "id" "district" > 0.37                   | 0.3636
      DatasetMatch "ref.codes" "id" "cost" > 0.0                        | share
      (RowCount > 1) and (RowCountMatch "ref.codes" > 3)                | 2.75
      """;

  @Test
  void aPartitionIsComparedWithThatOfTheSameDay() {
    // On 5 March: nine of the ten, one with an id that is nowhere, and one without an id.
    Tickets here = new Tickets();
    IntStream.range(0, 9)
        .forEach(i -> here.row("2024-03-05", "i" + i, i < 5 ? "迎泽区" : "小店区", 20 + i, i + 1.0));
    here.row("2024-03-05", "z", "小店区", 30, 10.0).row("2024-03-05", null, "小店区", null, null);
    List<String[]> rules = RULES.lines().map(line -> line.split("\\|")).toList();
    List<RuleResult> results =
        against(
                Tickets.contract(
                    Severity.ERROR,
                    rules.stream().map(each -> each[0].strip()).toArray(String[]::new)),
                true,
                other())
            .on(here.rows())
            .results();
    for (int i = 0; i < rules.size(); i++) {
      RuleResult result = results.get(i);
      String outcome = rules.get(i)[1].strip();
      assertThat(result.passed()).as(result.toString()).isEqualTo(outcome.equals("pass"));
      assertThat(result.reason())
          .as(result.toString())
          .contains(outcome.equals("pass") ? "" : outcome)
          .doesNotContain("i5", "迎泽区");
    }
  }

  @Test
  void aDatasetThatIsPartitionedOtherwiseIsComparedAsAWhole() {
    Contract contract =
        Tickets.contract(
            Severity.ERROR,
            "RowCountMatch \"ref.codes\" = 1.0",
            "DatasetMatch \"ref.codes\" \"day,id\" = 1.0",
            "AggregateMatch \"sum(fee)\" \"sum(ref.codes.fee)\" = 1.0");
    assertThat(against(contract, false, ten().rows()).on(ten().rows()).results())
        .allMatch(RuleResult::passed)
        .hasSize(3);
    assertThat(against(contract, false, other()).on(ten().rows()).results())
        .extracting(RuleResult::passed)
        .containsExactly(false, true, false);
  }

  @Test
  void rowsWithoutACounterpartAreRefusedOneByOne() {
    Contract contract =
        Tickets.contract(
            new Rule("ReferentialIntegrity \"id\" \"ref.codes.id\" = 1.0", Severity.ROW),
            new Rule("RowCount = 11", Severity.ERROR));
    Tickets here = ten().row("2024-03-04", "y", "x", 1, 1.0).row("2024-03-04", null, "x", 1, 1.0);
    Check.Result result = against(contract, false, other()).on(here.distributed(8));
    assertThat(result.results())
        .extracting(RuleResult::passed, each -> each.metric().getAsDouble())
        .containsExactly(tuple(false, 1.0), tuple(true, 11.0));
    assertThat(result.refused().orElseThrow().collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.<Long>getAs("_row")).isEqualTo(10))
        .satisfies(row -> assertThat(row.<String>getAs("_column")).isEqualTo("id"))
        .satisfies(
            row ->
                assertThat(row.<String>getAs("_reason"))
                    .isEqualTo(
                        "id does not satisfy ReferentialIntegrity \"id\" \"ref.codes.id\" = 1.0"));
  }

  private static final String IMPOSSIBLE =
      """
      ReferentialIntegrity "id" "ref.codes.id" >= 0.0      | no row has a value to look up
      AggregateMatch "sum(cost)" "sum(ref.codes.cost)" >= 0 | there are no rows to judge, or all values are null
      AggregateMatch "sum(age)" "sum(ref.codes.cost)" >= 0 | there are no rows to judge, or all values are null
      ReferentialIntegrity "id" "ref.codes.no" >= 0.0      | with name `no` cannot be resolved
      RowCountMatch "ref.codes" >= 0.0                     | there are no rows to judge, or all values are null
      RowCountMatch "ref.none" >= 0.0                      | there are no data of ref.none yet; collect it first
      DatasetMatch "ref.none" "id" >= 0.0                  | there are no data of ref.none yet; collect it first
      SchemaMatch "ref.none" >= 0.0                        | there are no data of ref.none yet; collect it first
      """;

  @Test
  void whatCannotBeComparedNeverPasses() {
    Dataset<Row> here = new Tickets().row("2024-03-06", null, "x", 1, null).rows();
    List<String[]> rules = IMPOSSIBLE.lines().map(line -> line.split("\\|")).toList();
    List<RuleResult> results =
        against(
                Tickets.contract(
                    Severity.ERROR,
                    rules.stream().map(each -> each[0].strip()).toArray(String[]::new)),
                true,
                other())
            .on(here)
            .results();
    for (int i = 0; i < rules.size(); i++) {
      assertThat(results.get(i).passed()).as(results.get(i).toString()).isFalse();
      assertThat(results.get(i).reason()).contains(rules.get(i)[1].strip());
    }
  }

  @Test
  void aRowRuleWithoutItsDatasetHoldsThePartitionBack() {
    Contract contract =
        Tickets.contract(
            Severity.ROW, "ReferentialIntegrity \"id\" \"ref.none.id\" = 1.0", "IsComplete \"id\"");
    Check.Result result = Check.of(contract).on(ten().rows());
    assertThat(result.results()).as("no data yet are no fault").noneMatch(RuleResult::faulty);
    assertThat(result.results()).extracting(RuleResult::holds).containsExactly(true, false);
    assertThat(result.refused()).isEmpty();
  }

  @Test
  void referencesAreLookedUpInTheOneScanAndCountsAskedForOnce() {
    Contract contract =
        Tickets.contract(
            Severity.ERROR,
            "RowCount > 1",
            "ReferentialIntegrity \"id\" \"ref.codes.id\" = 1.0",
            "RowCountMatch \"ref.codes\" = 1.0",
            "AggregateMatch \"sum(cost)\" \"sum(ref.codes.cost)\" = 1.0");
    Dataset<Row> few = ten().rows().coalesce(1);
    assertThat(SparkJobsTest.jobs(() -> against(contract, true, few).on(few)))
        .as("the scan, the keys that it looks up, and the other dataset's counts")
        .isLessThanOrEqualTo(3);
  }
}
