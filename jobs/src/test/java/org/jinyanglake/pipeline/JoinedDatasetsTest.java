package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.Risk;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.utility.Join;
import org.jinyanglake.utility.Utility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two datasets of the same persons, each of them safe alone. */
class JoinedDatasetsTest {
  @TempDir Path folder;
  private Path schemas;

  @BeforeEach
  void makeSchemas() throws Exception {
    schemas = contract("bills", "job", "keep").writeTo(folder.resolve("schemas"));
  }

  private static ContractYaml contract(String name, String column, String cost) {
    return ContractYaml.of("health." + name)
        .table("openingType", "conditional")
        .table("anonymity", "{k: 3, person: patient_id}")
        .column(
            "name: day, logicalType: date, partitioned: true, required: true, classification: public",
            "technique: keep")
        .column(
            "name: patient_id, logicalType: string, required: true, classification: direct-identifier")
        .column(
            "name: " + column + ", logicalType: string, classification: quasi-identifier",
            "technique: keep")
        .column("name: cost, logicalType: integer, classification: public", "technique: " + cost);
  }

  /** Nine persons, of three jobs and three districts: one of each job in each district. */
  private TestLake opened(String cost) throws Exception {
    return opened(cost, 0);
  }

  /**
   * The same.
   *
   * @param others so many persons beside in each of the two, of whom nobody is in both
   */
  private TestLake opened(String cost, int others) throws Exception {
    contract("visits", "district", cost).writeTo(schemas);
    TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved();
    land(lake, others);
    lake.run("health.bills");
    return lake;
  }

  private static void land(TestLake lake, int others) {
    StringBuilder bills = new StringBuilder("day,patient_id,job,cost\n");
    StringBuilder visits = new StringBuilder("day,patient_id,district,cost\n");
    for (int i = 0; i < 9; i++) {
      bills.append("1899-01-04,p%d,job %d,%d%n".formatted(i, i / 3, 100 + i));
      visits.append("1899-01-04,p%d,district %d,%d%n".formatted(i, i % 3, 100 + i));
    }
    for (int i = 0; i < others; i++) {
      bills.append("1899-01-04,b%d,job 9,%d%n".formatted(i, i));
      visits.append("1899-01-04,v%d,district 9,%d%n".formatted(i, i));
    }
    lake.land("health/bills/1.csv", bills.toString());
    lake.land("health/visits/1.csv", visits.toString());
  }

  /** More than 10,000 rows are compared in tasks. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10_000})
  void theSecondStaysClosedWhileAColumnInCommonSinglesOut(int others) throws Exception {
    try (TestLake lake = opened("keep", others)) {
      Summary run = lake.run("health.visits");
      assertThat(run.datasets().get(0).held())
          .singleElement()
          .asString()
          .endsWith("(9)")
          .contains(
              "mosaic: persons who are among fewer than 3 when the rows are joined with health.bills.cost");
      assertThat(lake.lake().version(Zone.CONDITIONAL, DatasetName.parse("health.visits")))
          .isEmpty();
    }
  }

  /** Each is judged before the other one is open. */
  @Test
  void ofTwoThatOpenAtOnceOneStaysClosed() throws Exception {
    CountDownLatch judged = new CountDownLatch(2);
    Set<String> met = ConcurrentHashMap.newKeySet();
    Observer together =
        (step, dataset, detail) -> {
          if (step.equals("publish") && met.add(dataset)) {
            judged.countDown();
            try {
              judged.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    contract("visits", "district", "keep").writeTo(schemas);
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, together).approved()) {
      land(lake, 0);
      Summary run = lake.run();

      assertThat(run.datasets().stream().flatMap(each -> each.held().stream()))
          .singleElement()
          .asString()
          .contains("mosaic: persons who are among fewer than 3");
    }
  }

  @Test
  void anOfficerIsToldWhatCanStillBeJoinedAndNoValueOfWhatTheGateRefuses() throws Exception {
    try (TestLake lake = opened("keep")) {
      lake.run("health.visits");
      Preview.InZone zone =
          new Pipeline(
                  lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
              .preview(lake.contract("health.visits"), lake::engine)
              .zones()
              .get(0);

      assertThat(zone.joins())
          .containsExactly(
              new Join("health.bills", "bills", "patient_id", "patient_id", false, null, null),
              new Join("health.bills", "bills", "cost", "cost", true, 1.0, 1.0));
      assertThat(zone.trial().failures()).isNotEmpty();
      assertThat(zone.utility().marginals()).isEmpty();
      assertThat(zone.utility().untold()).containsEntry("cost", Utility.Untold.REFUSED);
      assertThat(zone.trial().before())
          .as("nine persons, three in each district")
          .isEqualTo(new Risk(3, 3, 1 / 3.0, 0, 1 / 3.0, 3, 3));
    }
  }

  @Test
  void itOpensWhenTheColumnIsLeftOut() throws Exception {
    try (TestLake lake = opened("suppress")) {
      assertThat(lake.run("health.visits").datasets().get(0).held()).isEmpty();
      assertThat(lake.rows(Zone.CONDITIONAL, "health.visits").count()).isEqualTo(9);
      List<String> kept = List.copyOf(lake.files("warehouse/raw/published"));
      assertThat(kept).as("one file a release").hasSize(2);
    }
  }
}
