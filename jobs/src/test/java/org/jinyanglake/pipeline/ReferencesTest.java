package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules between datasets in runs: what is judged first, and when a partition is due again. */
class ReferencesTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:%1$s
      name: %1$s
      version: 1.0.0
      status: active
      domain: city
      servers: [{server: landing, type: local, path: "city/%1$s/*.csv", format: csv}]
      schema:
        - name: %1$s
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
            - {property: loadMode, value: %2$s}
          properties: [%3$s]
          quality: [%4$s]
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String CODES =
      CONTRACT.formatted(
          "streets",
          "snapshot",
          "{name: code, logicalType: string, required: true, primaryKey: true, classification:"
              + " public}",
          "");

  private static final String DAYS =
      "{name: day, logicalType: date, required: true, partitioned: true, classification: public},"
          + " {name: street, logicalType: string, classification: public}";

  @TempDir Path folder;
  private final List<String> steps = new CopyOnWriteArrayList<>();

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("schemas/city"));
    Files.writeString(folder.resolve("schemas/city/streets.yaml"), CODES);
  }

  /** A lake in which bins compare themselves by a rule with what others hold. */
  private TestLake lake(String severity, String rule) throws IOException {
    Files.writeString(
        folder.resolve("schemas/city/bins.yaml"),
        CONTRACT.formatted(
            "bins",
            "append",
            DAYS,
            "{type: custom, engine: deequ, severity: %s, implementation: 'Rules = [ %s ]'}"
                .formatted(severity, rule)));
    Observer observer = (step, dataset, detail) -> steps.add(step + " " + dataset + " " + detail);
    return TestLake.of(folder.resolve("home"), folder.resolve("schemas"), observer);
  }

  private static Outcome bins(Summary summary) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals("city.bins"))
        .findFirst()
        .orElseThrow();
  }

  private static final Supplier<Engine> NO_SPARK =
      () -> {
        throw new AssertionError("a run with nothing to do asked for Spark");
      };

  private static Summary withoutSpark(TestLake lake) {
    return lake.run(
        lake.contracts().contracts().stream().map(Contract::dataset).toList(), NO_SPARK);
  }

  @Test
  void aPartitionIsJudgedAgainWhenWhatItRefersToChanges() throws IOException {
    try (TestLake lake =
        lake("error", "ReferentialIntegrity \"street\" \"city.streets.code\" >= 0.6")) {
      lake.land("city/bins/1.csv", "day,street\n2024-03-04,a\n2024-03-04,b\n2024-03-05,a\n");

      assertThat(lake.run("city.bins").datasets().get(0).held())
          .as("without any street, each partition waits for them")
          .hasSize(2)
          .allMatch(reason -> reason.contains("there are no data of city.streets yet"));
      withoutSpark(lake);

      lake.land("city/streets/1.csv", "code\na\n");
      assertThat(bins(lake.run()).held())
          .as("streets are judged first, in the same run")
          .containsExactly(
              "day=2024-03-04: ReferentialIntegrity \"street\" \"city.streets.code\" >= 0.6: the"
                  + " share of rows that satisfy it is 0.5");
      assertThat(bins(withoutSpark(lake)).held()).hasSize(1);

      lake.land("city/streets/2.csv", "code\na\nb\n");
      assertThat(bins(lake.run()).held()).isEmpty();
      assertThat(bins(withoutSpark(lake)).status()).isEqualTo(Outcome.Status.UNCHANGED);

      lake.land("city/streets/3.csv", "code\nb\n");
      assertThat(bins(lake.run()).held())
          .as("what was right is so no longer")
          .hasSize(2)
          .allMatch(reason -> !reason.contains("\"a\""));
    }
  }

  @Test
  void aDatasetThatOnlyGainsValuesHasJustThePartitionsJudgedAgainThatMissedSome()
      throws IOException {
    try (TestLake lake =
        lake("warning", "ReferentialIntegrity \"street\" \"city.streets.code\" = 1.0")) {
      lake.land("city/streets/1.csv", "code\na\nb\n");
      StringBuilder bins = new StringBuilder("day,street\n2024-03-01,c\n2024-03-01,a\n");
      for (int day = 2; day <= 20; day++) {
        bins.append("2024-03-%02d,%s\n".formatted(day, day % 2 == 0 ? "a" : "b"));
      }
      lake.land("city/bins/1.csv", bins.toString());
      lake.run();
      assertThat(judgedAgain(lake)).as("nothing changed").isEmpty();

      lake.land("city/streets/2.csv", "code\na\nb\nd\n");
      assertThat(judgedAgain(lake))
          .as("d was gained")
          .containsExactly("check city.bins 1 partitions");
      lake.land("city/streets/3.csv", "code\nc\na\nb\nd\n");
      assertThat(judgedAgain(lake))
          .as("c was gained")
          .containsExactly("check city.bins 1 partitions");
      lake.land("city/streets/4.csv", "code\ne\nc\na\nb\nd\n");
      assertThat(judgedAgain(lake)).as("no day misses any now").isEmpty();
      withoutSpark(lake);

      lake.land("city/streets/5.csv", "code\ne\nc\na\nd\nf\n");
      assertThat(judgedAgain(lake))
          .as("b was lost")
          .containsExactly("check city.bins 20 partitions");
    }
  }

  /** The judgements of bins in a run. */
  private List<String> judgedAgain(TestLake lake) {
    steps.clear();
    lake.run();
    return steps.stream().filter(step -> step.startsWith("check city.bins")).toList();
  }

  @Test
  void rowsThatReferToNothingAreRefused() throws IOException {
    try (TestLake lake =
        lake("row", "ReferentialIntegrity \"street\" \"city.streets.code\" = 1.0")) {
      lake.land("city/streets/1.csv", "code\na\n");
      lake.land("city/bins/1.csv", "day,street\n2024-03-04,a\n2024-03-04,b\n2024-03-05,\n");

      Outcome outcome = bins(lake.run());

      assertThat(outcome.refused()).isEqualTo(1);
      assertThat(outcome.held()).isEmpty();
      assertThat(lake.rows(Zone.RAW, "city.bins").select("street").collectAsList())
          .extracting(row -> ((Row) row).getString(0))
          .containsExactlyInAnyOrder("a", null);
      assertThat(bins(withoutSpark(lake)).status()).isEqualTo(Outcome.Status.UNCHANGED);
      assertThat(Refusals.of(lake.lake(), lake.contract("city.bins"), "", false, false).rows())
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.toString())
                      .contains("street does not satisfy ReferentialIntegrity"));
    }
  }

  @Test
  void daysAreReconciledWithThoseOfAnotherDataset() throws IOException {
    Files.writeString(
        folder.resolve("schemas/city/counted.yaml"),
        CONTRACT.formatted(
            "counted",
            "append",
            DAYS + ", {name: n, logicalType: integer, classification: public}",
            ""));
    try (TestLake lake =
        lake(
            "error",
            "RowCountMatch \"city.counted\" = 1.0, DatasetMatch \"city.counted\" \"street\" ="
                + " 1.0")) {
      lake.land(
          "city/counted/1.csv", "day,street,n\n2024-03-04,a,1\n2024-03-05,a,1\n2024-03-05,b,1\n");
      lake.land("city/bins/1.csv", "day,street\n2024-03-04,a\n2024-03-05,a\n2024-03-06,a\n");

      assertThat(
              bins(lake.run(
                      List.of(DatasetName.parse("city.counted"), DatasetName.parse("city.bins")),
                      lake::engine))
                  .held())
          .containsExactlyInAnyOrder(
              "day=2024-03-05: RowCountMatch \"city.counted\" = 1.0: the ratio of the two is 0.5",
              "day=2024-03-06: RowCountMatch \"city.counted\" = 1.0: there are no rows to judge, or"
                  + " all values are null",
              "day=2024-03-06: DatasetMatch \"city.counted\" \"street\" = 1.0: the share of rows"
                  + " that satisfy it is 0.0");

      lake.land("city/counted/2.csv", "day,street,n\n2024-03-06,a,1\n");
      steps.clear();
      assertThat(bins(lake.run()).held()).hasSize(1);
      assertThat(steps)
          .as("only the day that came is judged again")
          .containsOnlyOnce("check city.bins 1 partitions");

      lake.land("city/bins/2.csv", "day,street\n2024-03-07,a\n");
      assertThat(bins(lake.run()).held())
          .as("a day that the other dataset does not have at all")
          .contains(
              "day=2024-03-07: RowCountMatch \"city.counted\" = 1.0: there are no rows to judge, or"
                  + " all values are null",
              "day=2024-03-07: DatasetMatch \"city.counted\" \"street\" = 1.0: the share of rows"
                  + " that satisfy it is 0.0");
    }
  }
}
