package org.jinyanglake.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.file.PathUtils;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Reviews;
import org.jinyanglake.quality.RuleReport;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 脱密 before 脱敏: what is classified leaves the raw zone nowhere, and a third person answers for it.
 */
class DeclassificationTest {
  private static final String PASSAGES = "traffic.passages";
  private static final String GATES = "city.gates";
  private static final String DIRTY = "day=2024-03-01";
  private static final String CLEAN = "day=2024-03-02";

  private static final DeclassificationList LIST =
      DeclassificationList.of(
          List.of(new DeclassificationList.Term("works", "虚构七号工程")),
          List.of(new DeclassificationList.Area("desert", 103.40, 42.10, 103.45, 42.14)));

  /** What no file outside raw may hold, however it was written; all of it is invented. */
  private static final List<String> SECRETS =
      List.of(
          "VA12345",
          "ＶＡ·１２３４５",
          "WJ晋8888X",
          "军字第1234567号",
          "空 字 第 ７６５４３２１ 号",
          "虚构七号工程",
          "虚 构 七-号 工 程",
          "103.4212",
          "42.1234",
          "暗语");

  @TempDir Path home;
  @TempDir Path contracts;

  @BeforeEach
  void deliver() throws IOException {
    PathUtils.copyDirectory(Path.of("src/test/resources/classified").toAbsolutePath(), contracts);
    Town.write(
        home,
        "traffic/passages/1.csv",
        """
        day,plate,gate,remark,note,longitude,latitude,speed
        2024-03-01,晋A10001,东门,正常,无,112.5501,37.8701,40
        2024-03-01,晋A10002,东门,正常,无,112.5502,37.8702,41
        2024-03-01,VA12345,东门,军车直行,无,112.5503,37.8703,42
        2024-03-01,晋A10003,东门,跟随车牌ＶＡ·１２３４５行驶,无,112.5504,37.8704,43
        2024-03-01,WJ晋8888X,西门,正常,无,112.5505,37.8705,44
        2024-03-01,晋A10004,西门,证件军字第1234567号,无,112.5506,37.8706,45
        2024-03-01,晋A10005,西门,出示空 字 第 ７６５４３２１ 号,无,112.5507,37.8707,46
        2024-03-01,晋A10006,西门,前往虚构七号工程,无,112.5508,37.8708,47
        2024-03-01,晋A10007,西门,前往虚 构 七-号 工 程,无,112.5509,37.8709,48
        2024-03-01,晋A10008,南门,停留,无,103.4212,42.1234,49
        2024-03-01,晋A10009,南门,"停留于 103.4212,42.1234",无,112.5510,37.8710,50
        2024-03-01,晋A10010,南门,正常,提到虚构七号工程,112.5511,37.8711,51
        2024-03-01,VA12345,南门,正常,无,112.5512,37.8712,-1
        2024-03-02,晋A10001,东门,正常,无,112.5513,37.8713,40
        2024-03-02,晋A10002,东门,编号VA12345的单据,无,112.5514,37.8714,41
        """);
  }

  private TestLake town() {
    return town(LIST);
  }

  private TestLake town(DeclassificationList list) {
    return TestLake.of(home, contracts, Observer.NONE).classified(list).approved();
  }

  private static Outcome outcome(Summary summary, String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static void confirm(TestLake town) {
    Classified found = classified(town);
    Reviews.in(Ledger.of(town.lake()))
        .confirm(town.contract(PASSAGES), found.list(), found.kinds(), town.signer("reviewer"));
  }

  private static Classified classified(TestLake town) {
    return Classified.of(
        town.lake(), town.contract(PASSAGES), town.policy(), Ledger.of(town.lake()).state());
  }

  private static Standing standing(TestLake town) {
    return Standing.of(
        town.lake(), town.contract(PASSAGES), town.policy(), Ledger.of(town.lake()).state());
  }

  private static Set<String> partitions(TestLake town, Zone zone, String dataset) {
    return town.lake()
        .version(zone, DatasetName.parse(dataset))
        .map(version -> (Set<String>) version.state().partitions().keySet())
        .orElse(Set.of());
  }

  private static List<String> texts(TestLake town, Zone zone, String dataset, String column) {
    return town.rows(zone, dataset).select(column).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  /** Whoever can write contracts could else review their own dataset and put the file back. */
  @Test
  void aReviewCountsOnlyIfTheContractOfNowOrAnApprovedOneNamesItsReviewer() throws IOException {
    try (TestLake town = town()) {
      town.run();
    }
    Path file = contracts.resolve("traffic/passages.yaml");
    String honest = Files.readString(file);
    Files.writeString(
        file,
        honest
            .replace("username: reviewer", "username: nobody")
            .replace("username: steward", "username: reviewer")
            .replace("username: nobody", "username: steward"));
    try (TestLake town = TestLake.of(home, contracts, Observer.NONE).classified(LIST)) {
      assertThat(town.contract(PASSAGES).reviewer()).contains("steward");
      Classified found = classified(town);
      Reviews.in(Ledger.of(town.lake()))
          .confirm(town.contract(PASSAGES), found.list(), found.kinds(), town.signer("steward"));
    }
    Files.writeString(file, honest);
    try (TestLake town = town()) {
      assertThat(outcome(town.run(), PASSAGES).status()).isEqualTo(Outcome.Status.HELD);
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).doesNotContain(DIRTY);
      assertThat(standing(town).held())
          .anyMatch(why -> why.startsWith(DIRTY + ": classified content"))
          .anyMatch(
              why ->
                  why.matches(
                      "the review of steward, \\S+, does not count: no approved contract names steward.*"));
      assertThat(classified(town).waiting()).as("declassify").contains(DIRTY);
      confirm(town);
      assertThat(standing(town).held()).isEmpty();
      assertThat(outcome(town.run(), PASSAGES).held()).isEmpty();
    }
  }

  @Test
  void findingsHoldTheirPartitionUntilTheReviewerConfirmsAndNothingElse() {
    try (TestLake town = town()) {
      Outcome first = outcome(town.run(), PASSAGES);

      assertThat(first.status()).isEqualTo(Outcome.Status.HELD);
      assertThat(first.held())
          .containsExactlyInAnyOrder(
              held("military-plate", "plate", 2),
              held("military-plate", "remark", 1),
              held("military-id", "remark", 2),
              held("term:works", "remark", 2),
              held("term:works", "note", 1),
              held("area:desert", "longitude,latitude", 1),
              held("area:desert", "remark", 1));
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).containsExactly(CLEAN);
      assertThat(partitions(town, Zone.CONDITIONAL, PASSAGES)).containsExactly(CLEAN);

      confirm(town);

      assertThat(outcome(town.run(), PASSAGES).status()).isEqualTo(Outcome.Status.DONE);
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).containsExactly(DIRTY, CLEAN);
      assertThat(partitions(town, Zone.CONDITIONAL, PASSAGES)).containsExactly(DIRTY, CLEAN);
    }
  }

  private static String held(String rule, String column, int places) {
    return DIRTY
        + ": classified content by the rule %s in column %s (%d): reviewer: lake declassify traffic.passages --key FILE --confirm, lake run"
            .formatted(rule, column, places);
  }

  @Test
  void whatIsClassifiedIsInNoFileOutsideRawAndStaysInRaw() throws IOException {
    try (TestLake town = town()) {
      town.run();
      confirm(town);
      town.run();

      assertThat(texts(town, Zone.OPEN, PASSAGES, "remark"))
          .containsExactly("[正常]", "[正常]", "[正常]", "[正常]", "[编号VA12345的单据]");
      // Where the contract says so, only the cell is left out.
      assertThat(texts(town, Zone.OPEN, PASSAGES, "note"))
          .containsExactly("[null]", "[无]", "[无]", "[无]", "[无]");
      assertThat(town.rows(Zone.RAW, PASSAGES).count()).isEqualTo(14);
      // Derived datasets do not see such rows either.
      assertThat(town.rows(Zone.OPEN, GATES).collectAsList().stream().map(Row::toString))
          .containsExactlyInAnyOrder("[2024-03-01,东门,2,正常]", "[2024-03-02,东门,2,编号VA12345的单据]");

      // The form of a plate without anything that says so is on a slip of the clean day.
      Set<String> shown = Set.of("VA12345");
      for (String file : filesOutsideRaw()) {
        String text = new String(bytes(home.resolve(file)), UTF_8);
        for (String secret : SECRETS) {
          if (!shown.contains(secret)) {
            assertThat(text.contains(secret)).as(file + " holds " + secret).isFalse();
          }
        }
      }
      assertThat(town.rows(Zone.OPEN, PASSAGES).where("day = '2024-03-01'").collectAsList())
          .noneMatch(row -> SECRETS.stream().anyMatch(row.toString()::contains));
    }
  }

  @Test
  void ofRowsForWhichARuleFailsBesideClassifiedContentOnlyThePlaceIsKeptAndTold() throws Exception {
    Town.write(
        home,
        "traffic/passages/2.csv",
        """
        day,plate,gate,remark,note,longitude,latitude,speed
        2024-03-03,晋A10001,东门,正常,无,103.4212,42.1234,40
        """);
    try (TestLake town = town()) {
      town.run();

      RuleReport rule =
          Quality.of(town.lake(), List.of(town.contract(PASSAGES)), Instant.now())
              .datasets()
              .get(0)
              .rules()
              .stream()
              .filter(each -> each.rule().startsWith("ColumnValues \"longitude\""))
              .findFirst()
              .orElseThrow();

      assertThat(rule.examples())
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.line()).isEqualTo(2);
                assertThat(each.text())
                    .isEqualTo("not shown, for its partition has classified content");
              });
      try (var files = Files.walk(home.resolve("warehouse/raw/failing"))) {
        assertThat(files.filter(each -> each.toString().endsWith(".gz")))
            .hasSize(2)
            .allSatisfy(
                each -> assertThat(new String(bytes(each), UTF_8)).doesNotContain("103.42"));
      }
    }
  }

  private TreeSet<String> filesOutsideRaw() throws IOException {
    try (var files = Files.walk(home)) {
      TreeSet<String> names = new TreeSet<>();
      files
          .filter(Files::isRegularFile)
          .map(file -> home.relativize(file).toString())
          .filter(name -> !name.startsWith("landing/") && !name.startsWith("warehouse/raw/"))
          .forEach(names::add);
      assertThat(names).anyMatch(name -> name.startsWith("warehouse/open/"));
      return names;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return in.readAllBytes();
      }
    }
    return bytes;
  }

  @Test
  void everySearchIsRecordedAndTheReviewNamesThePerson() throws IOException {
    try (TestLake town = town()) {
      town.run();
      confirm(town);
      town.run();
      Ledger ledger = Ledger.of(town.lake());

      List<AuditRecord> searches = ledger.records("declassification", DatasetName.parse(PASSAGES));
      assertThat(searches).extracting(AuditRecord::partition).containsExactly(DIRTY, CLEAN);
      JsonNode dirty = Evidence.JSON.readTree(searches.get(0).body());
      assertThat(dirty.get("list").asText()).isEqualTo(LIST.version());
      assertThat(dirty.get("rows").asLong()).isEqualTo(10);
      assertThat(dirty.get("found")).hasSize(7);
      assertThat(Evidence.JSON.readTree(searches.get(1).body()).get("rows").asLong()).isZero();

      assertThat(ledger.records("declassification-review", DatasetName.parse(PASSAGES)))
          .singleElement()
          .satisfies(
              record -> {
                JsonNode review = Evidence.JSON.readTree(record.body());
                assertThat(review.get("reviewer").asText()).isEqualTo("reviewer");
                assertThat(review.get("list").asText()).isEqualTo(LIST.version());
                assertThat(review.get("kinds")).hasSize(7);
              });
      assertThat(ledger.records())
          .noneMatch(record -> SECRETS.stream().anyMatch(record.body()::contains));
    }
  }

  @Test
  void theReviewerSeesPlacesAndNoValues() {
    try (TestLake town = town()) {
      town.run();
      Classified found =
          Classified.of(
              town.lake(), town.contract(PASSAGES), town.policy(), Ledger.of(town.lake()).state());

      assertThat(found.waiting()).containsExactly(DIRTY);
      assertThat(found.rows())
          .hasSize(10)
          .allSatisfy(
              place -> {
                assertThat(place.file()).isEqualTo("traffic/passages/1.csv");
                assertThat(place.text()).isEmpty();
              })
          .anySatisfy(
              place -> {
                assertThat(place.rule()).isEqualTo("military-plate");
                assertThat(place.column()).isEqualTo("remark");
                assertThat(place.reason()).isEqualTo("characters 4-12");
              });
      assertThat(found.toString()).doesNotContain(SECRETS);
    }
  }

  @Test
  void nobodyButTheReviewerConfirms() {
    try (TestLake town = town()) {
      Reviews reviews = Reviews.in(Ledger.of(town.lake()));
      Contract contract = town.contract(PASSAGES);
      for (String who : List.of("steward", "officer")) {
        assertThatThrownBy(
                () -> reviews.confirm(contract, LIST.version(), Set.of(), town.signer(who)))
            .isInstanceOf(RefusedApprovalException.class)
            .hasMessageContaining("its declassification reviewer is reviewer");
      }
      assertThatThrownBy(
              () ->
                  reviews.confirm(
                      town.contract(GATES), LIST.version(), Set.of(), town.signer("reviewer")))
          .isInstanceOf(RefusedApprovalException.class)
          .hasMessageContaining("names no declassification reviewer");
      assertThat(Ledger.of(town.lake()).state().reviews()).isEmpty();
    }
  }

  @Test
  void aRerunChangesNothingAndNeedsNoSpark() {
    try (TestLake town = town()) {
      town.run();
      confirm(town);
      Summary done = town.run();
      Map<String, Long> heads = Town.heads(town);

      Summary again =
          town.run(
              () -> {
                throw new AssertionError("a run with nothing to do asked for Spark");
              });

      assertThat(again.datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.UNCHANGED));
      assertThat(again.head()).isEqualTo(done.head());
      assertThat(Town.heads(town)).isEqualTo(heads);
      confirm(town);
      assertThat(Ledger.of(town.lake()).state().head()).isEqualTo(done.head());
    }
  }

  @Test
  void confirmedKindsAreLeftOutOfLaterDeliveriesAndNewOnesWait() {
    try (TestLake town = town()) {
      town.run();
      confirm(town);
      town.run();
      String header = "day,plate,gate,remark,note,longitude,latitude,speed\n";
      Town.write(
          home,
          "traffic/passages/2.csv",
          header + "2024-03-03,KB54321,东门,正常,无,1,2,3\n2024-03-03,晋A1,东门,正常,无,1,2,3\n");
      Town.write(
          home, "traffic/passages/3.csv", header + "2024-03-04,晋A1,军字第2345678号,正常,无,1,2,3\n");

      Outcome outcome = outcome(town.run(), PASSAGES);

      assertThat(outcome.held())
          .singleElement()
          .asString()
          .startsWith("day=2024-03-04: classified content by the rule military-id in column gate");
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).contains("day=2024-03-03");
      assertThat(town.rows(Zone.OPEN, PASSAGES).where("day = '2024-03-03'").count()).isOne();
    }
  }

  @Test
  void aTermThatIsListedLaterTakesWhatIsOpenBackAtOnce() {
    try (TestLake town = town()) {
      town.run();
      confirm(town);
      town.run();
    }
    List<DeclassificationList.Term> terms =
        List.of(
            new DeclassificationList.Term("works", "虚构七号工程"),
            new DeclassificationList.Term("slip", "单据"));
    try (TestLake town = town(DeclassificationList.of(terms, LIST.areas()))) {
      Outcome outcome = outcome(town.run(), PASSAGES);

      // The reviewer has not seen this list yet, so what was confirmed under the other one waits
      // too.
      assertThat(outcome.held())
          .anyMatch(why -> why.startsWith(CLEAN + ": ") && why.contains("term:slip"));
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).isEmpty();

      confirm(town);
      town.run();
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).containsExactly(DIRTY, CLEAN);
      assertThat(texts(town, Zone.OPEN, PASSAGES, "remark")).hasSize(4).containsOnly("[正常]");
    }
  }

  @Test
  void withoutAReviewerInTheContractAFindingStaysHeld() throws IOException {
    Path file = contracts.resolve("traffic/passages.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("    - {username: reviewer, role: declassificationReviewer}\n", ""));
    try (TestLake town = town()) {
      assertThat(outcome(town.run(), PASSAGES).held())
          .hasSize(7)
          .allMatch(why -> why.endsWith("name a declassificationReviewer in the contract's team"));
      assertThat(partitions(town, Zone.OPEN, PASSAGES)).containsExactly(CLEAN);
    }
  }

  @Test
  void importantDataOpenOnlyAfterAReviewOfTheirContract() throws IOException {
    Path file = contracts.resolve("traffic/passages.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("value: general-3", "value: important")
            .replace("value: unconditional", "value: conditional")
            .replace("{property: open, value: {technique: keep}}, ", "")
            .replace(
                "{property: open, value: {technique: keep}}",
                "{property: conditional, value: {technique: keep}}"));
    Files.delete(contracts.resolve("city/gates.yaml"));
    Files.delete(home.resolve("landing/traffic/passages/1.csv"));
    Town.write(
        home,
        "traffic/passages/clean.csv",
        "day,plate,gate,remark,note,longitude,latitude,speed\n2024-03-02,晋A1,东门,正常,无,1,2,3\n");
    try (TestLake town = town()) {
      assertThat(outcome(town.run(), PASSAGES).held())
          .singleElement()
          .asString()
          .contains("important data: reviewer: lake declassify");
      assertThat(partitions(town, Zone.CONDITIONAL, PASSAGES)).isEmpty();

      confirm(town);
      assertThat(outcome(town.run(), PASSAGES).status()).isEqualTo(Outcome.Status.DONE);
      assertThat(partitions(town, Zone.CONDITIONAL, PASSAGES)).containsExactly(CLEAN);
    }
  }
}
