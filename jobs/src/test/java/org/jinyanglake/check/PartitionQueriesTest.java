package org.jinyanglake.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that are a query over the table {@code primary}, which is one partition. */
class PartitionQueriesTest {
  private static final int DAYS = 8;

  private static Dataset<Row> rows() {
    Tickets tickets = new Tickets();
    IntStream.range(0, 5 * DAYS)
        .forEach(
            i ->
                tickets.row(
                    "2024-03-0" + (1 + i % DAYS),
                    "k" + i % 7,
                    i % 3 == 0 ? "迎泽区" : "小店区",
                    i,
                    i % 11 * 1.0));
    return tickets.rows().coalesce(1);
  }

  private static Check check(String query, String bound) {
    return Check.of(
        Tickets.contract(
            Severity.WARNING, "CustomSql \"" + query.replace("\"", "'") + "\" " + bound));
  }

  private static List<OptionalDouble> numbers(Check check, Dataset<Row> rows) {
    return check.on(rows).results().stream().map(RuleResult::metric).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*) from primary",
        "select count(*) from primary where age > 36",
        "select sum(age) from primary where district = '迎泽区'",
        "select count(distinct id) / count(*) from primary p where p.cost > 2",
        "select max(length(id)) + min(cost) from primary",
        "select count(*) from primary where age > (select avg(age) from primary)",
        "select count(*) from (select id from primary group by id having count(*) > 1)",
        "select count(*) from primary a join primary b on a.id = b.id",
        "select cost from primary order by age limit 1",
        "select max(age) from primary group by day",
        "with p as (select * from primary) select count(*) from p",
        "select age from primary",
        "select 7 from primary"
      })
  void theyGiveOfEachPartitionWhatTheyGiveOfItAlone(String query) {
    Check check = query.contains("cost >") ? check(query, ">= 0") : check(query, "> -1");
    List<OptionalDouble> alone =
        IntStream.rangeClosed(1, DAYS)
            .mapToObj(day -> rows().filter("day = '2024-03-0%d'".formatted(day)))
            .flatMap(day -> numbers(check, day).stream())
            .toList();

    assertThat(numbers(check, rows())).isEqualTo(alone);
  }

  @Test
  void aQueryOfOneAggregateIsOneMoreSparkJobHoweverManyPartitionsThereAre() {
    Check check = check("select sum(age) from primary where cost >= 0", ">= 0");

    assertThat(SparkJobsTest.jobs(() -> check.on(rows()))).isEqualTo(1 + 1);
  }

  @Test
  void whereItLooksAtNoRowOfSomePartitionsItIsOneMore() {
    Check check = check("select count(*) from primary where age > 36", "< 9");

    assertThat(SparkJobsTest.jobs(() -> check.on(rows()))).isEqualTo(1 + 2);
  }

  @Test
  void oneRuleFindsTheOneSensorOfManyThatStandsStill() {
    Tickets readings = new Tickets();
    for (int station = 0; station < 20; station++) {
      for (int hour = 0; hour < 6; hour++) {
        readings.row("2024-03-04", "h" + hour, "s" + station, 30 + hour, 1.0);
        readings.row("2024-03-05", "h" + hour, "s" + station, station == 7 ? 31 : 30 + hour, 1.0);
      }
    }
    Check check =
        check(
            "select min(n) from (select count(distinct age) n from primary where age is not null"
                + " group by district)",
            "> 1");

    assertThat(check.on(readings.rows()).results())
        .extracting(RuleResult::partition, RuleResult::passed)
        .containsExactly(tuple("day=2024-03-04", true), tuple("day=2024-03-05", false));
  }

  @Test
  void anyOtherQueryIsAskedOfEachPartition() {
    Check check = check("select count(*) from (select distinct id from primary)", "> 0");

    assertThat(SparkJobsTest.jobs(() -> check.on(rows()))).isGreaterThanOrEqualTo(1 + DAYS);
  }
}
