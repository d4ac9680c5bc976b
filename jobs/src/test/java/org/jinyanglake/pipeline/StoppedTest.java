package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Notice;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.WithdrawnList;
import org.jinyanglake.ledger.Deputies;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person stopped stays out of the zone, however its rows, its approvals or clocks move. */
class StoppedTest {
  private static final String READINGS = "environment.readings";
  private static final String VISITS = "health.visits";
  private static final String WEEK = "day=1899-W01";
  private static final String REASON = "数据有误";

  @TempDir Path home;
  @TempDir Path contracts;

  private TestLake lake() {
    return TestLake.of(home, contracts, Observer.NONE);
  }

  private static Set<String> in(TestLake lake, Zone zone, String dataset) {
    return lake.lake()
        .version(zone, DatasetName.parse(dataset))
        .map(version -> (Set<String>) version.state().partitions().keySet())
        .orElse(Set.of());
  }

  private static void stop(
      TestLake lake, String dataset, Zone zone, Signer by, String... partitions) {
    new Pipeline(lake.lake(), lake.contracts().contracts(), lake.policy(), TestLake.hierarchies())
        .withdraw(lake.contract(dataset), zone, List.of(partitions), REASON, by);
  }

  private static List<String> faults(TestLake lake) {
    byte[] key = Certificate.publicKey(KeyLifecycle.of(lake.lake()).keys().signing());
    return Audit.of(lake.lake(), List.of(key), List.of(), lake.policy().persons())
        .execute(Optional.empty())
        .faults()
        .stream()
        .map(Audit.Fault::toString)
        .toList();
  }

  // days that change their place

  private TestLake visits() {
    MergedPartitionsTest.byWeek().writeTo(contracts);
    return lake().approved();
  }

  private static void land(TestLake lake, String file, int day, int persons) {
    lake.land("health/visits/" + file, MergedPartitionsTest.visits(day, persons));
  }

  @Test
  void aDayOfAStoppedWeekIsNotOpenedByItself() throws IOException {
    try (TestLake lake = visits()) {
      for (int day = 0; day < 4; day++) {
        land(lake, day + ".csv", day, 2);
      }
      land(lake, "next.csv", 7, 12);
      lake.run();
      assertThat(in(lake, Zone.CONDITIONAL, VISITS)).containsExactly("day=1899-01-09", WEEK);
      stop(lake, VISITS, Zone.CONDITIONAL, lake.signer("li.min"), WEEK);

      land(lake, "late.csv", 1, 9);
      lake.run();
      assertThat(in(lake, Zone.CONDITIONAL, VISITS)).containsExactly("day=1899-01-09");
      stop(lake, VISITS, Zone.CONDITIONAL, lake.signer("li.min"), WEEK);
      lake.run();
      assertThat(in(lake, Zone.CONDITIONAL, VISITS)).as("stopped again").hasSize(1);
      assertThat(faults(lake)).isEmpty();
    }

    Path contract = contracts.resolve("health/visits.yaml");
    Files.writeString(contract, Files.readString(contract).replace("n: 1.0.0", "n: 1.0.1"));
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(2));
    try (TestLake lake = lake().at(later).approved()) {
      lake.run();
      assertThat(in(lake, Zone.CONDITIONAL, VISITS)).as("by two").contains(WEEK);
    }
  }

  @Test
  void aStoppedDayIsNotOpenedAsPartOfItsWeek() throws IOException {
    try (TestLake lake = visits()) {
      land(lake, "0.csv", 0, 6);
      land(lake, "1.csv", 1, 3);
      land(lake, "2.csv", 2, 4);
      land(lake, "next.csv", 7, 30);
      lake.run();
      assertThat(in(lake, Zone.CONDITIONAL, VISITS))
          .containsExactly("day=1899-01-02", "day=1899-01-09", WEEK);
      stop(lake, VISITS, Zone.CONDITIONAL, lake.signer("li.min"), "day=1899-01-02");

      Policy.Threshold before = lake.policy().conditional();
      lake.under(
          lake.policy()
              .with(Zone.CONDITIONAL, new Policy.Threshold(13, before.nMin(), before.attacks())));
      lake.run();

      assertThat(in(lake, Zone.CONDITIONAL, VISITS)).containsExactly("day=1899-01-09");
    }
  }

  // approvals

  private TestLake readings() throws IOException {
    Path folder = Files.createDirectories(contracts.resolve("environment"));
    Files.copy(
        Town.schemas().resolve("environment/readings.yaml"), folder.resolve("readings.yaml"));
    deliver(0);
    return lake().approved();
  }

  private void deliver(int day) {
    Town.write(
        home,
        "environment/readings/" + Town.day(day) + ".jsonl",
        Town.reading(Town.day(day), 0, 1, 40, "正常"));
  }

  private void rewrite(String what, String by) throws IOException {
    Path contract = contracts.resolve("environment/readings.yaml");
    assertThat(Files.readString(contract)).contains(what);
    Files.writeString(contract, Files.readString(contract).replace(what, by));
  }

  @Test
  void anApprovalThatWaitedWhenItWasStoppedDoesNotOpenItAgain() throws IOException {
    try (TestLake lake = readings()) {
      lake.run();
    }
    rewrite("value: unconditional", "value: conditional");
    rewrite("property: open,", "property: conditional,");
    rewrite("version: 1.0.0", "version: 2.0.0");
    try (TestLake lake = lake().approved()) {
      lake.run();
      assertThat(in(lake, Zone.OPEN, READINGS)).isEmpty();
    }
    rewrite("value: conditional", "value: unconditional");
    rewrite("property: conditional,", "property: open,");
    rewrite("version: 2.0.0", "version: 3.0.0");
    try (TestLake lake = lake()) {
      // An officer's clock that is ahead puts the approval after the stop by what it says alone.
      Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(4));
      lake.at(ahead).under(widenedAfter(lake.policy(), Duration.ofMinutes(1))).approved();
      stop(lake, READINGS, Zone.OPEN, lake.at(Clock.systemUTC()).signer("steward"));

      Instant end = Instant.now().plus(Duration.ofMinutes(6));
      Outcome outcome = lake.at(Clock.fixed(end, ZoneOffset.UTC)).run().datasets().get(0);

      assertThat(in(lake, Zone.OPEN, READINGS)).isEmpty();
      assertThat(outcome.held()).anyMatch(why -> why.contains("stopped on"));
    }
  }

  private static Policy widenedAfter(Policy policy, Duration notice) {
    return new Policy(
        policy.unconditional(),
        policy.conditional(),
        policy.classified(),
        policy.duplicates(),
        policy.holidays(),
        policy.drift(),
        new Notice(notice, Duration.ZERO, Duration.ZERO),
        policy.persons());
  }

  // runs that fail

  /** A delivery that no run survives must not keep open what two persons closed. */
  @Test
  void whatIsClosedOrTooWeakLeavesTheZoneAlsoIfTheRunFailsBeforeIt() throws IOException {
    try (TestLake lake = readings()) {
      lake.run();
      deliver(1);
      fails(lake);
      assertThat(in(lake, Zone.OPEN, READINGS)).as("nothing was wrong with it").hasSize(1);
      rewrite("status: active", "status: retired");
      rewrite("version: 1.0.0", "version: 2.0.0");
    }
    try (TestLake lake = lake()) {
      lake.under(widenedAfter(lake.policy(), Duration.ZERO));
      fails(lake);
      assertThat(in(lake, Zone.OPEN, READINGS)).as("not approved").hasSize(1);
      lake.approved();
      fails(lake);
      assertThat(in(lake, Zone.OPEN, READINGS)).isEmpty();
      assertThat(faults(lake)).isEmpty();
    }
  }

  private static void fails(TestLake lake) {
    Summary summary =
        lake.run(
            () -> {
              throw new IllegalStateException("no Spark today");
            });
    assertThat(summary.datasets().get(0).status()).isEqualTo(Outcome.Status.FAILED);
  }

  // older versions of tables that are put back

  @Test
  void whatWasCorrectedOrStoppedIsNotOpenAgainByPuttingBackAnOlderTable() throws IOException {
    try (TestLake lake = readings()) {
      lake.run();
      Table table = version(lake).table();
      long first = table.currentSnapshot().snapshotId();
      Town.write(
          home, "environment/readings/later.jsonl", Town.reading(Town.day(0), 0, 2, 41, "订正"));
      lake.run();
      long corrected = version(lake).snapshot().snapshotId();
      assertThat(corrected).isNotEqualTo(first);

      table.manageSnapshots().rollbackTo(first).commit();
      assertThat(faults(lake))
          .anySatisfy(fault -> assertThat(fault).contains("an older version of open." + READINGS))
          .anySatisfy(fault -> assertThat(fault).contains("and was released anew since with"));
      assertThat(lake.run().datasets().get(0).held())
          .singleElement()
          .asString()
          .startsWith(
              "an older version of open.environment.readings was put back: roll it forward");
      table.manageSnapshots().setCurrentSnapshot(corrected).commit();
      assertThat(faults(lake)).isEmpty();

      stop(lake, READINGS, Zone.OPEN, lake.signer("steward"));
      table.refresh();
      table.manageSnapshots().rollbackTo(corrected).commit();
      lake.run();
      assertThat(version(lake).snapshot().snapshotId()).as("released again").isEqualTo(corrected);
      assertThat(faults(lake)).anyMatch(fault -> fault.contains("was ended by the withdrawal"));
    }
  }

  private static Version version(TestLake lake) {
    return lake.lake().version(Zone.OPEN, DatasetName.parse(READINGS)).orElseThrow();
  }

  // who stops

  @Test
  void aDeputyStopsWithinTheTermAndVerifyKnowsInWhoseName() throws IOException {
    try (TestLake lake = readings()) {
      lake.under(lake.policy().signedBy(TestPersons.register("steward", "officer", "deputy")));
      lake.run();
      Instant now = Instant.now();
      assertThatThrownBy(() -> stop(lake, READINGS, Zone.OPEN, lake.signer("deputy")))
          .isInstanceOf(RefusedApprovalException.class)
          .hasMessageContaining("deputy may not withdraw " + READINGS);
      Deputies.in(Ledger.of(lake.lake()))
          .name("deputy", now.minusSeconds(60), now.plusSeconds(600), lake.signer("officer"));
      Signer late =
          new Signer(
              TestPersons.key("deputy"),
              lake.policy().persons(),
              Clock.fixed(now.plusSeconds(601), ZoneOffset.UTC));
      assertThatThrownBy(() -> stop(lake, READINGS, Zone.OPEN, late))
          .isInstanceOf(RefusedApprovalException.class);

      stop(lake, READINGS, Zone.OPEN, lake.signer("deputy"));

      assertThat(in(lake, Zone.OPEN, READINGS)).isEmpty();
      assertThat(faults(lake)).isEmpty();
      assertThat(withdrawal(lake)).contains("deputy", "onBehalfOf");

      Path list = Path.of(URI.create(version(lake).table().properties().get(WithdrawnList.LIST)));
      Files.deleteIfExists(list.resolveSibling("." + list.getFileName() + ".crc"));
      Files.writeString(list, Files.readString(list).replace(REASON, "例行维护"));
      assertThat(faults(lake))
          .singleElement()
          .asString()
          .contains(list.getFileName().toString(), "is not what was written");
    }
  }

  private static String withdrawal(TestLake lake) {
    return Ledger.of(lake.lake()).records("withdrawal").get(0).body();
  }
}
