package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;
import org.apache.iceberg.Table;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Release;
import org.jinyanglake.release.Standard;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two days of the town are open. Then something becomes stricter: nothing stays open under what was
 * weaker, and readers meet what was withdrawn.
 */
class TighteningTest {
  private static final String VISITS = "health.visits";
  private static final String READINGS = "environment.readings";
  private static final String FIRST = "day=2024-03-01";
  private static final String SECOND = "day=2024-03-02";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path once;
  private static Path home;

  @TempDir Path temp;
  private Path contracts;
  private Policy policy;

  @BeforeAll
  static void openTwoDays() throws IOException {
    home = once.resolve("town");
    Town.deliver(home, 0);
    Town.deliver(home, 1);
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      assertThat(town.run().datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));
    }
    copy(home, once.resolve("kept"));
  }

  @BeforeEach
  void asItWas() throws IOException {
    PathUtils.deleteDirectory(home);
    copy(once.resolve("kept"), home);
    contracts = temp.resolve("contracts");
    PathUtils.copyDirectory(Town.schemas(), contracts);
    try (TestLake town = town()) {
      policy = town.policy();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    PathUtils.copyDirectory(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    Files.setPosixFilePermissions(to.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
  }

  private TestLake town() {
    return TestLake.of(home, contracts, Observer.NONE);
  }

  private static Engine noSpark() {
    throw new AssertionError("Spark was started for what can be told from the tables' states");
  }

  private Pipeline pipeline(TestLake town) {
    return pipeline(town, TestLake.hierarchies());
  }

  private Pipeline pipeline(TestLake town, Path hierarchies) {
    return new Pipeline(town.lake(), town.contracts().contracts(), policy, hierarchies);
  }

  private Summary run(TestLake town) {
    Summary summary = pipeline(town).run(datasets(), Stage.RELEASE, town::engine);
    if (summary.datasets().stream().allMatch(each -> each.status() != Outcome.Status.FAILED)) {
      assertNothingIsOpenUnderSomethingWeaker(town);
    }
    return summary;
  }

  private Summary runWithoutSpark(TestLake town) {
    Summary summary = pipeline(town).run(datasets(), Stage.RELEASE, TighteningTest::noSpark);
    assertNothingIsOpenUnderSomethingWeaker(town);
    return summary;
  }

  private void assertNothingIsOpenUnderSomethingWeaker(TestLake town) {
    Context now = context(town);
    for (DatasetName dataset : datasets()) {
      for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
        Contract contract = town.contract(dataset.toString());
        town.lake()
            .version(zone, dataset)
            .ifPresent(
                open ->
                    assertThat(open.state().partitions().values())
                        .allSatisfy(
                            each ->
                                assertThat(
                                        now.standard(contract, zone)
                                            .beyond(
                                                Standard.parse(
                                                    each.standards().get(zone.catalog()))))
                                    .isEmpty()));
      }
    }
  }

  private static List<DatasetName> datasets() {
    return Town.DATASETS.stream().map(DatasetName::parse).toList();
  }

  /** What a run would release, by dataset; told without Spark. */
  private static SortedMap<String, List<String>> due(Pipeline pipeline) {
    SortedMap<String, List<String>> due = new TreeMap<>();
    pipeline
        .plan(datasets())
        .forEach(plan -> plan.release().values().forEach(of -> due.put(plan.dataset(), of)));
    return due;
  }

  private void conditionally(int k, int nMin) {
    policy =
        policy.with(
            Zone.CONDITIONAL, new Policy.Threshold(k, nMin, policy.conditional().attacks()));
  }

  private static Version open(TestLake town, Zone zone, String dataset) {
    return town.lake().version(zone, DatasetName.parse(dataset)).orElseThrow();
  }

  /** As if the partitions of a zone had been released by an earlier version of the program. */
  private static void releasedBy(TestLake town, Zone zone, String dataset, String standard) {
    Version version = open(town, zone, dataset);
    SortedMap<String, State.PartitionState> partitions =
        new TreeMap<>(version.state().partitions());
    partitions.replaceAll((path, each) -> each.by(zone.catalog(), standard));
    Commit.to(town.lake(), zone, version.dataset(), Optional.of(version), Optional.empty())
        .execute(
            "earlier",
            town.lake()
                .evidence()
                .write(
                    "release", version.state().with(partitions), Evidence.JSON.createObjectNode()));
  }

  private static Outcome outcome(Summary summary, String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> records(TestLake town, String kind, String dataset) {
    List<JsonNode> bodies = new ArrayList<>();
    for (AuditRecord record : Ledger.of(town.lake()).records(kind, DatasetName.parse(dataset))) {
      bodies.add(json(record.body()));
    }
    return bodies;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A reading of the first day that breaks an error rule, and so holds the day back. */
  private void breakFirstDay() {
    StringBuilder json = new StringBuilder();
    for (int hour = 0; hour < 4; hour++) {
      json.append(
          Town.reading(Town.day(0), hour, 3, 4000 + hour, "故障")
              .replace(String.valueOf(4000 + hour), "null"));
    }
    Town.write(home, "environment/readings/faulty.jsonl", json.toString());
  }

  private void mendFirstDay() {
    StringBuilder json = new StringBuilder();
    for (int hour = 0; hour < 4; hour++) {
      json.append(Town.reading(Town.day(0), hour, 4, 61, "复核"));
    }
    Town.write(home, "environment/readings/mended.jsonl", json.toString());
  }

  @Test
  void whatIsOpenIsReleasedAnewUnderAHigherKAndNothingElseIs() {
    try (TestLake town = town()) {
      conditionally(5, policy.conditional().nMin());
      assertThat(due(pipeline(town))).containsOnly(Map.entry(VISITS, List.of(FIRST, SECOND)));
      Map<String, Long> before = Town.heads(town);

      Summary summary = run(town);

      assertThat(summary.datasets()).allSatisfy(each -> assertThat(each.held()).isEmpty());
      Version visits = open(town, Zone.CONDITIONAL, VISITS);
      assertThat(visits.snapshot().parentId())
          .as("one commit: no reader meets a mix")
          .isEqualTo(before.get("conditional." + VISITS));
      assertThat(certificates(town, VISITS, visits))
          .allSatisfy(each -> assertThat(each.anonymity().kRequired()).isEqualTo(5))
          .allSatisfy(each -> assertThat(each.anonymity().kReached()).isGreaterThanOrEqualTo(5));
      assertThat(visits.state().withdrawn()).isEmpty();
      assertThat(visits.table().properties()).doesNotContainKey("jinyang.withdrawn");
      Map<String, Long> after = Town.heads(town);
      before.remove("conditional." + VISITS);
      assertThat(after).containsAllEntriesOf(before);

      runWithoutSpark(town);
      conditionally(3, policy.conditional().nMin());
      runWithoutSpark(town);
      assertThat(Town.heads(town)).as("less is asked for").isEqualTo(after);
    }
  }

  private static List<Certificate> certificates(TestLake town, String dataset, Version version) {
    Set<String> current = new java.util.HashSet<>();
    version.state().partitions().values().forEach(each -> current.add(each.certificate()));
    List<Certificate> certificates =
        Certificates.of(town.lake(), DatasetName.parse(dataset)).stream()
            .filter(each -> current.contains(each.id()))
            .toList();
    assertThat(certificates).hasSameSizeAs(current);
    return certificates;
  }

  @Test
  void aHierarchyANewerVerifierAndNewerRecognizersMakeDueWhatTheyConcern() throws IOException {
    Path hierarchies = temp.resolve("hierarchies");
    PathUtils.copyDirectory(TestLake.hierarchies(), hierarchies);
    Path region = hierarchies.resolve("region_name.csv");
    String lines = Files.readString(region);
    Files.writeString(region, lines.replace("小店区", "南城区").replaceFirst("\n", "\n小店区,南城区,太原市\n"));
    try (TestLake town = town()) {
      assertThat(due(pipeline(town))).isEmpty();
      assertThat(due(pipeline(town, hierarchies)))
          .containsOnly(Map.entry(VISITS, List.of(FIRST, SECOND)));

      releasedBy(town, Zone.OPEN, READINGS, "verifier>=1");
      assertThat(due(pipeline(town))).containsOnly(Map.entry(READINGS, List.of(FIRST, SECOND)));
      releasedBy(town, Zone.OPEN, READINGS, "recognizers>=9 verifier>=1000");
      assertThat(due(pipeline(town))).isEmpty();
    }
  }

  @Test
  void whatCannotBeMadeAnewIsWithdrawnAndReadersMeetWhyUntilItIsReleasedAgain() throws Exception {
    breakFirstDay();
    String certificate;
    try (TestLake town = town()) {
      run(town);
      Version readings = open(town, Zone.OPEN, READINGS);
      assertThat(readings.state().partitions()).as("the last good version").containsKey(FIRST);
      certificate = readings.state().partitions().get(FIRST).certificate();
      releasedBy(town, Zone.OPEN, READINGS, "verifier>=1");
      long before = open(town, Zone.OPEN, READINGS).snapshot().snapshotId();

      Outcome outcome = outcome(run(town), READINGS);

      assertThat(outcome.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(outcome.held())
          .anySatisfy(
              why -> assertThat(why).startsWith(FIRST + " is withdrawn from the open zone: "));
      Version after = open(town, Zone.OPEN, READINGS);
      assertThat(after.snapshot().parentId()).as("one commit").isEqualTo(before);
      assertThat(after.state().partitions()).containsOnlyKeys(SECOND);
      assertThat(after.files()).containsOnlyKeys(SECOND);
      assertThat(after.state().withdrawn().get(FIRST).reason())
          .isEqualTo(Withdrawn.Reason.TIGHTENED);
      assertThat(after.state().withdrawn().get(FIRST).certificate()).isEqualTo(certificate);
      assertReadersMeetIt(after.table(), certificate);
      assertThat(records(town, "withdrawal", READINGS))
          .singleElement()
          .satisfies(
              body -> {
                assertThat(body.get("partition").asText()).isEqualTo(FIRST);
                assertThat(body.get("reason").asText()).isEqualTo("tightened");
                assertThat(body.get("certificate").asText()).isEqualTo(certificate);
                assertThat(body.get("words").asText()).contains("verifier was 1 and is ");
              });

      runWithoutSpark(town);
      assertThat(open(town, Zone.OPEN, READINGS).snapshot()).isEqualTo(after.snapshot());
    }

    mendFirstDay();
    try (TestLake town = town()) {
      assertThat(outcome(run(town), READINGS).held()).isEmpty();
      Version again = open(town, Zone.OPEN, READINGS);
      assertThat(again.state().partitions()).containsOnlyKeys(FIRST, SECOND);
      assertThat(again.state().withdrawn()).isEmpty();
      assertThat(again.table().properties())
          .doesNotContainKeys("jinyang.withdrawn", "jinyang.withdrawn.list");
    }
  }

  /** Anybody who reads the table, by Iceberg alone. */
  private static void assertReadersMeetIt(Table table, String certificate) throws IOException {
    assertThat(table.properties()).containsEntry("jinyang.withdrawn", "1");
    try (InputStream list =
        table.io().newInputFile(table.properties().get("jinyang.withdrawn.list")).newStream()) {
      JsonNode document = JSON.readTree(list);
      assertThat(document.get("dataset").asText()).isEqualTo(READINGS);
      JsonNode withdrawn = document.get("withdrawn").get(0);
      assertThat(withdrawn.get("partition").asText()).isEqualTo(FIRST);
      assertThat(withdrawn.get("reason").asText()).isEqualTo("tightened");
      assertThat(Instant.parse(withdrawn.get("since").asText())).isBefore(Instant.now());
      assertThat(withdrawn.get("certificate").asText()).isEqualTo(certificate);
    }
  }

  @Test
  void whatDoesNotPassTheGateAnyMoreIsWithdrawnInTheCommitThatReleasesTheRest() {
    try (TestLake town = town()) {
      Contract contract = town.contract(VISITS);
      Context weaker = context(town);
      conditionally(13, policy.conditional().nMin());
      Context stricter = context(town);
      Version raw = town.lake().version(Zone.RAW, contract.dataset()).orElseThrow();
      Opening opening = Opening.of(stricter, contract, Zone.CONDITIONAL, raw);
      assertThat(opening.weak()).containsOnlyKeys(FIRST, SECOND);
      Engine engine = town.engine();

      // Made with the k of before, as by a step that forgot that it was raised.
      Release.Result result =
          Release.of(contract, Zone.CONDITIONAL, engine, stricter.gate(engine), policy)
              .execute(
                  weaker.offer(contract, Zone.CONDITIONAL, opening, engine),
                  stricter.signature(stricter.approval(contract).orElseThrow()),
                  "stricter");

      assertThat(result.refused()).containsOnlyKeys(FIRST, SECOND);
      assertThat(result.left()).containsOnlyKeys(FIRST, SECOND);
      Version visits = open(town, Zone.CONDITIONAL, VISITS);
      assertThat(visits.state().partitions()).isEmpty();
      assertThat(visits.files()).isEmpty();
      assertThat(visits.state().withdrawn().get(FIRST).words())
          .isEqualTo("k was 3 and is 13; made anew, it did not pass the gate");
      assertThat(Opening.of(stricter, contract, Zone.CONDITIONAL, result.raw()).isEmpty())
          .as("it is not tried again")
          .isTrue();
      assertThat(Opening.of(weaker, contract, Zone.CONDITIONAL, result.raw()).due())
          .as("but when what it has to pass is another one")
          .containsOnlyKeys(FIRST, SECOND);
    }
  }

  private Context context(TestLake town) {
    SortedMap<DatasetName, Contract> all = new TreeMap<>();
    town.contracts().contracts().forEach(each -> all.put(each.dataset(), each));
    return Context.of(
        town.lake(), "test", all, policy, TestLake.hierarchies(), town::engine, Clock.systemUTC());
  }

  /** A limit of the contract's own is as one of the policy, but for who may set it. */
  @Test
  void aLowerLimitOfAnAttackInAnApprovedContractReachesWhatIsOpen() throws IOException {
    Path visits = contracts.resolve("health/visits.yaml");
    String asItWas = Files.readString(visits);
    limit(visits, asItWas, "1.1.0", "linkage: 0.9");
    try (TestLake town = town().approved()) {
      assertThat(due(pipeline(town))).containsOnly(Map.entry(VISITS, List.of(FIRST, SECOND)));

      assertThat(outcome(run(town), VISITS).held()).isEmpty();

      Version open = open(town, Zone.CONDITIONAL, VISITS);
      assertThat(open.state().partitions()).containsOnlyKeys(FIRST, SECOND);
      assertThat(certificates(town, VISITS, open))
          .allSatisfy(
              each ->
                  assertThat(each.attacks())
                      .filteredOn(attack -> attack.columns().equals("district+cost"))
                      .isNotEmpty()
                      .allSatisfy(attack -> assertThat(attack.limit()).isEqualTo(0.9)));
    }
    limit(visits, asItWas, "1.2.0", "linkage: 0");
    try (TestLake town = town().approved()) {
      Outcome outcome = outcome(run(town), VISITS);

      assertThat(outcome.held())
          .anySatisfy(
              why ->
                  assertThat(why)
                      .startsWith(FIRST + " is withdrawn from the conditional zone: ")
                      .contains("linkage was 0.9 and is 0"));
      assertThat(open(town, Zone.CONDITIONAL, VISITS).state().partitions()).isEmpty();
    }
    Files.writeString(visits, asItWas.replace("version: 1.0.0", "version: 1.3.0"));
    try (TestLake town = town()) {
      assertThat(Contracts.changes(contract(town), town.contract(VISITS)))
          .containsExactly(
              new Change(
                  "limits of attacks linkage up to 0.0 in the conditional zone → none", true));
    }
  }

  private static void limit(Path contract, String text, String version, String limit)
      throws IOException {
    Files.writeString(
        contract,
        text.replace("version: 1.0.0", "version: " + version)
            .replace(
                "      - {property: anonymity",
                "      - {property: attacks, value: {conditional: {%s}}}\n      - {property: anonymity"
                    .formatted(limit)));
  }

  /** As it was approved last. */
  private static Contract contract(TestLake town) {
    return Contracts.restore(Ledger.of(town.lake()).state().approvals().get(VISITS).canonical());
  }

  @Test
  void aContractThatNobodyApprovedYetWithdrawsNothingAndAStricterPolicyDoes() throws IOException {
    Path visits = contracts.resolve("health/visits.yaml");
    Files.writeString(
        visits,
        Files.readString(visits)
            .replace("{k: 3, person", "{k: 6, person")
            .replace("version: 1.0.0", "version: 1.1.0"));
    try (TestLake town = town()) {
      town.run(VISITS); // judged by the contract of now
      assertThat(open(town, Zone.CONDITIONAL, VISITS).state().partitions())
          .containsOnlyKeys(FIRST, SECOND);

      conditionally(4, policy.conditional().nMin());
      Outcome outcome = outcome(runWithoutSpark(town), VISITS);

      assertThat(outcome.held())
          .contains(
              FIRST
                  + " is withdrawn from the conditional zone: k was 3 and is 4; the contract of now is not approved");
      assertThat(open(town, Zone.CONDITIONAL, VISITS).state().partitions()).isEmpty();
    }
  }

  @Test
  void aRunThatIsCutOffLeavesTheNextOneToWithdraw() {
    breakFirstDay();
    try (TestLake town = town()) {
      run(town);
      releasedBy(town, Zone.OPEN, READINGS, "verifier>=1");
    }
    for (String point : List.of("open.commit.before", "open.commit.in", "open.commit.after")) {
      Observer cut =
          (step, dataset, detail) -> {
            if (step.equals(point)) {
              throw new IllegalStateException("cut off");
            }
          };
      try (TestLake town = TestLake.of(home, contracts, cut)) {
        run(town);
        Version left = open(town, Zone.OPEN, READINGS);
        assertThat(left.files().keySet())
            .as("after being cut off at %s", point)
            .isEqualTo(left.state().partitions().keySet());
      }
    }
    try (TestLake town = town()) {
      run(town);
      assertThat(open(town, Zone.OPEN, READINGS).state().withdrawn()).containsOnlyKeys(FIRST);
      assertThat(records(town, "withdrawal", READINGS)).hasSize(1);
    }
  }
}
