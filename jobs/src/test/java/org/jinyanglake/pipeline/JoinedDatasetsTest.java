package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.Risk;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.utility.Join;
import org.jinyanglake.utility.Utility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two datasets of the same persons, each of them safe alone. */
class JoinedDatasetsTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:health:%1$s
      name: %1$s
      version: 1.0.0
      status: active
      domain: health
      tenant: 太原市
      description: {purpose: 就诊, limitations: 已脱敏, usage: 研究}
      servers:
        - {server: landing, type: local, path: "health/%1$s/*.csv", format: csv}
      schema:
        - name: %1$s
          physicalType: table
          customProperties:
            - {property: openingType, value: conditional}
            - {property: grade, value: general-3}
            - {property: anonymity, value: {k: 3, person: patient_id}}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: patient_id, logicalType: string, required: true, classification: direct-identifier}
            - {name: %2$s, logicalType: string, classification: quasi-identifier, customProperties: [{property: conditional, value: {technique: keep}}]}
            - {name: cost, logicalType: integer, classification: public, customProperties: [{property: conditional, value: {technique: %3$s}}]}
      team:
        members:
          - {username: wang.jianguo, role: chiefDataOfficer}
          - {username: li.min, role: steward}
      """;

  @TempDir Path folder;
  private Path schemas;

  @BeforeEach
  void makeSchemas() throws Exception {
    schemas = Files.createDirectories(folder.resolve("schemas/health"));
    Files.writeString(schemas.resolve("bills.yaml"), CONTRACT.formatted("bills", "job", "keep"));
  }

  /** Nine persons, of three jobs and three districts: one of each job in each district. */
  private TestLake opened(String cost) throws Exception {
    Files.writeString(
        schemas.resolve("visits.yaml"), CONTRACT.formatted("visits", "district", cost));
    TestLake lake =
        TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE).approved();
    StringBuilder bills = new StringBuilder("day,patient_id,job,cost\n");
    StringBuilder visits = new StringBuilder("day,patient_id,district,cost\n");
    for (int i = 0; i < 9; i++) {
      bills.append("1899-01-04,p%d,job %d,%d%n".formatted(i, i / 3, 100 + i));
      visits.append("1899-01-04,p%d,district %d,%d%n".formatted(i, i % 3, 100 + i));
    }
    lake.land("health/bills/1.csv", bills.toString());
    lake.land("health/visits/1.csv", visits.toString());
    lake.run("health.bills");
    return lake;
  }

  @Test
  void theSecondStaysClosedWhileAColumnInCommonSinglesOut() throws Exception {
    try (TestLake lake = opened("keep")) {
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
