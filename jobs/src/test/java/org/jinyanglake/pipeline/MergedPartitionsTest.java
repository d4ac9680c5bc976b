package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions of too few persons, which are published together as one of a longer period. */
class MergedPartitionsTest {
  private static final String VISITS = "health.visits";
  private static final LocalDate MONDAY = LocalDate.of(1899, 1, 2);
  private static final String WEEK = "day=1899-W01";

  @TempDir Path folder;

  /**
   * A contract.
   *
   * @param merge how partitions of few persons are merged
   * @param byStreet whether a partition is a street, not a day
   */
  private static ContractYaml visits(String merge, boolean byStreet) {
    return ContractYaml.of(VISITS)
        .table("openingType", "conditional")
        .table("anonymity", "{k: 5, person: patient_id, merge: %s}".formatted(merge))
        .rules("error", "IsComplete \"age\"")
        .column(
            "name: day, logicalType: date, required: true, classification: public, partitioned: "
                + !byStreet,
            "technique: keep")
        .column(
            "name: street, logicalType: string, required: true, classification: public, partitioned: "
                + byStreet,
            "technique: keep")
        .column("name: patient_id, logicalType: string, classification: direct-identifier")
        .column(
            "name: age, logicalType: integer, classification: quasi-identifier",
            "technique: range, width: 10")
        .column(
            "name: cost, logicalType: integer, classification: public",
            "technique: microaggregate, k: 3");
  }

  static ContractYaml byWeek() {
    return visits("{day: week}", false);
  }

  /** Some visits on a day of the week, each of a person of its own. */
  static String visits(int day, int persons) {
    return visits(day, persons, "坞城街道");
  }

  private static String visits(int day, int persons, String street) {
    StringBuilder csv = new StringBuilder("day,street,patient_id,age,cost\n");
    for (int i = 0; i < persons; i++) {
      csv.append(
          "%s,%s,p%d-%s-%d,%d,%d%n"
              .formatted(MONDAY.plusDays(day), street, day, street, i, 40 + i % 9, 10 * i));
    }
    return csv.toString();
  }

  private void in(ContractYaml contract, Consumer<TestLake> test) throws Exception {
    Path schemas = contract.writeTo(folder.resolve("schemas"));
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved()) {
      test.accept(lake);
    }
  }

  /** How many rows are open, by the value of a column. */
  private static Map<String, Long> open(TestLake lake, String column) {
    Map<String, Long> rows = new TreeMap<>();
    for (Row row : lake.rows(Zone.CONDITIONAL, VISITS).groupBy(column).count().collectAsList()) {
      rows.put(row.get(0).toString(), row.getLong(1));
    }
    return rows;
  }

  private static Outcome run(TestLake lake) {
    return lake.run().datasets().get(0);
  }

  @Test
  void daysOfFewPersonsAreOpenedAsTheirWeekWhenItIsOver() throws Exception {
    in(
        byWeek(),
        lake -> {
          for (int day = 0; day < 4; day++) {
            lake.land("health/visits/%d.csv".formatted(day), visits(day, day == 2 ? 12 : 2));
          }
          assertThat(run(lake).notes()).containsExactly(WEEK + " waits until the week is over");
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-01-04", 12L));

          lake.land("health/visits/next.csv", visits(7, 12));
          assertThat(run(lake).held()).isEmpty();
          Map<String, Long> opened = Map.of("1899-01-04", 12L, "1899-W01", 6L, "1899-01-09", 12L);
          assertThat(open(lake, "day")).isEqualTo(opened);
          assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);

          provesItself(lake, opened.size());
        });
  }

  private static void provesItself(TestLake lake, int partitions) {
    Pipeline pipeline =
        new Pipeline(
            lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies());
    assertThat(
            pipeline
                .rebuild(
                    DatasetName.parse(VISITS),
                    List.of(Zone.CONDITIONAL),
                    Optional.empty(),
                    lake::engine)
                .partitions())
        .hasSize(partitions)
        .allSatisfy(
            each -> assertThat(each.outcome()).as(each.reason()).isEqualTo(Rebuild.Outcome.EQUAL));
    byte[] publicKey = Certificate.publicKey(KeyLifecycle.of(lake.lake()).keys().signing());
    assertThat(
            Audit.of(lake.lake(), List.of(publicKey), List.of(), lake.policy().persons())
                .execute(Optional.empty())
                .faults())
        .isEmpty();
    Trace trace = Trace.of(lake.lake(), lake.contract(VISITS));
    assertThat(trace.partition(WEEK).files())
        .extracting(Trace.SourceFile::file)
        .containsExactly("health/visits/0.csv", "health/visits/1.csv", "health/visits/3.csv");
    assertThat(trace.partition("day=1899-01-03").releases())
        .singleElement()
        .satisfies(
            release -> {
              assertThat(release.partition()).isEqualTo(WEEK);
              assertThat(release.merged())
                  .containsExactly("day=1899-01-02", "day=1899-01-03", "day=1899-01-05");
              assertThat(release.rowsOut()).isEqualTo(6);
            });
    assertThat(trace.file("health/visits/1.csv").releases())
        .extracting(Trace.Release::partition)
        .containsExactly(WEEK);
  }

  /** Else whoever kept the week would see which few of it are of that day. */
  @Test
  void aDayThatGetsEnoughPersonsStaysInItsWeek() throws Exception {
    in(
        byWeek(),
        lake -> {
          for (int day = 0; day < 4; day++) {
            lake.land("health/visits/%d.csv".formatted(day), visits(day, 2));
          }
          lake.land("health/visits/next.csv", visits(7, 12));
          run(lake);
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-W01", 8L, "1899-01-09", 12L));

          lake.land("health/visits/late.csv", visits(1, 9));
          run(lake);
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-W01", 17L, "1899-01-09", 12L));
        });
  }

  /** A day of next century does not make the week of today a past one. */
  @Test
  void aWeekThatIsNotOverByTheCalendarWaits() throws Exception {
    in(
        byWeek().table("delivery", "{daysAhead: 36500}"),
        lake -> {
          LocalDate today = LocalDate.now(lake.contract(VISITS).zone());
          int days = (int) java.time.temporal.ChronoUnit.DAYS.between(MONDAY, today);
          lake.land("health/visits/today.csv", visits(days, 2));
          lake.land("health/visits/future.csv", visits(days + 36_500, 12));
          assertThat(run(lake).notes())
              .singleElement()
              .asString()
              .endsWith("waits until the week is over");
          assertThat(open(lake, "day")).hasSize(1);
        });
  }

  @Test
  void aWeekWaitsForADayThatIsHeldBack() throws Exception {
    in(
        byWeek(),
        lake -> {
          lake.land("health/visits/0.csv", visits(0, 3));
          lake.land("health/visits/1.csv", visits(1, 3));
          lake.land("health/visits/next.csv", visits(7, 12));
          run(lake);
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-W01", 6L, "1899-01-09", 12L));

          String broken = visits(2, 3).replaceFirst(",40,", ",,");
          lake.land("health/visits/2.csv", broken);
          lake.land("health/visits/more.csv", visits(1, 4).replace("p1-", "q1-"));
          assertThat(run(lake).held()).singleElement().asString().startsWith("day=1899-01-04");
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-W01", 6L, "1899-01-09", 12L));
        });
  }

  @Test
  void allDaysAreOpenedByTheMonthIfTheContractSaysSo() throws Exception {
    in(
        visits("{day: {unit: month, always: true}}", false),
        lake -> {
          lake.land("health/visits/0.csv", visits(0, 9));
          lake.land("health/visits/1.csv", visits(1, 9));
          lake.land("health/visits/next.csv", visits(40, 12));
          assertThat(run(lake).notes())
              .containsExactly("day=1899-02 waits until the month is over");
          assertThat(open(lake, "day")).isEqualTo(Map.of("1899-01", 18L));
        });
  }

  @Test
  void streetsOfFewPersonsAreOpenedAsTheirDistrict() throws Exception {
    in(
        visits("{street: {hierarchy: region_name, level: district}}", true),
        lake -> {
          lake.land("health/visits/0.csv", visits(0, 9, "坞城街道"));
          lake.land("health/visits/1.csv", visits(0, 3, "营盘街道"));
          lake.land("health/visits/2.csv", visits(0, 3, "小店区"));
          lake.land("health/visits/3.csv", visits(0, 9, "不详"));
          assertThat(run(lake).held()).isEmpty();
          assertThat(open(lake, "street")).isEqualTo(Map.of("坞城街道", 9L, "小店区", 6L, "不详", 9L));
        });
  }

  /** Also where the name of the partition is escaped in its path. */
  @Test
  void aDistrictOfTooFewPersonsIsWithheldWithANote() throws Exception {
    in(
        visits("{street: {hierarchy: region_name, level: district}}", true),
        lake -> {
          lake.land("health/visits/0.csv", visits(0, 9, "坞城街道"));
          lake.land("health/visits/1.csv", visits(0, 3, "营盘街道"));
          Outcome outcome = run(lake);
          assertThat(outcome.held()).isEmpty();
          assertThat(outcome.notes())
              .singleElement()
              .asString()
              .contains("no row of it may be opened, as it has fewer than 5 persons");
          assertThat(open(lake, "street")).isEqualTo(Map.of("坞城街道", 9L));
        });
  }
}
