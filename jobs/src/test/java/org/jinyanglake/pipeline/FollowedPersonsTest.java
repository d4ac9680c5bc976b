package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.release.AttackResult;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Persons who have one token on two days: each day is safe alone. */
class FollowedPersonsTest {
  private static final String PATIENT =
      "name: patient_id, logicalType: string, required: true, classification: direct-identifier";

  @TempDir Path folder;

  private static ContractYaml visits() {
    return ContractYaml.of("health.visits")
        .table("openingType", "conditional")
        .table("anonymity", "{k: 3, person: patient_id}")
        .column(
            "name: day, logicalType: date, partitioned: true, required: true, classification: public",
            "technique: keep")
        .column(
            "name: job, logicalType: string, classification: quasi-identifier", "technique: keep");
  }

  /** Persons are followed from day to day by their tokens. */
  private static ContractYaml visitsWithTokens() {
    return visits().column(PATIENT, "technique: token, domain: person");
  }

  /** Nine persons, three of each job; with the same two others each day, or not. */
  private static void land(TestLake lake, int day, boolean otherJobs) {
    StringBuilder visits = new StringBuilder("day,patient_id,job\n");
    for (int i = 0; i < 9; i++) {
      int job = otherJobs ? i % 3 : i / 3;
      visits.append("1899-01-0%d,p%d,job %d%n".formatted(day, i, job));
    }
    lake.land("health/visits/%d.csv".formatted(day), visits.toString());
  }

  private List<AttackResult> attacks(ContractYaml contract, boolean otherJobs) throws Exception {
    try (TestLake lake =
        TestLake.of(
                folder.resolve("home"), contract.writeTo(folder.resolve("schemas")), Observer.NONE)
            .approved()) {
      for (int day = 4; day <= 5; day++) {
        land(lake, day, day == 5 && otherJobs);
        assertThat(lake.run().datasets().get(0).held()).isEmpty();
      }
      return Certificates.of(lake.lake(), DatasetName.parse("health.visits")).stream()
          .flatMap(certificate -> certificate.attacks().stream())
          .filter(each -> each.attack().equals("neighbours"))
          .toList();
    }
  }

  @Test
  void whoseJobsAreKnownIsFoundByTheTokenOfTwoDays() throws Exception {
    assertThat(attacks(visitsWithTokens(), true))
        .containsExactly(new AttackResult("neighbours", "patient_id", 9, 9, 1, 1));
  }

  @Test
  void theSecondDayStaysClosedWhereLinkageIsLimited() throws Exception {
    Path schemas = visitsWithTokens().writeTo(folder.resolve("schemas"));
    TestLake made = TestLake.of(folder.resolve("home"), schemas, Observer.NONE);
    Policy.Attacks limits = new Policy.Attacks(0.2, 0.01, 0, 1, 1);
    try (TestLake lake =
        made.under(made.policy().with(Zone.CONDITIONAL, new Policy.Threshold(3, 5, limits)))
            .approved()) {
      land(lake, 4, false);
      assertThat(lake.run().datasets().get(0).held()).isEmpty();
      land(lake, 5, true);
      assertThat(lake.run().datasets().get(0).held())
          .singleElement()
          .asString()
          .contains("mosaic patient_id: persons who are among fewer than 3 when their tokens")
          .endsWith("(9)");
    }
  }

  private static void theSecondOfThreeStaysClosed(TestLake lake) {
    land(lake, 4, false);
    land(lake, 5, true);
    land(lake, 6, false);
    assertThat(lake.run().datasets().get(0).held())
        .singleElement()
        .asString()
        .contains("1899-01-05", "their tokens are looked for in the partitions beside");
  }

  @Test
  void ofTwoDaysInOneRunTheSecondIsLaidBesideTheFirst() throws Exception {
    Path schemas = visitsWithTokens().writeTo(folder.resolve("schemas"));
    TestLake made = TestLake.of(folder.resolve("home"), schemas, Observer.NONE);
    Policy.Attacks limits = new Policy.Attacks(0.2, 0.01, 0, 1, 1);
    try (TestLake lake =
        made.under(made.policy().with(Zone.CONDITIONAL, new Policy.Threshold(3, 5, limits)))
            .approved()) {
      theSecondOfThreeStaysClosed(lake);
    }
  }

  /** The third day lies beside the first, for by the contract's limit the second does not open. */
  @Test
  void theLimitOfTheContractSaysWhatOpens() throws Exception {
    Path schemas =
        visitsWithTokens()
            .table("attacks", "{conditional: {linkage: 0.2}}")
            .writeTo(folder.resolve("schemas"));
    try (TestLake lake = TestLake.of(folder.resolve("home"), schemas, Observer.NONE).approved()) {
      theSecondOfThreeStaysClosed(lake);
    }
  }

  @Test
  void whoStaysWithTheSameOthersIsNot() throws Exception {
    assertThat(attacks(visitsWithTokens(), false))
        .containsExactly(new AttackResult("neighbours", "patient_id", 9, 0, 0, 1));
  }

  @Test
  void withoutATokenNobodyIsFollowed() throws Exception {
    assertThat(attacks(visits().column(PATIENT), true)).isEmpty();
  }
}
