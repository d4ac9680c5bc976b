package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.release.PolicyDigest;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is held back, what goes on meanwhile, and what brings it back. */
class HeldTest {
  private static final String READINGS = "environment.readings";

  /** Valid by its check character; born in 1890, so nobody's. */
  private static final String RESIDENT_ID = "110101189003077513";

  @TempDir Path home;
  @TempDir Path contracts;

  @BeforeEach
  void deliver() throws IOException {
    PathUtils.copyDirectory(Town.schemas(), contracts);
    Town.deliver(home, 0);
  }

  private TestLake town() {
    return TestLake.of(home, contracts, Observer.NONE);
  }

  private static Outcome outcome(Summary summary, String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> open(TestLake town) {
    return Town.contents(town).get("open." + READINGS);
  }

  private void correct(String file, int revision, String pm25, String remark) {
    StringBuilder json = new StringBuilder();
    for (int hour = 0; hour < 4; hour++) {
      json.append(
          Town.reading(Town.day(0), hour, revision, 4000 + hour, remark)
              .replace(String.valueOf(4000 + hour), pm25));
    }
    Town.write(home, "environment/readings/" + file + ".jsonl", json.toString());
  }

  @Test
  void aDayThatFailsAnErrorRuleLeavesTheLastGoodVersionOpenUntilItIsCorrected() {
    try (TestLake town = town().approved()) {
      town.run();
      List<String> good = open(town);
      correct("faulty", 2, "null", "故障");
      Town.write(
          home,
          "health/visits/more.csv",
          "day,visit_id,patient_id,age,district,cost\n" + Town.day(0) + ",V9,P9,31,小店区,80\n");

      Summary summary = town.run();

      Outcome held = outcome(summary, READINGS);
      assertThat(held.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(held.held())
          .singleElement()
          .asString()
          .startsWith("day=2024-03-01: ")
          .contains("Completeness \"pm25\" > 0.5");
      assertThat(open(town)).isEqualTo(good);
      assertThat(outcome(summary, "health.visits").status()).isEqualTo(Outcome.Status.DONE);
      assertThat(outcome(summary, "city.overview").held())
          .containsExactly("day=2024-03-01 waits for environment.readings, which is held back");

      correct("corrected", 3, "61", "复核");
      Summary corrected = town.run();

      assertThat(corrected.datasets()).allSatisfy(each -> assertThat(each.held()).isEmpty());
      assertThat(open(town)).hasSize(4).allMatch(row -> row.contains(" 61, 复核"));
      assertThat(Town.contents(town).get("conditional.city.overview"))
          .allMatch(row -> row.endsWith(" 61]") || row.endsWith("null]"));
    }
  }

  @Test
  void aDayWhoseRowsAreAllRefusedStaysHeldWhenItIsJudgedAgain() throws IOException {
    Path file = contracts.resolve("environment/readings.yaml");
    String rule = "    quality:\n";
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                rule,
                rule
                    + "      - {type: custom, engine: deequ, severity: row, implementation: 'Rules"
                    + " = [ ColumnValues \"pm25\" >= 0 ]'}\n"));
    List<String> good;
    try (TestLake town = town().approved()) {
      town.run();
      good = open(town);
      correct("faulty", 2, "-1", "故障");
      assertThat(outcome(town.run(), READINGS).status()).isEqualTo(Outcome.Status.HELD);
    }
    Files.writeString(
        file,
        Files.readString(file).replace("version: 1.0.0", "version: 1.0.1").replace("未复核", "已复核"));

    try (TestLake town = town().approved()) {
      Outcome again = outcome(town.run(), READINGS);

      assertThat(again.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(again.held())
          .singleElement()
          .asString()
          .contains("Completeness \"pm25\" > 0.5", "there are no rows to judge");
      assertThat(good).hasSize(4);
      assertThat(open(town)).isEqualTo(good);
    }
  }

  @Test
  void whatTheGateRefusesIsRememberedUntilTheDataChange() {
    try (TestLake town = town().approved()) {
      town.run();
      List<String> good = open(town);
      correct("planted", 2, "50", RESIDENT_ID);

      Outcome refused = outcome(town.run(), READINGS);

      assertThat(refused.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(refused.held())
          .isNotEmpty()
          .allSatisfy(
              why ->
                  assertThat(why)
                      .startsWith("day=2024-03-01: ")
                      .contains("remark")
                      .doesNotContain(RESIDENT_ID));
      assertThat(open(town)).isEqualTo(good);
      Summary again =
          town.run(
              () -> {
                throw new AssertionError("what the gate refused was tried again");
              });
      assertThat(outcome(again, READINGS).held()).isEqualTo(refused.held());

      correct("corrected", 3, "50", "正常");
      assertThat(outcome(town.run(), READINGS).held()).isEmpty();
      assertThat(open(town)).hasSize(4).allMatch(row -> row.contains(" 50, 正常"));
    }
  }

  @Test
  void whatTheGateRefusesIsTriedAgainByAnotherVersionOfTheContract() throws IOException {
    correct("planted", 2, "50", RESIDENT_ID);
    try (TestLake town = town().approved()) {
      assertThat(outcome(town.run(), READINGS).status()).isEqualTo(Outcome.Status.HELD);
    }
    closeRemark();

    try (TestLake town = town()) {
      assertThat(outcome(town.run(), READINGS).held())
          .singleElement()
          .asString()
          .contains("1.1.0 is not approved for the open zone", "lake propose " + READINGS);
      assertThat(town.lake().version(Zone.OPEN, DatasetName.parse(READINGS))).isEmpty();

      town.approved();
      assertThat(outcome(town.run(), READINGS).held()).isEmpty();
      assertThat(town.rows(Zone.OPEN, READINGS).columns())
          .containsExactly("day", "station", "hour", "pm25");
    }
  }

  /** A new version of the contract, which no longer opens the remark. */
  private void closeRemark() throws IOException {
    Path file = contracts.resolve("environment/readings.yaml");
    String yaml = Files.readString(file);
    String opened =
        """
              - name: remark
                logicalType: string
                classification: public
                customProperties: [{property: open, value: {technique: keep}}]
        """;
    assertThat(yaml).contains(opened);
    Files.writeString(
        file,
        yaml.replace(
                opened,
                opened.replace(
                    "        customProperties: [{property: open, value: {technique: keep}}]\n", ""))
            .replace("version: 1.0.0", "version: 1.1.0"));
  }

  @Test
  void aContractThatNobodyApprovedOpensNothing() {
    try (TestLake town = town()) {
      Summary summary = town.run();

      assertThat(summary.datasets())
          .allSatisfy(
              each -> {
                assertThat(each.status()).isEqualTo(Outcome.Status.HELD);
                assertThat(each.released()).isEmpty();
                assertThat(each.held()).singleElement().asString().contains("is not approved");
              });
      assertThat(Town.heads(town))
          .containsOnlyKeys("raw.city.overview", "raw.environment.readings", "raw.health.visits");
      assertThat(town.files("warehouse")).noneMatch(file -> file.matches("(open|conditional)/.*"));

      town.approved();
      assertThat(town.run().datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));
    }
  }

  @Test
  void anOpeningTakesTwoPersons() {
    try (TestLake town = town()) {
      Contract contract = town.contract(READINGS);
      Terms terms = PolicyDigest.terms(town.policy(), contract);
      Approvals approvals = Approvals.in(Ledger.of(town.lake()));
      String text = town.contracts().canonical(contract.dataset());

      assertThatThrownBy(() -> approve(town, contract, "officer"))
          .isInstanceOf(RefusedApprovalException.class)
          .hasMessageContaining("not proposed");
      assertThatThrownBy(() -> approvals.propose(contract, text, terms, town.signer("officer")))
          .isInstanceOf(RefusedApprovalException.class)
          .hasMessageContaining("its steward is steward");
      town.propose(contract, terms);
      assertThatThrownBy(() -> approve(town, contract, "steward"))
          .isInstanceOf(RefusedApprovalException.class)
          .hasMessageContaining("its chief data officer is officer");
      assertThat(Ledger.of(town.lake()).state().approvals()).isEmpty();

      approve(town, contract, "officer");
      assertThat(Ledger.of(town.lake()).state().approval(READINGS, contract.hash())).isPresent();
    }
  }

  private static void approve(TestLake town, Contract contract, String who) {
    Approvals.in(Ledger.of(town.lake()))
        .approve(
            contract, PolicyDigest.of(town.policy()), town.policy().notice(), town.signer(who));
  }
}
