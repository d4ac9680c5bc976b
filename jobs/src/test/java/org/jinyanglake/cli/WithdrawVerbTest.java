package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Publications;
import org.jinyanglake.portal.Portal;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person closes at once and everybody meets it; two open again. */
class WithdrawVerbTest {
  private static final String READINGS = "environment.readings";
  private static final String FIRST = "day=2024-03-01";
  private static final String REASON = "监测设备校准有误";

  @TempDir Path home;
  @TempDir Path contracts;
  @TempDir Path pages;

  private Call lake(String... words) {
    return Call.lake(home, contracts, words);
  }

  private Call withdraw(String by, String reason, String... partitions) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("withdraw", READINGS, "--zone", "open", "--reason", reason));
    words.addAll(List.of("--key", TestPersons.file(home, by)));
    words.addAll(2, List.of(partitions));
    return lake(words.toArray(String[]::new));
  }

  private TestLake town() {
    return TestLake.of(home, contracts, Observer.NONE);
  }

  private static Outcome run(TestLake town) {
    return town.run(READINGS).datasets().get(0);
  }

  private static Version open(TestLake town) {
    return town.lake().version(Zone.OPEN, DatasetName.parse(READINGS)).orElseThrow();
  }

  private List<String> faults(TestLake town) {
    return faults(town, town.policy().persons());
  }

  private List<String> faults(TestLake town, Persons persons) {
    byte[] key = Certificate.publicKey(Keys.load(home.resolve("keys")).signing());
    return Audit.of(town.lake(), List.of(key), List.of(), persons)
        .execute(Optional.empty())
        .faults()
        .stream()
        .map(Audit.Fault::toString)
        .toList();
  }

  @Test
  void onePersonClosesAtOnceAndTwoOpenAgain() throws Exception {
    PathUtils.copyDirectory(Town.schemas(), contracts);
    Town.deliver(home, 0);
    try (TestLake town = town().approved()) {
      run(town);
      String certificate = open(town).state().partitions().get(FIRST).certificate();
      long before = open(town).snapshot().snapshotId();

      assertThat(withdraw("somebody", REASON).code()).isEqualTo(2);
      assertThat(withdraw("steward", "号码 13800138000 未脱敏").err()).contains("an identifier");
      assertThat(withdraw("steward", REASON, "day=2024-02-30").err()).contains("it has [" + FIRST);
      assertThat(open(town).snapshot().snapshotId()).isEqualTo(before);

      Call call = withdraw("steward", REASON, FIRST);
      assertThat(call.err()).isEmpty();
      assertThat(call.code()).isZero();
      assertThat(call.out()).contains(FIRST + " of the open zone since ", REASON);

      assertThat(open(town).files()).isEmpty();
      assertThat(lake("status", READINGS).out())
          .contains("withdrawn: " + READINGS + ": " + FIRST + " of the open zone since ", REASON);
      assertThat(lake("trace", READINGS, "--partition", FIRST).out())
          .contains("withdrawn from the open zone since ", REASON, certificate + " has ended");
      assertThat(faults(town)).isEmpty();
      assertThat(faults(town, TestPersons.register("officer", "reviewer")))
          .as("its order is signed with the key of a person")
          .anySatisfy(fault -> assertThat(fault).startsWith("withdrawal of " + READINGS));

      Outcome stopped = run(town);
      assertThat(stopped.held()).singleElement().asString().contains("stopped on", "lake propose");
      assertThat(open(town).files()).isEmpty();
      Town.deliver(home, 1);
      run(town);
      assertThat(open(town).files()).as("the others go on").containsOnlyKeys("day=2024-03-02");

      Table table = open(town).table();
      long newest = table.currentSnapshot().snapshotId();
      table.manageSnapshots().rollbackTo(before).commit();
      assertThat(faults(town))
          .anySatisfy(
              fault -> assertThat(fault).contains(certificate, "was ended by the withdrawal"));
      table.manageSnapshots().setCurrentSnapshot(newest).commit();
      assertThat(faults(town)).isEmpty();

      assertThat(withdraw("officer", REASON).code()).isZero();
      assertThat(open(town).files()).isEmpty();
      Town.deliver(home, 2);
      run(town);
      assertThat(open(town).files()).as("all of it, also what comes later").isEmpty();
      assertReadersMeetIt(town);
    }

    Path contract = contracts.resolve("environment/readings.yaml");
    Files.writeString(
        contract, Files.readString(contract).replace("version: 1.0.0", "version: 1.0.1"));
    try (TestLake town = town()) {
      run(town);
      assertThat(open(town).files()).as("nobody approved it").isEmpty();
      town.approved();
      assertThat(run(town).held()).isEmpty();
      assertThat(open(town).files().keySet()).hasSize(3);
      assertThat(open(town).state().withdrawn()).isEmpty();
      assertThat(open(town).table().properties()).doesNotContainKey("jinyang.withdrawn");
      assertThat(faults(town)).isEmpty();
    }
    whoseContractIsGoneCanBeStoppedAndIsNotForgotten(contract);
  }

  private void whoseContractIsGoneCanBeStoppedAndIsNotForgotten(Path contract) throws IOException {
    Files.delete(contracts.resolve("city/overview.yaml")); // which derives from it
    Files.delete(contract);
    try (TestLake town = town()) {
      assertThat(forsaken(town))
          .singleElement()
          .satisfies(
              each ->
                  assertThat(each.held().get(0))
                      .startsWith(
                          "it is open in the open zone and has no valid contract any more"));
      assertThat(withdraw("somebody", REASON).code()).isEqualTo(2);

      assertThat(withdraw("steward", REASON).code()).isZero();

      assertThat(open(town).files()).isEmpty();
      assertThat(forsaken(town)).isEmpty();
      assertThat(faults(town)).isEmpty();
    }
  }

  private static List<Outcome> forsaken(TestLake town) {
    return town.run().datasets().stream().filter(each -> each.dataset().equals(READINGS)).toList();
  }

  /** The page and the entry stay, without anything to read. */
  private void assertReadersMeetIt(TestLake town) throws IOException {
    Publications published = Publications.of(town.lake(), town.contracts());
    assertThat(published.problems()).isEmpty();
    Portal.of(published.publications(), Instant.now()).with(published.ended()).writeTo(pages);
    assertThat(Files.readString(pages.resolve("index.html")))
        .contains("已撤回", READINGS, "<a href=\"ended.json\">失效清单</a>");
    assertThat(pages.resolve("ended.json")).hasSameBinaryContentAs(home.resolve("ended.json"));
    assertThat(Files.readString(pages.resolve("open/" + READINGS + ".html")))
        .contains("撤回公告", "由责任人叫停", REASON)
        .doesNotContain("怎样读取", "iceberg_scan");
    JsonNode entry =
        new ObjectMapper()
            .readTree(Files.readString(pages.resolve("catalog.jsonld")))
            .at("/dcat:dataset/0");
    assertThat(entry.at("/adms:status/@id").asText()).endsWith("/adms/status/Withdrawn");
    assertThat(entry.at("/adms:versionNotes/0/@value").asText()).contains("撤回");
  }
}
