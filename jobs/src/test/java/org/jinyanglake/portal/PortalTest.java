package org.jinyanglake.portal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Publications;
import org.jinyanglake.testing.Browser;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The portal of a small town, seen in a real browser: {@code environment.readings} is open to all,
 * {@code health.visits} conditionally, {@code police.cases} is closed, {@code city.pulse} has one
 * row a day. On 2 March nothing is delivered, on the 3rd there are too few patients, and on the 4th
 * there is no reading.
 */
class PortalTest {
  private static final Path SCHEMAS = Path.of("src/test/resources/portal").toAbsolutePath();
  private static final Instant BUILT = Instant.parse("2024-03-06T00:30:00Z");
  private static final int LAKE_BLUE = 0x12667F; // --lake in portal.css

  @TempDir private static Path root;
  private static TestLake town;
  private static Publications published;
  private static Path portal;

  @BeforeAll
  static void release() throws IOException {
    town = TestLake.of(root.resolve("home"), SCHEMAS, Observer.NONE);
    deliver(1, 12, true);
    deliver(3, 6, true);
    deliver(4, 14, false);
    deliver(5, 16, true);
    town.land("police/cases/1.csv", "day,case_id\n2024-03-01,X1\n");
    town.approved().run();
    published = Publications.of(town.lake(), town.contracts());
    portal = root.resolve("portal");
    Portal.of(published.publications(), BUILT).writeTo(portal);
  }

  private static void deliver(int day, int patients, boolean readings) {
    String date = "2024-03-0" + day;
    StringBuilder visits = new StringBuilder("day,visit_id,patient_id,sex,cost\n");
    for (int i = 0; i < patients; i++) {
      visits.append("%s,V%d-%d,P%d,%s,31.50%n".formatted(date, day, i, i, i % 2 == 0 ? "男" : "女"));
    }
    town.land("health/visits/" + date + ".csv", visits.toString());
    if (readings) {
      town.land(
          "environment/readings/" + date + ".csv",
          "day,station,pm25\n%s,S%d,%d\n".formatted(date, day, 30 + day));
    }
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @Test
  void theIndexNamesWhatIsReleasedWithItsFreshnessRowsAndCertificates() throws Exception {
    assertThat(published.problems()).isEmpty();
    assertThat(text("index.html"))
        .contains("小镇公共数据开放", "数据集 3 无条件开放 2 有条件开放 1 数据行 55 开放证书 11")
        .containsPattern(
            "就诊记录 health.visits 门诊就诊记录 有条件开放 小镇医院 2024-03-05 \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d 48 4 张 [0-9a-f]{8} ");
  }

  @Test
  void ofAClosedDatasetThereIsNoTrace() throws Exception {
    for (Map.Entry<String, String> file : files().entrySet()) {
      assertThat(file.getKey()).doesNotContain("police", "cases");
      if (!file.getKey().startsWith("assets/")) {
        assertThat(file.getValue()).doesNotContain("police", "治安");
      }
    }
  }

  @Test
  void thePageOfAnOpenDatasetSaysHowToReadItWithSeveralTools() throws Exception {
    String page = text("open/city.pulse.html");

    Matcher metadata = Pattern.compile("iceberg_scan\\('file:(\\S+)'\\)").matcher(page);
    assertThat(metadata.find()).isTrue();
    assertThat(Path.of(metadata.group(1))).exists();
    assertThat(page)
        .contains(
            "uri=\"sqlite:///" + root.resolve("home/catalog/open.db") + "\"",
            "init_catalog_tables=\"false\"",
            "SELECT * FROM open.city.pulse LIMIT 10",
            "scripts/lake export city.pulse --format csv");
  }

  @Test
  void thePageOfAConditionalDatasetSaysHowToApplyAndNotWhereItIs() throws Exception {
    String page = text("conditional/health.visits.html");

    assertThat(page)
        .contains("向 小镇医院 提出申请", "首席数据官 officer 核准")
        .contains("就诊人 patient_id 文本 替换为不可还原的代码，同值同码", "费用 cost 数值（10 位，小数 2 位） 取整到 10 的倍数")
        .doesNotContain("visit_id", root.toString(), "iceberg_scan", "jdbc:");
  }

  @Test
  void thePageListsThePartitionsWithTheirCertificatesTheNewestFirst() throws Exception {
    Publication visits = publication("health.visits");

    assertThat(visits.newest())
        .extracting(Publication.Partition::label, Publication.Partition::rows)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("2024-03-05", 16L),
            org.assertj.core.groups.Tuple.tuple("2024-03-04", 14L),
            org.assertj.core.groups.Tuple.tuple("2024-03-03", 6L),
            org.assertj.core.groups.Tuple.tuple("2024-03-01", 12L));
    assertThat(read("conditional/health.visits.html"))
        .contains(visits.newest().stream().map(Publication.Partition::certificate).toList());
  }

  @Test
  void theDashboardNamesWhySomeFigureIsMissing() throws Exception {
    String page = text("dashboards/city.pulse.html");

    assertThat(page)
        .contains("全部数字取自同一数据快照 " + publication("city.pulse").snapshot())
        .contains("就诊人次 16 ▲ 2（+14.3%） 细颗粒物 微克每立方米 35 ")
        .contains(
            "日期 就诊人次 细颗粒物 "
                + "2024-03-05 16 35 "
                + "2024-03-04 14 无数据 "
                + "2024-03-03 小数抑制 小数抑制 "
                + "2024-03-02 无数据 无数据 "
                + "2024-03-01 12 31 ");
  }

  @Test
  void aBrowserDrawsTheChartsWithoutComplaint() throws Exception {
    Browser browser = Browser.in(Files.createDirectory(root.resolve("charts")));

    for (int width : List.of(1280, 390)) {
      Browser.Seen seen = browser.open(portal.resolve("dashboards/city.pulse.html"), width, 1600);

      assertThat(seen.console()).isEmpty();
      assertThat(seen.dom()).contains("<title>小镇运行态势 · 小镇公共数据开放</title>");
      assertThat(seen.dom().split("<canvas")).hasSize(1 + 2);
      // Three bars of visits, and the line of readings.
      assertThat(seen.pixels(LAKE_BLUE)).isGreaterThan(8_000);
    }
  }

  @Test
  void textsOfContractsStayTextsInABrowser() throws Exception {
    Browser browser = Browser.in(Files.createDirectory(root.resolve("texts")));

    for (String page : List.of("index.html", "open/environment.readings.html")) {
      Browser.Seen seen = browser.open(portal.resolve(page), 1280, 1600);

      assertThat(seen.console()).isEmpty();
      assertThat(seen.dom())
          .contains("空气质量&lt;svg onload=alert(1)&gt;")
          .doesNotContain("<title>pwned", "<img", "<svg")
          .doesNotContainPattern("<[^>]* onmouseover=")
          .doesNotContainPattern("(href|src)=\"javascript:");
    }
  }

  @Test
  void searchEnginesReadTheTextsAsTheyAre() throws Exception {
    Matcher island =
        Pattern.compile("<script type=\"application/ld\\+json\">(.*?)</script>")
            .matcher(read("open/environment.readings.html"));
    assertThat(island.find()).isTrue();

    JsonNode dataset = new ObjectMapper().readTree(island.group(1));

    assertThat(dataset.get("@type").asText()).isEqualTo("Dataset");
    assertThat(dataset.get("description").asText())
        .isEqualTo("空气读数</script><img src=x onerror=\"document.title='pwned'\">");
    assertThat(dataset.get("temporalCoverage").asText()).isEqualTo("2024-03-01/2024-03-05");
  }

  @Test
  void theCatalogueForMachinesHoldsThemAll() throws Exception {
    JsonNode catalog = new ObjectMapper().readTree(read("catalog.jsonld"));

    assertThat(catalog.get("dcat:dataset"))
        .extracting(dataset -> dataset.get("dct:identifier").asText())
        .containsExactly(
            "urn:town:city:pulse", "urn:town:environment:readings", "urn:town:health:visits");
    JsonNode visits = catalog.get("dcat:dataset").get(2);
    assertThat(visits.at("/dct:accessRights/@id").asText()).endsWith("/access-right/RESTRICTED");
    assertThat(visits.at("/dct:accrualPeriodicity/@id").asText()).endsWith("/frequency/DAILY");
    assertThat(visits.at("/dct:publisher/foaf:name").asText()).isEqualTo("小镇医院");
    assertThat(portal.resolve(visits.at("/dcat:landingPage/@id").asText())).exists();
  }

  @Test
  void aPageLoadsNothingFromElsewhereAndRunsNothingOfItsOwn() throws Exception {
    for (Map.Entry<String, String> file : files().entrySet()) {
      if (file.getKey().endsWith(".html")) {
        assertThat(file.getValue())
            .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'")
            .doesNotContainPattern("(src|href|action)=\"([a-z]+:|//)")
            .doesNotContainPattern("<script(?! src=\"| type=\"application/(ld\\+)?json\")")
            .doesNotContainPattern("<[^>]+ style=");
      }
    }
  }

  @Test
  void equalLakesGiveEqualPages() throws Exception {
    Path again = root.resolve("again");

    Portal.of(Publications.of(town.lake(), town.contracts()).publications(), BUILT).writeTo(again);

    try (Stream<Path> files = Files.walk(portal)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(again.resolve(portal.relativize(file))).hasSameBinaryContentAs(file));
    }
  }

  @Test
  void whatNobodyApprovedIsNotShown() throws Exception {
    Contracts edited =
        edited("purpose: 小镇每日一行", "purpose: 尚未批准", "version: 1.0.0", "version: 1.1.0");

    assertThat(Publications.of(town.lake(), edited).publications())
        .filteredOn(each -> each.contract().dataset().name().equals("pulse"))
        .singleElement()
        .satisfies(each -> assertThat(each.contract().purpose()).isEqualTo("小镇每日一行"));
  }

  @Test
  void aDatasetThatIsClosedNowIsNotShownAlthoughItWasReleased() throws Exception {
    Contracts edited =
        edited("value: unconditional", "value: closed", "technique: keep", "technique: suppress");

    assertThat(Publications.of(town.lake(), edited).publications())
        .extracting(each -> each.contract().dataset().toString())
        .containsExactly("environment.readings", "health.visits");
  }

  @Test
  void anEmptyLakeHasAPortalThatSaysSo() throws Exception {
    Path empty = root.resolve("empty");

    Portal.of(List.of(), BUILT).writeTo(empty);

    assertThat(empty.resolve("index.html")).content().contains("暂无已开放的数据集");
  }

  /** The contracts, that of {@code city.pulse} with some words replaced. */
  private static Contracts edited(String... words) throws IOException {
    Path folder = Files.createTempDirectory(root, "schemas");
    try (Stream<Path> files = Files.walk(SCHEMAS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        for (int i = 0; file.endsWith("pulse.yaml") && i < words.length; i += 2) {
          text = text.replace(words[i], words[i + 1]);
        }
        Path copy = folder.resolve(SCHEMAS.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, text);
      }
    }
    Contracts contracts = Contracts.read(folder);
    assertThat(contracts.problems()).isEmpty();
    assertThat(contracts.contract(DatasetName.parse("city.pulse"))).isPresent();
    return contracts;
  }

  private static Publication publication(String dataset) {
    return published.publications().stream()
        .filter(each -> each.contract().dataset().toString().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static String read(String page) throws IOException {
    return Files.readString(portal.resolve(page));
  }

  /** A page's text as one line. */
  private static String text(String page) throws IOException {
    return read(page)
        .replaceAll("<[^>]+>", " ")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ");
  }

  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(portal)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        boolean text = !file.toString().endsWith(".png");
        files.put(
            portal.relativize(file).toString(),
            text ? Files.readString(file) : Files.readString(file, ISO_8859_1));
      }
    }
    return files;
  }
}
