package org.jinyanglake.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.fetch.Sources;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of a dataset whose files it fetches itself. */
class FetchedTest {
  private static final String COUNTS = "city.counts";
  private static final String A = "district,persons\n小店区,1\n";
  private static final String B = "district,persons\n小店区,2\n迎泽区,3\n";

  @TempDir Path home;
  @TempDir Path schemas;

  private final WebServer server = new WebServer(WebServer.file(A.getBytes(UTF_8), "\"a\""));

  @AfterEach
  void close() {
    server.close();
  }

  private TestLake lake(Observer observer) throws IOException {
    return lake(observer, "counts.csv");
  }

  private TestLake lake(Observer observer, String file) throws IOException {
    Files.createDirectories(schemas.resolve("city"));
    Files.writeString(
        schemas.resolve("city/counts.yaml"),
        Sources.contract(
            Sources.web(server.url("/" + file), "attempts: 1"),
            "csv",
            "snapshot",
            "    properties:\n"
                + "      - {name: district, logicalType: string, classification: public}\n"
                + "      - {name: persons, logicalType: integer, classification: public}\n"));
    return TestLake.of(home, schemas, observer);
  }

  private static Outcome run(TestLake lake) {
    return lake.run(COUNTS).datasets().get(0);
  }

  private static List<String> rows(TestLake lake) {
    return lake.rows(Zone.RAW, COUNTS).select("district", "persons").collectAsList().stream()
        .map(Object::toString)
        .sorted()
        .toList();
  }

  @Test
  void aSourceIsFetchedCollectedAndOnRecord() throws IOException {
    try (TestLake lake = lake(Observer.NONE)) {
      Plan plan =
          new Pipeline(
                  lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
              .plan(List.of(DatasetName.parse(COUNTS)))
              .get(0);
      assertThat(plan.fetch()).isEqualTo(server.url("/counts.csv"));
      assertThat(server.requests()).as("a plan asks nobody").isEmpty();

      assertThat(run(lake).stored()).isEqualTo(1);
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);

      server.answer(WebServer.file(B.getBytes(UTF_8), "\"b\""));
      assertThat(run(lake).stored()).isEqualTo(2);
      assertThat(rows(lake)).containsExactly("[小店区,2]", "[迎泽区,3]");

      server.answer(WebServer.file(A.getBytes(UTF_8), "\"c\""));
      assertThat(run(lake).stored()).as("it is again what it was").isEqualTo(1);
      assertThat(rows(lake)).containsExactly("[小店区,1]");

      List<AuditRecord> records =
          Ledger.of(lake.lake()).records("fetch", DatasetName.parse(COUNTS));
      assertThat(records).hasSize(3);
      assertThat(records.get(1).body())
          .contains(
              "\"from\":\"127.0.0.1:" + server.port() + "/counts.csv\"",
              "\"bytes\":" + B.getBytes(UTF_8).length,
              "\"replaces\":\"city/counts/counts.");
    }
  }

  @Test
  void aSourceThatIsGoneHoldsTheDatasetBackAndWhatLiesThereIsCollected() throws IOException {
    try (TestLake lake = lake(Observer.NONE)) {
      server.close();
      lake.land("city/counts/by-hand.csv", B);

      Outcome outcome = run(lake);

      assertThat(outcome.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(outcome.held()).singleElement().asString().contains("cannot be reached");
      assertThat(outcome.stored()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatWasRefusedAndDeletedIsFetchedAgain() throws IOException {
    server.answer(WebServer.file("district,persons\n小店区,x\n".getBytes(UTF_8), "\"bad\""));
    try (TestLake lake = lake(Observer.NONE)) {
      assertThat(run(lake).status()).isEqualTo(Outcome.Status.HELD);
      String refused = lake.files("landing/city").first();
      Files.delete(home.resolve("landing/city").resolve(refused));

      Outcome again = run(lake);

      assertThat(again.held()).singleElement().asString().contains("letters in an integer");
      assertThat(lake.files("landing/city")).hasSize(1);
      server.answer(WebServer.file(A.getBytes(UTF_8), "\"good\""));
      assertThat(run(lake).stored()).isEqualTo(1);
    }
  }

  @Test
  void r120AGzipBombIsRefused() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write("district,persons\n小店区,".getBytes(UTF_8));
      byte[] ones = "1".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 300; i++) {
        gzip.write(ones);
      }
    }
    server.answer(WebServer.file(bomb.toByteArray(), "\"bomb\""));
    try (TestLake lake = lake(Observer.NONE, "counts.csv.gz")) {
      Outcome outcome = run(lake);

      assertThat(outcome.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(outcome.stored()).isZero();
      assertThat(outcome.held())
          .singleElement()
          .asString()
          .contains("more than 100 times as large as packed");
    }
  }

  @Test
  void aRunThatEndsBetweenFetchAndCollectLosesAndDoublesNothing() throws IOException {
    for (String point : List.of("fetch.land.before", "fetch.land.after", "collect")) {
      boolean[] armed = {true};
      Observer dying =
          (step, dataset, detail) -> {
            if (armed[0] && step.equals(point)) {
              armed[0] = false;
              throw new AssertionError("cut off at " + point);
            }
          };
      String body = A + point + ",9\n";
      server.answer(WebServer.file(body.getBytes(UTF_8), "\"" + point + "\""));
      try (TestLake lake = lake(dying)) {
        assertThat(run(lake).status()).isEqualTo(Outcome.Status.FAILED);
        assertThat(run(lake).stored()).as(point).isEqualTo(2);
        assertThat(rows(lake)).hasSize(2).anyMatch(row -> row.contains(point));
        assertThat(run(lake).status()).isEqualTo(Outcome.Status.UNCHANGED);
      }
    }
    try (TestLake lake = lake(Observer.NONE)) {
      assertThat(Ledger.of(lake.lake()).records("fetch", DatasetName.parse(COUNTS))).hasSize(3);
    }
  }
}
