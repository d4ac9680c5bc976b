package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.fetch.Sources;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.testing.MariaDb;
import org.jinyanglake.testing.Postgres;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes, in the raw zone, of tables of real databases. */
@ExtendWith({Postgres.class, MariaDb.class})
class FetchedTablesTest {
  private static final String COLUMNS =
      """
          properties:
            - {name: id, logicalType: integer, required: true, primaryKey: true, classification: public}
            - {name: amount, logicalType: number, physicalType: "decimal(20,2)", classification: public}
            - {name: day, logicalType: date, classification: public}
            - {name: moment, logicalType: timestamp, classification: public}
            - {name: remark, logicalType: string, classification: public}
            - {name: list, logicalType: string, classification: public}
      """;

  @TempDir Path home;
  @TempDir Path schemas;

  private TestLake lake(String source, String mode) throws IOException {
    return lake(source, mode, Observer.NONE);
  }

  private TestLake lake(String source, String mode, Observer observer) throws IOException {
    Files.createDirectories(schemas.resolve("city"));
    Files.writeString(
        schemas.resolve("city/counts.yaml"), Sources.contract(source, "jsonl", mode, COLUMNS));
    return TestLake.of(home, schemas, observer);
  }

  private static Outcome run(TestLake lake) {
    return lake.run("city.counts").datasets().get(0);
  }

  private static List<String> rows(TestLake lake) {
    return lake
        .rows(Zone.RAW, "city.counts")
        .selectExpr(
            "id",
            "amount",
            "day",
            "date_format(moment, 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
            "remark",
            "list")
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void aTableOfPostgresqlByAWatermark(Postgres.Server server) throws IOException {
    server.makeDatabase("collected");
    server.execute(
        "collected",
        "CREATE TABLE stays (id bigint PRIMARY KEY, amount numeric, day date, moment timestamptz,"
            + " remark text, list text[])",
        "INSERT INTO stays VALUES"
            + " (1, 123456789012345678.90, '2024-02-29', '2024-03-04 10:11:12.123456+08', '', '{晋,阳}'),"
            + " (2, 1.005, '2024-02-29', '2024-03-04 10:11:12+08', 'x', NULL),"
            + " (3, 'NaN', '2024-02-29', 'infinity', NULL, NULL)");
    String source =
        Sources.database(
            home, "postgresql", server.port(), "collected", "table: stays", "watermark: id");
    try (TestLake lake = lake(source, "append")) {
      Outcome first = run(lake);
      assertThat(first.stored()).isEqualTo(1);
      assertThat(first.refused()).as("what does not fit is refused, not rounded").isEqualTo(2);
      assertThat(rows(lake))
          .containsExactly(
              "[1,123456789012345678.90,2024-02-29,2024-03-04 02:11:12.123456,,[\"晋\",\"阳\"]]");
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);

      server.execute("collected", "INSERT INTO stays VALUES (4, 7, NULL, NULL, NULL, '{}')");
      assertThat(run(lake).stored()).isEqualTo(1);
      assertThat(rows(lake)).hasSize(2).last().isEqualTo("[4,7.00,null,null,null,[]]");
    }
  }

  @Test
  void anExtractThatWasRefusedAndDeletedIsFetchedAgain(Postgres.Server server) throws IOException {
    server.makeDatabase("collected");
    server.execute(
        "collected",
        "CREATE TABLE again (id bigint PRIMARY KEY, amount numeric, day date, moment timestamptz,"
            + " remark text, list text[])",
        "INSERT INTO again VALUES (1, 1), (2, 'NaN')");
    String source =
        Sources.database(
            home, "postgresql", server.port(), "collected", "table: again", "watermark: id");
    Files.createDirectories(schemas.resolve("city"));
    Files.writeString(
        schemas.resolve("city/counts.yaml"),
        Sources.contract(source, "jsonl", "append", COLUMNS)
            .replace(
                "value: append}",
                "value: append}\n      - {property: tolerance, value: {rows: 0}}"));
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      assertThat(run(lake).held()).singleElement().asString().contains("from-start_to-2");
      server.execute("collected", "INSERT INTO again VALUES (3, 3)");
      assertThat(run(lake).stored()).isEqualTo(1);

      for (String file : lake.files("landing")) {
        if (file.contains("from-start_to-2")) {
          Files.delete(home.resolve("landing").resolve(file));
        }
      }
      server.execute("collected", "UPDATE again SET amount = 2 WHERE id = 2");
      assertThat(run(lake).stored()).isEqualTo(2);
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);
      assertThat(
              lake.rows(Zone.RAW, "city.counts")
                  .selectExpr("id * 10 + int(amount)")
                  .collectAsList())
          .extracting(row -> row.getLong(0))
          .containsExactlyInAnyOrder(11L, 22L, 33L);
    }
  }

  @Test
  void aDayThatChangedAtItsSourceTakesThePlaceOfItsPartition(Postgres.Server server)
      throws IOException {
    server.makeDatabase("collected");
    server.execute(
        "collected",
        "CREATE TABLE days (id bigint PRIMARY KEY, day date, n int)",
        "INSERT INTO days SELECT i, DATE '2024-03-01' + (i / 2)::int, 0 FROM generate_series(0, 5) i");
    String columns =
        """
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, classification: public}
              - {name: day, logicalType: date, required: true, partitioned: true, classification: public}
              - {name: n, logicalType: integer, physicalType: int, classification: public}
        """;
    String source =
        Sources.database(
            home,
            "postgresql",
            server.port(),
            "collected",
            "table: days",
            "dayColumn: day",
            "emptiedDays: empty");
    Files.createDirectories(schemas.resolve("city"));
    Files.writeString(
        schemas.resolve("city/counts.yaml"), Sources.contract(source, "jsonl", "append", columns));
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      assertThat(run(lake).stored()).isEqualTo(6);
      var before = versions(lake);
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);

      server.execute(
          "collected",
          "UPDATE days SET n = 7 WHERE id = 0",
          "DELETE FROM days WHERE id = 1",
          "DELETE FROM days WHERE day = '2024-03-03'",
          "INSERT INTO days VALUES (6, '2024-03-01', 3000000)");
      lake.land("city/counts/by-hand.jsonl", "{\"id\": 9, \"day\": \"2024-03-02\", \"n\": 1}\n");
      Outcome changed = run(lake);
      assertThat(changed.held())
          .singleElement()
          .asString()
          .contains("by-hand.jsonl", "is no day of the source");
      assertThat(content(lake))
          .containsExactly(
              "0 2024-03-01 7", "2 2024-03-02 0", "3 2024-03-02 0", "6 2024-03-01 3000000");
      var after = versions(lake);
      assertThat(after).containsOnlyKeys("day=2024-03-01", "day=2024-03-02");
      assertThat(after.get("day=2024-03-02")).isEqualTo(before.get("day=2024-03-02"));
      assertThat(after.get("day=2024-03-01")).isNotEqualTo(before.get("day=2024-03-01"));

      // As it was before, and days of which one was empty.
      server.execute(
          "collected",
          "DELETE FROM days WHERE id = 6",
          "UPDATE days SET n = 0 WHERE id = 0",
          "INSERT INTO days VALUES (1, '2024-03-01', 0), (4, '2024-03-03', 1)");
      run(lake);
      assertThat(content(lake))
          .containsExactly(
              "0 2024-03-01 0",
              "1 2024-03-01 0",
              "2 2024-03-02 0",
              "3 2024-03-02 0",
              "4 2024-03-03 1");
      assertThat(versions(lake).get("day=2024-03-01")).isEqualTo(before.get("day=2024-03-01"));
      server.execute("collected", "DELETE FROM days WHERE day < '2024-03-03'");
      run(lake);
      assertThat(content(lake)).containsExactly("4 2024-03-03 1");
      assertThat(
              Standing.of(
                      lake.lake(),
                      lake.contract("city.counts"),
                      lake.policy(),
                      Ledger.of(lake.lake()).state())
                  .stored())
          .isEqualTo(1);
    }
  }

  private static List<String> content(TestLake lake) {
    return lake
        .rows(Zone.RAW, "city.counts")
        .select("id", "day", "n")
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private static Map<String, String> versions(TestLake lake) {
    Map<String, String> versions = new TreeMap<>();
    lake.lake()
        .version(Zone.RAW, lake.contract("city.counts").dataset())
        .orElseThrow()
        .state()
        .partitions()
        .forEach((path, partition) -> versions.put(path, partition.version()));
    return versions;
  }

  @Test
  void ofTwoRunsThatExtractAtOnceEachRowIsStoredOnce(Postgres.Server server) throws Exception {
    server.makeDatabase("collected");
    server.execute(
        "collected",
        "CREATE TABLE stays (id bigint PRIMARY KEY, amount numeric, day date, moment timestamptz,"
            + " remark text, list text[])",
        "INSERT INTO stays(id) SELECT generate_series(1, 3)");
    String source =
        Sources.database(
            home, "postgresql", server.port(), "collected", "table: stays", "watermark: id");
    CountDownLatch extracted = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Observer slow =
        (step, dataset, detail) -> {
          if (step.equals("fetch.land.before")) {
            extracted.countDown();
            await(goOn);
          }
        };
    try (TestLake lake = lake(source, "append", Observer.NONE);
        TestLake slower = lake(source, "append", slow)) {
      CompletableFuture<Outcome> late = CompletableFuture.supplyAsync(() -> run(slower));
      await(extracted);
      server.execute("collected", "INSERT INTO stays(id) VALUES (4)");
      assertThat(run(lake).stored()).isEqualTo(4);
      goOn.countDown();

      assertThat(late.get(1, TimeUnit.MINUTES).notes())
          .singleElement()
          .asString()
          .contains("from-start_to-3", "another run fetched its rows at the same time");
      assertThat(rows(lake)).hasSize(4);
      server.execute("collected", "INSERT INTO stays(id) VALUES (5)");
      assertThat(run(lake).stored()).isEqualTo(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void r119DatesThatDoNotExistAndNumbersThatAreTooLargeAreRefused(MariaDb.Server server)
      throws IOException {
    server.makeDatabase("collected");
    server.execute(
        "collected",
        "SET sql_mode = ''",
        "CREATE TABLE stays (id bigint unsigned PRIMARY KEY, amount decimal(20,2), day date, moment"
            + " datetime(6), remark text, list json)",
        "INSERT INTO stays VALUES (1, 1.10, '2024-02-29', '2024-03-04 10:11:12.5', '', '[1]'),"
            + " (2, 1, '0000-00-00', NULL, NULL, NULL), (3, 1, NULL, '0000-00-00', NULL, NULL),"
            + " (18446744073709551615, 1, NULL, NULL, NULL, NULL)");
    String source = Sources.database(home, "mysql", server.port(), "collected", "table: stays");
    try (TestLake lake = lake(source, "snapshot")) {
      Outcome outcome = run(lake);

      assertThat(outcome.stored()).isEqualTo(1);
      assertThat(outcome.refused()).isEqualTo(3);
      assertThat(rows(lake)).containsExactly("[1,1.10,2024-02-29,2024-03-04 02:11:12.500000,,[1]]");
    }
  }
}
