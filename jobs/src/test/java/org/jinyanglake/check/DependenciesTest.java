package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;

/** Rules of the kind {@code FunctionalDependency "district" -> "age"}. */
class DependenciesTest {

  private static final String DEPENDENCY = "FunctionalDependency \"district\" -> \"age\"";

  private static Tickets tickets() {
    return new Tickets()
        .row("2024-03-04", "a", "x", 1, 1.0)
        .row("2024-03-04", "b", "x", 2, 1.0)
        .row("2024-03-04", "c", "x", 2, 1.0)
        .row("2024-03-04", "d", "y", 3, 2.0)
        .row("2024-03-04", "e", "y", 4, 2.0)
        .row("2024-03-04", "f", null, 5, 3.0)
        .row("2024-03-04", "g", "y", null, 3.0)
        .row("2024-03-05", "h", "x", 9, 3.0);
  }

  private static List<RuleResult> judged(Rule... rules) {
    return Check.of(Tickets.contract(rules)).on(tickets().rows()).results();
  }

  @Test
  void refuseTheFewestRowsWithoutWhichTheyHold() {
    Check.Result result =
        Check.of(
                Tickets.contract(
                    new Rule(DEPENDENCY, Severity.ROW), new Rule(DEPENDENCY, Severity.ERROR)))
            .on(tickets().distributed(8));
    assertThat(result.refused().orElseThrow().collectAsList())
        .extracting(row -> row.<Long>getAs("_row"), row -> row.<String>getAs("_reason"))
        .as("the rarer value, of equally frequent ones the later; nulls say nothing")
        .containsExactlyInAnyOrder(
            tuple(
                0L, "age is another than in row 1 of a.csv, as in most rows of the same district"),
            tuple(
                4L, "age is another than in row 3 of a.csv, as in most rows of the same district"));
    assertThat(result.results())
        .extracting(RuleResult::partition, RuleResult::passed, r -> r.metric().getAsDouble())
        .containsExactly(
            tuple("day=2024-03-04", false, 2.0),
            tuple("day=2024-03-04", true, 1.0),
            tuple("day=2024-03-05", true, 0.0),
            tuple("day=2024-03-05", true, 1.0));
  }

  @Test
  void aRowThatBreaksSeveralIsRefusedOnceAndSeesTheRowsThatOtherRulesLeave() {
    Check.Result result =
        Check.of(
                Tickets.contract(
                    new Rule("ColumnValues \"age\" != 2", Severity.ROW),
                    new Rule(DEPENDENCY, Severity.ROW),
                    new Rule("FunctionalDependency \"cost\" \"day\" -> \"age\"", Severity.ROW)))
            .on(tickets().rows());
    List<Row> refused = result.refused().orElseThrow().collectAsList();
    assertThat(refused)
        .extracting(row -> row.<Long>getAs("_row"), row -> row.<String>getAs("_rule"))
        .containsExactlyInAnyOrder(
            tuple(1L, "ColumnValues \"age\" != 2"),
            tuple(2L, "ColumnValues \"age\" != 2"),
            tuple(4L, DEPENDENCY));
    assertThat(result.results())
        .extracting(r -> r.metric().getAsDouble())
        .startsWith(2.0, 1.0, 1.0);
  }

  @Test
  void boundTheShareOfRowsThatMayStay() {
    List<RuleResult> results =
        judged(
            new Rule(DEPENDENCY, Severity.ERROR),
            new Rule(DEPENDENCY + " >= 0.6", Severity.ERROR),
            new Rule(DEPENDENCY + " > 0.6", Severity.WARNING),
            new Rule("FunctionalDependency \"id\" -> \"cost\"", Severity.ERROR));
    assertThat(results.subList(0, 4))
        .extracting(RuleResult::passed, r -> r.metric().getAsDouble())
        .containsExactly(tuple(false, 0.6), tuple(true, 0.6), tuple(false, 0.6), tuple(true, 1.0));
  }

  @Test
  void failWhereTheyCannotBeJudged() {
    List<RuleResult> results =
        judged(
            new Rule("FunctionalDependency \"district\" -> \"sex\"", Severity.ERROR),
            new Rule("FunctionalDependency \"sex\" -> \"age\"", Severity.ROW),
            new Rule("FunctionalDependency \"district\"", Severity.ROW),
            new Rule("FunctionalDependency \"age\" -> \"age\"", Severity.ERROR),
            new Rule(DEPENDENCY, Severity.WARNING),
            new Rule(DEPENDENCY + " >= 0.5 where \"age > 1\"", Severity.ERROR));
    assertThat(results.get(5).holds()).isTrue();
    assertThat(results.get(5).reason()).contains("takes neither where nor with threshold");
    assertThat(results.subList(0, 4)).allMatch(RuleResult::holds);
    assertThat(results.get(0).reason()).contains("no column sex");
    assertThat(results.get(1).reason()).contains("no column sex");
    assertThat(results.get(2).reason()).contains("\"zip\" -> \"city\"");
    assertThat(results.get(4).metric()).hasValue(0.6);
  }
}
