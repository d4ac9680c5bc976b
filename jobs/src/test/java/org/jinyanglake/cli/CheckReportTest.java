package org.jinyanglake.cli;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Quality;
import org.jinyanglake.quality.Collected;
import org.jinyanglake.quality.DatasetReport;
import org.jinyanglake.quality.Dimension;
import org.jinyanglake.quality.Example;
import org.jinyanglake.quality.Point;
import org.jinyanglake.quality.QualityReport;
import org.jinyanglake.quality.RuleReport;
import org.jinyanglake.testing.Browser;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code lake check} tells of a small lake. {@code health.clinics} has four days: on the third
 * and the fourth most beds are missing (an error) and a clinic is not in the list (a warning), on
 * the fourth a phone is too short (a row is refused). {@code market.codes} was wrong, and is right
 * since its second file, a newer snapshot; a third one cannot be read. Of {@code transport.stops}
 * nothing ever came. Then the title of {@code health.clinics} is corrected in its contract, and all
 * of it judged anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckReportTest {
  private static final Path FIRST = Path.of("src/test/resources/quality").toAbsolutePath();
  private static final String PHONE = "1770001234";
  private static final String HOSTILE = "health/clinics/4 <b onmouseover=alert(4)>\u202e.csv";
  private static final String BEDS = "Completeness \"beds\" > 0.5";
  private static final String CLINICS =
      "ColumnValues \"clinic\" in [\"东诊所\", \"西诊所\", \"<svg onload=alert(3)>\"]";
  private static final String LENGTH = "ColumnLength \"phone\" = 11";

  @TempDir private static Path root;
  private static Path schemas;
  private Path home;
  private TestLake lake;
  private Instant delivered;

  @BeforeAll
  void run() throws IOException {
    home = root.resolve("lake");
    schemas = root.resolve("schemas");
    FileUtils.copyDirectory(FIRST.toFile(), schemas.toFile());
    lake = TestLake.of(home, schemas, Observer.NONE).approved();
    clinics("health/clinics/1.csv", 1, "东诊所,5,17700012340", "西诊所,7,17700012341");
    clinics(
        "health/clinics/2.csv", 2, "东诊所,5,17700012340", "西诊所,,17700012341", "西诊所,6,17700012342");
    clinics("health/clinics/3.csv", 3, "东诊所,,17700012340", "北诊所,,17700012341", "西诊所,1,17700012342");
    lake.land("market/codes/1.csv", "code,label\nA,甲\nA,乙\n,丙\n");
    lake.run();
    clinics(
        HOSTILE,
        4,
        "东诊所,,17700012340",
        "北诊所,,17700012341",
        "西诊所,3," + PHONE,
        "西诊所,x,17700012343",
        "西诊所,3,17700012344");
    lake.land("market/codes/2.csv", "code,label\nA,甲\nB,乙\n");
    lake.land("market/codes/3.csv", "other\nA\n");
    delivered = Instant.now();
    lake.run();
    lake.close();
    Path clinics = schemas.resolve("health/clinics.yaml");
    Files.writeString(
        clinics,
        Files.readString(clinics)
            .replace(
                "name: clinics\n    businessName: 诊所", "name: clinics\n    businessName: 各诊所"));
    lake = TestLake.of(home, schemas, Observer.NONE).approved();
    lake.run();
  }

  private void clinics(String file, int day, String... rows) {
    StringBuilder csv = new StringBuilder("day,clinic,beds,phone\n");
    for (String row : rows) {
      csv.append("2024-03-0").append(day).append(',').append(row).append('\n');
    }
    lake.land(file, csv.toString());
  }

  @AfterAll
  void close() {
    lake.close();
  }

  private Call check(String... words) {
    return Call.lake(
        home, schemas, Stream.concat(Stream.of("check"), Stream.of(words)).toArray(String[]::new));
  }

  private DatasetReport of(String dataset, Duration later) {
    Contract contract = lake.contract(dataset);
    return Quality.of(lake.lake(), List.of(contract), delivered.plus(later)).datasets().get(0);
  }

  private DatasetReport clinics() {
    return of("health.clinics", Duration.ofHours(1));
  }

  private RuleReport rule(String text) {
    return clinics().rules().stream()
        .filter(each -> each.rule().equals(text))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anErrorIsToldSinceItsFirstFailingDayWithRowsAndWhoIsToDoWhat() {
    RuleReport beds = rule(BEDS);

    assertThat(beds.state()).isEqualTo(RuleReport.State.FAILED);
    assertThat(beds.zh()).isEqualTo("「床位」有值的行所占比例大于 50 %");
    assertThat(beds.series())
        .extracting(Point::period, Point::passed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("2024-03-01", true),
            org.assertj.core.groups.Tuple.tuple("2024-03-02", true),
            org.assertj.core.groups.Tuple.tuple("2024-03-03", false),
            org.assertj.core.groups.Tuple.tuple("2024-03-04", false));
    assertThat(beds.since()).isEqualTo("2024-03-03");
    assertThat(beds.failing()).isEqualTo(2);
    assertThat(Instant.parse(beds.firstSeen())).isBefore(delivered);
    assertThat(beds.rows()).isEqualTo(2 + 2);
    assertThat(beds.remedy().who()).startsWith("卫健委");
    assertThat(beds.remedy().zh()).contains("补全「床位」", "landing/health/clinics/*.csv");
    assertThat(beds.remedy().command()).isEqualTo("lake run health.clinics");
    assertThat(clinics().held()).containsOnlyKeys("day=2024-03-03", "day=2024-03-04");
  }

  @Test
  void anErrorAndAWarningTellRowsForWhichTheyFailOfTheLastDayFirst() {
    assertThat(rule(BEDS).examples())
        .extracting(Example::file, Example::line, Example::column)
        .containsExactly(
            tuple(HOSTILE, 2L, "beds"),
            tuple(HOSTILE, 3L, "beds"),
            tuple("health/clinics/3.csv", 2L, "beds"),
            tuple("health/clinics/3.csv", 3L, "beds"));
    assertThat(rule(CLINICS).examples())
        .extracting(Example::file, Example::line)
        .containsExactly(tuple(HOSTILE, 3L), tuple("health/clinics/3.csv", 3L));
    assertThat(rule(CLINICS).examples().get(0).text())
        .contains("\"clinic\":\"北诊所\"", "\"phone\":\"***\"");
    assertThat(check("health.clinics").out()).contains("北诊所");
  }

  @Test
  void rowsOfAPartitionThatIsRightNowAreKeptNoLonger() throws IOException {
    assertThat(of("market.codes", Duration.ZERO).rules().get(0).examples()).isEmpty();
    assertThat(kept("market/codes")).isEmpty();
    assertThat(kept("health/clinics"))
        .as("one file for each day that fails")
        .hasSize(2)
        .allMatch(CheckReportTest::isTheOwnersOnly);
  }

  private static boolean isTheOwnersOnly(Path file) {
    try {
      return Files.getPosixFilePermissions(file).equals(fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> kept(String dataset) throws IOException {
    Path folder = home.resolve("warehouse/raw/failing").resolve(dataset);
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  @Test
  void aRowRuleTellsItsRefusedRowsAlsoAfterASecondJudgementAndHidesWhatIsNotPublic() {
    RuleReport length = rule(LENGTH);

    assertThat(clinics().outdated()).isZero();
    assertThat(Instant.parse(length.firstSeen())).isBefore(Instant.parse(clinics().judgedAt()));
    assertThat(length.state()).isEqualTo(RuleReport.State.FAILED);
    assertThat(length.since()).isEqualTo("2024-03-04");
    assertThat(length.rows()).isEqualTo(1);
    assertThat(length.examples())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.file()).isEqualTo(HOSTILE);
              assertThat(each.line()).isEqualTo(4);
              assertThat(each.column()).isEqualTo("phone");
              assertThat(each.text()).contains("\"clinic\":\"西诊所\"", "\"phone\":\"***\"");
            });
    assertThat(clinics().collected().rules())
        .singleElement()
        .satisfies(each -> assertThat(each.rule()).isEqualTo("integer"));
  }

  @Test
  void scoresAreThoseOfTheFormulaAndWhatIsNotMeasuredHasNone() {
    var score = clinics().score().dimensions();

    // Clinics in the list 9 of 11 rows; rows that fit 12 of 13; files that fit all.
    assertThat(score.get(Dimension.CONFORMITY)).isEqualTo(91.3);
    // Rows there are, on all days; of 5 rows beds pass, of the 6 others 2 have them.
    assertThat(score.get(Dimension.COMPLETENESS)).isEqualTo(81.8);
    // Of 12 rows one phone is too short.
    assertThat(score.get(Dimension.ACCURACY)).isEqualTo(91.6);
    assertThat(score.get(Dimension.CONSISTENCY)).isNull();
    assertThat(score.get(Dimension.TIMELINESS)).isNull();
    assertThat(score.get(Dimension.ACCESSIBILITY)).isEqualTo(50);
    assertThat(
            of("health.clinics", Duration.ofHours(52))
                .score()
                .dimensions()
                .get(Dimension.TIMELINESS))
        .isEqualTo(50);
  }

  @Test
  void dataAreLateWhenFrequencyAndLatencyHavePassed() {
    assertThat(of("health.clinics", Duration.ofHours(25)).freshness().late()).isFalse();

    DatasetReport late = of("health.clinics", Duration.ofHours(50));

    assertThat(late.freshness().late()).isTrue();
    assertThat(late.freshness().lateHours()).isBetween(23L, 24L);
    assertThat(late.lateRemedy().en()).contains("landing/health/clinics/*.csv");
    assertThat(of("market.codes", Duration.ofDays(900)).freshness().late()).isFalse();
  }

  @Test
  void aTableWithoutDaysIsToldByItsJudgements() {
    DatasetReport codes = of("market.codes", Duration.ZERO);

    assertThat(codes.rules())
        .singleElement()
        .satisfies(
            unique -> {
              assertThat(unique.state()).isEqualTo(RuleReport.State.PASSED);
              assertThat(unique.series()).extracting(Point::passed).containsExactly(false, true);
            });
    assertThat(codes.fails()).isFalse();
  }

  @Test
  void ofASnapshotOnlyTheRowsOfTheOneThatHoldsAreToBeRepaired() {
    Collected collected = of("market.codes", Duration.ZERO).collected();

    assertThat(collected.rows()).isEqualTo(2);
    assertThat(collected.refused()).isZero();
    assertThat(collected.rules()).isEmpty();
    assertThat(collected.remedy()).isNull();
  }

  @Test
  void aFileThatWasRefusedHasARemedyOfItsOwn() {
    Collected collected = of("market.codes", Duration.ZERO).collected();

    assertThat(collected.files()).isEqualTo(3);
    assertThat(collected.refusedFiles())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.file()).isEqualTo("market/codes/3.csv");
              assertThat(each.remedy().en()).isEqualTo("correct the file and deliver it again");
            });
  }

  @Test
  void ofADatasetOfWhichNothingCameYetThatIsSaidAndNothingCountsAgainstIt() {
    DatasetReport stops = of("transport.stops", Duration.ofDays(900));

    assertThat(stops.freshness().late()).isFalse();
    assertThat(stops.score().dimensions().get(Dimension.TIMELINESS)).isNull();
    assertThat(check("transport.stops").code()).isZero();
    assertThat(check("transport.stops").out())
        .startsWith("nothing came yet: 公交公司: transport.stops: deliver as landing/");
  }

  @Test
  void whatIsWrongIsPrintedAndTheExitCodeIsOne() {
    Call call = check();

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.out())
        .contains("held back: health.clinics day=2024-03-04: " + BEDS + ": ")
        .contains(
            "failed error: health.clinics: " + BEDS, "33.33 %, 4 rows; since 2024-03-03, 2 times")
        .contains("failed row: health.clinics: " + LENGTH);
    assertThat(check("health.clinics").out())
        .contains("collected: 4 files, 0 refused; 13 rows, 1 refused", "  integer: 1 row");
    assertThat(check("market.codes").code()).isZero();
    assertThat(check("nothing.there").code()).isEqualTo(2);
    assertThat(check("--report", root.resolve("no/folder/q.html").toString()).code()).isEqualTo(2);
    assertThat(check("--report", root.toString()).code()).isEqualTo(2);
  }

  @Test
  void theJsonSaysTheSame() throws IOException {
    JsonNode json = check("--json").json();

    assertThat(json.at("/passed").asBoolean()).isFalse();
    assertThat(json.at("/datasets"))
        .extracting(each -> each.at("/dataset").asText())
        .containsExactly("health.clinics", "market.codes", "transport.stops");
    assertThat(json.at("/datasets/0/rules/0/rule").asText()).isEqualTo(BEDS);
    assertThat(json.at("/datasets/0/rules/0/state").asText()).isEqualTo("FAILED");
    assertThat(json.at("/datasets/0/score/dimensions/CONSISTENCY").isNull()).isTrue();
    assertThat(json.at("/providers"))
        .extracting(each -> each.at("/name").asText())
        .contains("公交公司");
    assertThat(json.at("/datasets/2/judgedAt").isMissingNode()).isTrue();
    assertThat(json.at("/datasets/0").fieldNames())
        .toIterable()
        .isSubsetOf(documented("docs/commands.md"));
  }

  /** All words in code font of a document. */
  private static List<String> documented(String file) throws IOException {
    return Pattern.compile("`[….]*([a-zA-Z]+)")
        .matcher(Files.readString(TestLake.PROJECT.resolve(file)))
        .results()
        .map(each -> each.group(1))
        .toList();
  }

  @Test
  void aRuleThatTheContractHasSinceThenIsNotJudgedYet() throws IOException {
    Path edited = root.resolve("edited/market");
    Files.createDirectories(edited);
    Files.writeString(
        edited.resolve("codes.yaml"),
        Files.readString(schemas.resolve("market/codes.yaml"))
            .replace("IsUnique \"code\"", "IsUnique \"code\", RowCount > 1"));

    Call call = Call.lake(home, edited.getParent(), "check", "market.codes", "--json");

    assertThat(call.code()).isZero();
    JsonNode codes = call.json().at("/datasets/0");
    assertThat(codes.at("/outdated").asInt()).isEqualTo(1);
    assertThat(codes.at("/rules/0/rule").asText()).isEqualTo("RowCount > 1");
    assertThat(codes.at("/rules/0/state").asText()).isEqualTo("UNJUDGED");
    assertThat(codes.at("/rules/0/remedy/command").asText())
        .isEqualTo("lake run market.codes --only check");
    assertThat(codes.at("/rules/1/state").asText()).isEqualTo("PASSED");
  }

  @Test
  void aContractThatIsWrongIsNamedAsLeftOut() throws IOException {
    Path wrong = root.resolve("wrong/market");
    Files.createDirectories(wrong);
    Files.writeString(wrong.resolve("codes.yaml"), "apiVersion: v3.1.0\n");

    assertThat(Call.lake(home, wrong.getParent(), "check").err())
        .contains("left out: ", "codes.yaml");
  }

  @Test
  void nothingThatIsNotPublicIsTold() throws IOException {
    Path page = root.resolve("secret.html");
    String all =
        check("--json").out()
            + check("health.clinics").out()
            + check("--report", page.toString()).out()
            + Files.readString(page);

    assertThat(all).contains("ColumnLength").doesNotContain(PHONE, "177000");
  }

  @Test
  void thePageShowsTextsAsTextsAndRunsAndLoadsNothing() throws Exception {
    Path page = root.resolve("quality.html");
    assertThat(check("--report", page.toString()).code()).isEqualTo(1);
    String html = Files.readString(page);

    assertThat(html)
        .contains("各诊所&lt;script&gt;alert(1)&lt;/script&gt;", "default-src 'none'")
        .contains("all times are those of " + lake.contract("health.clinics").zone())
        .contains("\\u202e", "拒收 1 个文件")
        .doesNotContain("<script", "<img", "onload=\"", "\u202e")
        .doesNotContainPattern("(src|href|action)=\"(?!#)")
        .doesNotContainPattern("<[^>]+ style=");

    Browser browser = Browser.in(Files.createDirectory(root.resolve("browser")));
    for (int width : List.of(1280, 390)) {
      Browser.Seen seen = browser.open(page, width, 1600);

      assertThat(seen.console()).isEmpty();
      assertThat(seen.dom()).contains("迟交", "从未收到数据").doesNotContainPattern("<[^>]* on[a-z]+=");
      assertThat(seen.dom().split("<polyline")).hasSizeGreaterThan(4);
    }
  }

  @Test
  void anEmptyListOfContractsHasAPage() {
    assertThat(QualityReport.of(List.of(), delivered).passed()).isTrue();
    assertThat(
            org.jinyanglake.quality.ReportPage.of(
                QualityReport.of(List.of(), delivered), java.time.ZoneOffset.UTC))
        .contains("没有数据集");
  }
}
