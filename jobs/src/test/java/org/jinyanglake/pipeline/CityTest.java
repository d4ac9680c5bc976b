package org.jinyanglake.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.demo.Fault;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The demo city from landing files to open and conditional tables, run once for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CityTest {
  private static final int DAYS = 2;

  @TempDir static Path home;

  private DemoCity.Result landed;
  private TestLake city;
  private Summary summary;

  @BeforeAll
  void run() throws Exception {
    landed = DemoCity.rows(12_000).seed(7).days(DAYS).writeTo(home.resolve("landing"));
    city = TestLake.city(home).approved();
    summary = city.run();
  }

  @AfterAll
  void close() {
    city.close();
  }

  private Outcome outcome(String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  /** By dataset; the damaged file is refused as a whole and not counted by rows. */
  private Map<String, Long> labelled() {
    Map<String, Long> labelled = new TreeMap<>();
    for (DemoCity.Landed file : landed.files()) {
      file.broken()
          .forEach(
              (fault, count) -> {
                if (fault != Fault.BAD_BYTES) {
                  labelled.merge(file.dataset(), count, Long::sum);
                }
              });
    }
    return labelled;
  }

  @Test
  void refusesExactlyTheRowsThatAreLabelledBroken() {
    Map<String, Long> refused = new TreeMap<>();
    for (String dataset : labelled().keySet()) {
      refused.put(dataset, outcome(dataset).refused());
    }
    assertThat(refused).isEqualTo(labelled());
  }

  @Test
  void storesOrRefusesEveryRow() {
    for (DemoCity.Landed file : landed.files()) {
      String name = home.resolve("landing").relativize(file.file()).toString();
      var state =
          city.lake()
              .version(Zone.RAW, org.jinyanglake.contract.DatasetName.parse(file.dataset()))
              .orElseThrow()
              .state()
              .files()
              .get(name);
      assertThat(state.stored() + state.refused()).as(name).isEqualTo(file.rows());
    }
  }

  @Test
  void holdsBackNothingButTheDamagedFile() {
    assertThat(summary.datasets())
        .filteredOn(each -> !each.held().isEmpty())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.dataset()).isEqualTo("governance.hotline_tickets");
              assertThat(each.held())
                  .singleElement()
                  .asString()
                  .contains("misencoded.csv", "line ", "byte ", "GB18030");
            });
  }

  @Test
  void opensInEachZoneWhatTheContractsOpenThereAndNothingElse() {
    assertThat(outcome("environment.air_quality").released())
        .singleElement()
        .satisfies(each -> assertThat(each.zone()).isEqualTo("open"));
    assertThat(outcome("health.hospital_visits").released())
        .singleElement()
        .satisfies(each -> assertThat(each.zone()).isEqualTo("conditional"));
    assertThat(outcome("utilities.meter_readings").released()).isEmpty();
    for (var contract : city.contracts().contracts()) {
      for (Zone zone : contract.opened()) {
        city.lake()
            .version(zone, contract.dataset())
            .ifPresent(
                version ->
                    assertThat(version.table().schema().columns())
                        .extracting(field -> field.name())
                        .isEqualTo(
                            contract.columns(zone).stream().map(each -> each.name()).toList()));
      }
    }
  }

  @Test
  void followsTheInputsDayByDayInTheMarts() {
    Dataset<Row> tickets = city.rows(Zone.RAW, "governance.hotline_tickets");
    List<Row> monitor =
        city.rows(Zone.RAW, "city.run_monitor").select("day", "hotline_tickets").collectAsList();
    assertThat(monitor).hasSize(DAYS);
    for (Row day : monitor) {
      assertThat(tickets.where(col("day").equalTo(day.getDate(0))).count())
          .isEqualTo(day.getLong(1));
    }
  }

  @Test
  void countsPersonsBehindEveryReleasedClass() {
    var contract = city.contract("health.hospital_visits");
    Dataset<Row> released = city.rows(Zone.CONDITIONAL, "health.hospital_visits");
    String[] classes =
        contract.columns(Zone.CONDITIONAL).stream()
            .filter(
                each ->
                    each.partition()
                        || each.classification()
                            == org.jinyanglake.contract.Classification.QUASI_IDENTIFIER)
            .map(each -> each.name())
            .toArray(String[]::new);
    assertThat(released.count()).isPositive();
    Row smallest =
        released
            .groupBy(
                java.util.Arrays.stream(classes)
                    .map(c -> col(c))
                    .toArray(org.apache.spark.sql.Column[]::new))
            .count()
            .orderBy("count")
            .first();
    long k = contract.anonymity().orElseThrow().k();
    assertThat((long) smallest.getAs("count")).isGreaterThanOrEqualTo(k);
    assertThat(
            city.rows(Zone.RAW, "health.hospital_visits")
                .agg(countDistinct(contract.anonymity().get().person()))
                .first()
                .getLong(0))
        .isGreaterThan(k);
  }

  @Test
  void releasedRowsDoNotKeepTheOrderOfTheLandingFiles() {
    Dataset<Row> released = city.rows(Zone.OPEN, "environment.air_quality");
    Dataset<Row> day = released.where(col("day").equalTo(released.first().get(0)));
    org.apache.spark.sql.Column[] byValue =
        java.util.Arrays.stream(day.columns())
            .map(name -> col(name))
            .toArray(org.apache.spark.sql.Column[]::new);

    assertThat(day.collectAsList())
        .hasSizeGreaterThan(100)
        .isEqualTo(day.sort(byValue).collectAsList());
  }
}
