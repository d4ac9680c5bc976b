package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No data, too few rows, days that were final or lie ahead: what the contract says follows. */
class DeliveryPoliciesTest {
  private static final String COUNTS = "traffic.counts";
  private static final String AT = "traffic/counts/";
  private static final Supplier<Engine> NO_SPARK =
      () -> {
        throw new AssertionError("Spark was started");
      };

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:traffic:counts
      name: counts
      version: 1.0.0
      status: active
      domain: traffic
      tenant: 太原市
      description: {purpose: 车流, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "traffic/counts/*.csv", format: csv}
      schema:
        - name: counts
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - {property: delivery, value: DELIVERY}
          properties:
            - {name: day, logicalType: date, transformLogic: to_date(at), partitioned: true, required: true, classification: public}
            - {name: at, logicalType: timestamp, required: true, classification: public}
            - {name: cars, logicalType: integer, classification: public}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      slaProperties: [{property: frequency, value: 1, unit: d}, {property: latency, value: 2, unit: h}]
      """;

  @TempDir Path folder;

  private TestLake lake(String delivery) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/traffic"));
    Files.writeString(schemas.resolve("counts.yaml"), CONTRACT.replace("DELIVERY", delivery));
    return TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE);
  }

  /** A file with a row for each of the days of March 1899. */
  private static void land(TestLake lake, String file, int... days) {
    StringBuilder text = new StringBuilder("at,cars\n");
    for (int day : days) {
      text.append("1899-03-%02dT23:30:00,1\n".formatted(day));
    }
    lake.land(AT + file, text.toString());
  }

  private static Outcome only(Summary summary) {
    return summary.datasets().get(0);
  }

  private static Version raw(TestLake lake) {
    return lake.lake().version(Zone.RAW, DatasetName.parse(COUNTS)).orElseThrow();
  }

  private static List<String> days(TestLake lake) {
    return lake
        .rows(Zone.RAW, COUNTS)
        .groupBy("day")
        .count()
        .orderBy("day")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void filesWithTooFewRowsOrFinalDaysAreHeldBackUntilTheContractTakesThem() throws IOException {
    Clock tenth = Clock.fixed(Instant.parse("1899-03-10T04:00:00Z"), ZoneOffset.UTC);
    String few = "1 rows, below 50 per cent of 4, the median of the last 2 files";
    String late =
        "3 rows for days up to 1899-03-06, which are final (1899-03-02: 1, 1899-03-06: 2)";
    try (TestLake lake =
        lake("{fewRows: {below: 50, then: hold}, finalDays: {after: 3, then: hold}}").at(tenth)) {
      land(lake, "1.csv", 1, 1, 2, 6);
      land(lake, "2.csv", 7, 8, 9, 10);
      assertThat(only(lake.run()).held()).as("a table without rows has no final days").isEmpty();

      land(lake, "few.csv", 10);
      land(lake, "late.csv", 2, 6, 6, 10);
      land(lake, "ahead.csv", 10, 11, 12, 31);
      Outcome held = only(lake.run());

      assertThat(held.held())
          .containsExactly(
              AT + "few.csv: " + few + "; deliver the whole file, or lower fewRows in the contract",
              AT
                  + "late.csv: "
                  + late
                  + "; deliver the file without them, or change finalDays in the contract");
      assertThat(held.refused()).as("rows of the 12th and 31st").isEqualTo(2);
      assertThat(days(lake))
          .containsExactly(
              "[1899-03-01,2]",
              "[1899-03-02,1]",
              "[1899-03-06,1]",
              "[1899-03-07,1]",
              "[1899-03-08,1]",
              "[1899-03-09,1]",
              "[1899-03-10,2]",
              "[1899-03-11,1]");
      assertThat(delivery(lake))
          .extracting(AuditRecord::body)
          .satisfiesExactly(
              body -> assertThat(body).contains("\"fewRows\"", "\"HOLD\"", few),
              body -> assertThat(body).contains("\"finalDays\"", "\"HOLD\"", late));
      Summary again = lake.run(NO_SPARK);
      assertThat(only(again).held()).isEqualTo(held.held());
    }
    try (TestLake lake =
        lake("{fewRows: {below: 50, then: warn}, finalDays: {after: 3, then: warn}}").at(tenth)) {
      Outcome warned = only(lake.run());

      assertThat(warned.held()).isEmpty();
      assertThat(warned.notes())
          .containsExactly(
              "warning: "
                  + AT
                  + "few.csv: "
                  + few.replace("2 files", "3 files")
                  + "; collected all the same",
              "warning: " + AT + "late.csv: " + late + "; collected all the same");
      assertThat(warned.stored()).isEqualTo(5);
      assertThat(lake.run(NO_SPARK).idle()).isTrue();
    }
    try (TestLake lake = lake("{finalDays: {after: 3, then: hold}}").at(tenth)) {
      Path repaired = folder.resolve("home/landing").resolve(AT + "ahead.repaired.csv");
      RepairFile.of(lake.lake(), lake.contract(COUNTS), "").write(repaired);
      Files.writeString(repaired, Files.readString(repaired).replace("1899-03-12", "1899-03-02"));

      assertThat(only(lake.run()).stored()).as("its file was delivered in time").isOne();
      assertThat(days(lake)).contains("[1899-03-02,3]");
    }
  }

  private static List<AuditRecord> delivery(TestLake lake) {
    return Ledger.of(lake.lake()).records("delivery", DatasetName.parse(COUNTS));
  }

  @Test
  void silenceIsHeldBackWithoutSparkAndAShortFileWaitsUntilItHasGrown() throws IOException {
    try (TestLake lake = lake("{noData: hold, fewRows: {below: 90, then: wait}}")) {
      assertThat(only(lake.run(NO_SPARK)).held())
          .containsExactly(
              "no data: nothing was collected yet; deliver it as landing/traffic/counts/*.csv, or"
                  + " correct slaProperties in the contract");
      land(lake, "1.csv", 1, 1, 2, 3);
      assertThat(only(lake.run()).status()).isEqualTo(Outcome.Status.DONE);

      land(lake, "2.csv", 4, 5);
      String waits =
          AT
              + "2.csv: 2 rows, below 90 per cent of 4, the median of the last 1 files; it waits until"
              + " it has grown; if it is whole, lower fewRows in the contract";
      assertThat(only(lake.run()).notes()).containsExactly(waits);
      Outcome unchanged = only(lake.run(NO_SPARK));
      assertThat(unchanged.notes()).containsExactly(waits);
      assertThat(unchanged.status()).isEqualTo(Outcome.Status.UNCHANGED);
      land(lake, "2.csv", 4, 5, 6, 7);
      assertThat(only(lake.run()).stored()).isEqualTo(4);

      int records = delivery(lake).size();
      lake.at(Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
      assertThat(lake.run(NO_SPARK).idle()).isTrue();
      assertThat(only(lake.run(NO_SPARK)).held()).as("25 of 26 hours").isEmpty();
      lake.at(Clock.offset(Clock.systemUTC(), Duration.ofHours(27)));

      Outcome silent = only(lake.run(NO_SPARK));

      assertThat(silent.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(silent.held())
          .singleElement()
          .asString()
          .startsWith("no data: nothing new was collected since ")
          .endsWith(
              ", 27 hours ago, but it is due every 26 hours; deliver it as"
                  + " landing/traffic/counts/*.csv, or correct slaProperties in the contract");
      long snapshot = raw(lake).snapshot().snapshotId();
      assertThat(only(lake.run(NO_SPARK)).status()).isEqualTo(Outcome.Status.HELD);
      assertThat(raw(lake).snapshot().snapshotId()).as("recorded once").isEqualTo(snapshot);
      assertThat(delivery(lake)).hasSize(records + 1);

      land(lake, "3.csv", 8, 8, 8, 8);
      assertThat(only(lake.run()).status()).isEqualTo(Outcome.Status.DONE);
    }
  }
}
