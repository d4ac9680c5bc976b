package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.portal.Portal;
import org.jinyanglake.portal.Publication;
import org.jinyanglake.release.PolicyDigest;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run opens under an approval, and when it asks again. */
class SignedTermsTest {
  private static final String READINGS = "environment.readings";

  @TempDir Path home;
  @TempDir Path contracts;

  @BeforeEach
  void oneDataset() throws IOException {
    Path folder = Files.createDirectories(contracts.resolve("environment"));
    Files.copy(
        Town.schemas().resolve("environment/readings.yaml"), folder.resolve("readings.yaml"));
    land(0, 4);
  }

  private TestLake town() {
    return TestLake.of(home, contracts, Observer.NONE);
  }

  private void land(int day, int rows) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      json.append(Town.reading(Town.day(day), i, 1, 40 + i % 4, "正常"));
    }
    Town.write(home, "environment/readings/" + Town.day(day) + ".jsonl", json.toString());
  }

  private void rewrite(String what, String by) throws IOException {
    Path file = contracts.resolve("environment/readings.yaml");
    assertThat(Files.readString(file)).contains(what);
    Files.writeString(file, Files.readString(file).replace(what, by));
  }

  private static Outcome outcome(Summary summary) {
    return summary.datasets().get(0);
  }

  private static Set<String> open(TestLake town) {
    return town.lake()
        .version(Zone.OPEN, DatasetName.parse(READINGS))
        .map(version -> (Set<String>) version.state().partitions().keySet())
        .orElse(Set.of());
  }

  /** Looks at what would open, and signs that. */
  private static Approval approve(TestLake town) {
    Contract contract = town.contract(READINGS);
    Preview preview =
        new Pipeline(
                town.lake(), town.contracts().contracts(), town.policy(), TestLake.hierarchies())
            .preview(contract, town::engine);
    return town.approve(contract, preview.terms(PolicyDigest.terms(town.policy(), contract)));
  }

  @Test
  void aDayBeyondWhatWasSignedWaitsUntilItIsSignedToo() {
    try (TestLake town = town()) {
      town.run();
      Terms terms = approve(town).terms();
      assertThat(terms.profiles().get("open"))
          .satisfies(
              profile -> {
                assertThat(profile.rowsMost()).isEqualTo(4);
                assertThat(profile.withheld()).isZero();
                assertThat(profile.columns()).containsKeys("day", "station", "pm25", "remark");
                assertThat(profile.columns().get("hour").distinct()).isEqualTo(4);
                assertThat(profile.columns().get("remark").nulls()).isZero();
              });
      land(1, 12);
      land(2, 13);

      Outcome held = outcome(town.run());

      assertThat(open(town)).containsExactly("day=2024-03-01", "day=2024-03-02");
      assertThat(held.held())
          .containsExactly(
              "day=2024-03-03: drift: beyond what officer signed: 13 rows instead of 4; if that is right: lake propose environment.readings --key FILE, lake approve environment.readings --key FILE");
      assertThat(standing(town).held()).singleElement().asString().contains("13 rows instead of 4");
      Summary again =
          town.run(
              () -> {
                throw new AssertionError("what was held back was tried again");
              });
      assertThat(outcome(again).held()).isEqualTo(held.held());

      approve(town);
      assertThat(standing(town).held()).isEmpty();
      assertThat(outcome(town.run()).held()).isEmpty();
      assertThat(open(town)).hasSize(3);
    }
  }

  /** What is signed the second time are the figures of the day that waits, not of a later one. */
  @Test
  void aDayThatWaitsIsTheOneThatIsTriedWhenItIsProposedOnceMore() {
    try (TestLake town = town()) {
      town.run();
      approve(town);
      landRemarks(1);
      land(2, 4);
      assertThat(outcome(town.run()).held())
          .singleElement()
          .asString()
          .startsWith("day=2024-03-02: drift: beyond what officer signed: ")
          .contains("about 11 distinct values in remark instead of 1");

      approve(town);

      assertThat(outcome(town.run()).held()).isEmpty();
      assertThat(open(town)).hasSize(3);

      land(3, 4);
      assertThat(outcome(town.run()).held())
          .as("like what was signed first, and not like what was signed last")
          .singleElement()
          .asString()
          .contains("day=2024-03-04: drift: beyond", "about 1 distinct values in remark instead");
      approve(town);
      assertThat(outcome(town.run()).held()).isEmpty();
      assertThat(open(town)).hasSize(4);
    }
  }

  /** A day whose rows have a remark each. */
  private void landRemarks(int day) {
    StringBuilder remarks = new StringBuilder();
    for (int hour = 0; hour < 11; hour++) {
      remarks.append(Town.reading(Town.day(day), hour, 1, 40, "更正" + hour));
    }
    Town.write(home, "environment/readings/" + Town.day(day) + ".jsonl", remarks.toString());
  }

  private static Standing standing(TestLake town) {
    return Standing.of(
        town.lake(), town.contract(READINGS), town.policy(), Ledger.of(town.lake()).state());
  }

  @Test
  void aWeakerPolicySuspendsAndAStricterOneGoesOn() {
    try (TestLake town = town().approved()) {
      town.run();
      Policy signed = town.policy();
      land(1, 4);
      Policy.Attacks limits = signed.unconditional().attacks();
      town.under(signed.with(Zone.OPEN, new Policy.Threshold(4, 10, limits)));

      assertThat(outcome(town.run()).held())
          .singleElement()
          .asString()
          .startsWith(
              "version 1.0.0 waits: the policy asks for less than officer signed, k 4 instead of 5")
          .contains("lake propose environment.readings");
      assertThat(standing(town).approval()).contains("k 4 instead of 5 in the open zone");
      assertThat(open(town)).containsExactly("day=2024-03-01");

      town.under(signed.with(Zone.OPEN, new Policy.Threshold(5, 10, linkage(limits, 0.5))));
      assertThat(standing(town).approval())
          .contains("linkage up to 0.5 instead of %s in the open".formatted(limits.linkage()));

      town.under(signed.with(Zone.OPEN, new Policy.Threshold(6, 20, linkage(limits, 0.05))));
      assertThat(outcome(town.run()).held()).isEmpty();
      assertThat(open(town)).hasSize(2);
    }
  }

  private static Policy.Attacks linkage(Policy.Attacks limits, double linkage) {
    return new Policy.Attacks(
        linkage,
        limits.checksum(),
        limits.dictionary(),
        limits.frequency(),
        limits.averaging(),
        limits.history(),
        limits.mosaic());
  }

  @Test
  void anApprovalWhoseKeyIsNotInTheRegisterOpensNothing() {
    try (TestLake town = town().approved()) {
      Persons all = town.policy().persons();
      town.under(town.policy().signedBy(TestPersons.register("steward")));

      assertThat(outcome(town.run()).held())
          .singleElement()
          .asString()
          .startsWith("version 1.0.0 waits: its approval does not count: its key ")
          .contains("is not in the register of persons", "officer: lake approve");
      assertThat(open(town)).isEmpty();

      town.under(town.policy().signedBy(all));
      assertThat(outcome(town.run()).held()).isEmpty();
    }
  }

  @Test
  void aRetiredDatasetGoesOnUntilItsNoticeIsOverAndIsWithdrawnThenWithTheReason()
      throws IOException {
    try (TestLake town = town().approved()) {
      town.run();
    }
    rewrite("status: active", "status: retired");
    rewrite("version: 1.0.0", "version: 1.1.0");
    land(1, 4);
    try (TestLake town = town()) {
      assertThat(outcome(town.run()).held())
          .singleElement()
          .asString()
          .startsWith("it stays open in the open zone, which its contract closes, until that is");

      Approval approval =
          town.approve(
              town.contract(READINGS), PolicyDigest.terms(town.policy(), town.contract(READINGS)));
      Instant end = Instant.parse(approval.approvedAt()).plus(Duration.ofDays(30));
      assertThat(approval.effectiveAt()).isEqualTo(end.toString());
      assertThat(standing(town).approval())
          .isEqualTo("version 1.1.0, which retires it, takes effect at " + end);

      assertThat(Publications.of(town.lake(), town.contracts()).publications())
          .singleElement()
          .satisfies(
              each ->
                  assertThat(each.announced())
                      .contains(new Publication.Announced(true, OpeningType.UNCONDITIONAL, end)));

      assertThatReadersAreTold(town, end);

      Outcome during = outcome(town.run());
      assertThat(during.held()).isEmpty();
      assertThat(during.notes())
          .contains("version 1.1.0 takes effect at " + end + ", until then version 1.0.0");
      assertThat(open(town)).as("new days are opened as before").hasSize(2);

      town.at(Clock.fixed(end.minusSeconds(1), ZoneOffset.UTC)).run();
      assertThat(open(town)).hasSize(2);

      Outcome after = outcome(town.at(Clock.fixed(end, ZoneOffset.UTC)).run());
      assertThat(after.held()).isEmpty();
      assertThat(open(town)).isEmpty();
      assertThat(withdrawals(town))
          .hasSize(2)
          .allMatch(body -> body.contains("retired by version 1.1.0, which officer approved on"));
    }
  }

  private void assertThatReadersAreTold(TestLake town, Instant end) throws IOException {
    Path portal = home.resolve("portal");
    List<Publication> published = Publications.of(town.lake(), town.contracts()).publications();
    Portal.of(published, end).writeTo(portal);

    try (var files = Files.walk(portal)) {
      List<String> pages = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.toString().matches(".*(readings.*[.]html|catalog[.]jsonld)")) {
          pages.add(Files.readString(file));
        }
      }
      assertThat(pages).anyMatch(page -> page.contains("本数据集停止开放"));
      assertThat(pages).anyMatch(page -> page.contains("\"expires\":\"" + end));
      assertThat(pages).anyMatch(page -> page.contains("dct:valid"));
    }
  }

  private static List<String> withdrawals(TestLake town) {
    return Ledger.of(town.lake()).records("withdrawal").stream().map(AuditRecord::body).toList();
  }

  @Test
  void aChangedOpeningTypeTakesEffectAfterItsNotice() throws IOException {
    List<String> opened = new ArrayList<>();
    try (TestLake town = town().approved()) {
      town.run();
    }
    rewrite("value: unconditional", "value: conditional");
    rewrite("property: open,", "property: conditional,");
    rewrite("version: 1.0.0", "version: 2.0.0");
    try (TestLake town = town()) {
      assertThat(town.policy().notice().narrow()).isEqualTo(Duration.ZERO);
      town.approved();
      assertThat(outcome(town.run()).held()).isEmpty();

      assertThat(open(town)).as("closed for everybody at once").isEmpty();
      opened.addAll(
          town.lake()
              .version(Zone.CONDITIONAL, DatasetName.parse(READINGS))
              .orElseThrow()
              .state()
              .partitions()
              .keySet());
      assertThat(opened).containsExactly("day=2024-03-01");
      assertThat(withdrawals(town)).singleElement().asString().contains("closed by version 2.0.0");
    }
  }

  @Test
  void aPreviewWithoutDataBindsThePolicyOnly() {
    try (TestLake town = TestLake.of(home.resolve("empty"), contracts, Observer.NONE)) {
      Terms terms = approve(town).terms();

      assertThat(terms.profiles()).isEmpty();
      assertThat(terms.thresholds()).containsOnlyKeys("open");
      assertThat(Optional.of(terms.policy())).contains(PolicyDigest.of(town.policy()));
    }
  }
}
