package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a small lake: two days of bicycle counts, some of them broken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookingVerbsTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:transport:bicycles
      name: bicycles
      version: 1.0.0
      status: active
      domain: transport
      tenant: 测试市
      description: {purpose: 自行车计数, limitations: 无, usage: 可自由使用}
      servers:
        - {server: landing, type: local, path: transport/bicycles/*.csv, format: csv}
      schema:
        - name: bicycles
          businessName: 自行车计数
          physicalType: table
          customProperties:
            - {property: openingType, value: unconditional}
            - {property: grade, value: general-1}
            - {property: legalBasis, value: 条例 第八条}
            - {property: provider, value: 测试局}
          properties:
            - name: day
              logicalType: date
              partitioned: true
              required: true
              classification: public
              customProperties: [{property: open, value: {technique: keep}}]
            - name: street
              businessName: 街道
              logicalType: string
              required: true
              classification: public
              customProperties: [{property: open, value: {technique: keep}}]
            - name: bicycles
              businessName: 数量
              logicalType: integer
              classification: public
              customProperties: [{property: open, value: {technique: keep}}]
          quality:
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "bicycles" > -100 ]'}
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      """;

  private static final String FIRST = "transport/bicycles/2024-03-04.csv";

  @TempDir static Path folder;

  private Path home;
  private Path schemas;
  private TestLake lake;
  private Summary summary;

  @BeforeAll
  void run() throws IOException {
    home = folder.resolve("lake");
    schemas = Files.createDirectories(folder.resolve("schemas"));
    Files.createDirectory(schemas.resolve("transport"));
    Files.writeString(schemas.resolve("transport/bicycles.yaml"), CONTRACT);
    lake = TestLake.of(home, schemas, Observer.NONE).approved();
    lake.land(
        FIRST,
        """
        day,street,bicycles
        2024-03-04,晋祠路,12
        2024-03-04,=1+2,-5
        2024-03-04,滨河路,many
        2024-03-04,府西街,-300
        """);
    lake.land("transport/bicycles/2024-03-05.csv", "day,street,bicycles\n2024-03-05,晋祠路,7\n");
    summary = lake.run();
  }

  @AfterAll
  void close() {
    lake.close();
  }

  private Call lake(String... words) {
    return lake(home, words);
  }

  private Call lake(Path where, String... words) {
    return Call.lake(where, schemas, words);
  }

  // status

  @Test
  void statusTellsWhatIsStoredRefusedAndReleased() throws IOException {
    JsonNode status = lake("status", "--json").json().at("/datasets/0");

    assertThat(status.at("/dataset").asText()).isEqualTo("transport.bicycles");
    assertThat(status.at("/stored").asLong()).isEqualTo(4);
    assertThat(status.at("/refused").asLong()).isEqualTo(2);
    assertThat(status.at("/released/open").asInt()).isEqualTo(2);
    assertThat(status.at("/approval").asText()).isEmpty();
    assertThat(lake("status").out()).contains("transport.bicycles", "unconditional", "open: 2");
  }

  @Test
  void statusOfAnEmptyLakeSaysWhatToDo(@TempDir Path empty) {
    Call call = lake(empty, "status");

    assertThat(call.code()).isZero();
    assertThat(call.out().lines())
        .singleElement()
        .asString()
        .contains("is empty", "lake run", "lake demo");
  }

  @Test
  void runOfAnEmptyLakeSaysWhereFilesAreExpected(@TempDir Path empty) {
    Call call = lake(empty, "run");

    assertThat(call.code()).isZero();
    assertThat(call.out())
        .startsWith("the lake at " + empty + " is empty: put files into ")
        .contains(empty.resolve("landing").toString(), "nothing to do: 1 dataset");
  }

  @Test
  void everyLookingVerbSaysThatThereIsNoLake(@TempDir Path none) {
    for (String verb : List.of("status", "portal", "verify")) {
      Call call = lake(none.resolve("nowhere"), verb);
      assertThat(call.code()).isEqualTo(2);
      assertThat(call.err()).startsWith("lake: no lake at ").hasLineCount(1);
    }
  }

  // sql

  @Test
  void timesAreShownInTheZoneThatIsAskedFor() {
    String query = "SELECT timestamp'2024-03-04 09:00:00+08:00' AS a, 1 AS b, 2 AS b";

    assertThat(lake("sql", query).out()).contains("2024-03-04 09:00:00  1");
    assertThat(lake("sql", query, "--format", "csv", "--timezone", "UTC").out())
        .isEqualToNormalizingNewlines("a,b,b\n2024-03-04 01:00:00,1,2\n");
  }

  // refused

  @Test
  void refusedNamesFileLineColumnReasonAndNoValue() throws IOException {
    Call call = lake("refused", "transport.bicycles");

    assertThat(call.out()).startsWith("transport.bicycles: 2 rows and 0 files refused\n");
    assertThat(call.out()).doesNotContain("many", "-300");
    JsonNode rows = lake("refused", "transport.bicycles", "--json").json().at("/rows");
    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/line").asLong()).as("refused by collection").isEqualTo(4);
    assertThat(rows.at("/0/column").asText()).isEqualTo("bicycles");
    assertThat(rows.at("/1/line").asLong()).as("refused by a check").isEqualTo(5);
    assertThat(rows.at("/1/rule").asText()).contains("-100");
  }

  @Test
  void refusedShowsTheRecordsOnlyWhenAskedTo() {
    assertThat(lake("refused", "transport.bicycles", "--text").out())
        .contains("{\"day\":\"2024-03-04\",\"street\":\"滨河路\",\"bicycles\":\"many\"}");
  }

  @Test
  void refusedWritesThoseOfCollectionToACsvFile(@TempDir Path out) throws IOException {
    Path csv = out.resolve("refused.csv");

    lake("refused", "transport.bicycles", "--limit", "0", "--csv", csv.toString());

    assertThat(csv).content().hasLineCount(2).startsWith("_refused,_reason,_record,day,street,");
  }

  // trace

  @Test
  void traceGoesFromAPartitionToItsFilesAndBack() throws Exception {
    JsonNode there =
        lake("trace", "transport.bicycles", "--partition", "day=2024-03-04", "--json").json();

    assertThat(there.at("/releases/0/zone").asText()).isEqualTo("open");
    assertThat(there.at("/releases/0/approver").asText()).isEqualTo("wang.jianguo");
    assertThat(there.at("/releases/0/contract").asText())
        .isEqualTo(lake.contract("transport.bicycles").hash());
    assertThat(there.at("/files")).hasSize(1);
    assertThat(there.at("/files/0/file").asText()).isEqualTo(FIRST);
    assertThat(there.at("/files/0/sha256").asText())
        .isEqualTo(sha256(home.resolve("landing").resolve(FIRST)));
    assertThat(there.at("/files/0/here").asLong()).as("rows left by the check").isEqualTo(2);

    JsonNode back = lake("trace", "transport.bicycles", "--file", FIRST, "--json").json();

    assertThat(back.at("/partitions/day=2024-03-04").asLong()).isEqualTo(2);
    assertThat(back.at("/releases/0/certificate").asText())
        .isEqualTo(there.at("/releases/0/certificate").asText());
  }

  @Test
  void traceOfWhatThereIsNotSaysWhatThereIs() {
    Call call = lake("trace", "transport.bicycles", "--partition", "day=2024-03-06");

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err())
        .isEqualTo(
            "lake: transport.bicycles has no partition 'day=2024-03-06': it has 2,"
                + " from 'day=2024-03-04' to 'day=2024-03-05'\n");
  }

  // sql

  @Test
  void sqlReadsTheZoneInTheFormAskedFor() {
    String query = "SELECT street, bicycles FROM transport.bicycles ORDER BY day, bicycles";

    assertThat(lake("sql", query).out())
        .isEqualTo(
            """
            street  bicycles
            ──────  ────────
            =1+2          -5
            晋祠路        12
            晋祠路         7
            3 rows
            """);
    assertThat(lake("sql", query, "--format", "csv").out().lines())
        .containsExactly("street,bicycles", "'=1+2,-5", "晋祠路,12", "晋祠路,7");
    assertThat(lake("sql", query, "--format", "json", "--limit", "1").out())
        .isEqualTo("{\"street\":\"=1+2\",\"bicycles\":-5}\n");
    assertThat(lake("sql", "SELECT count(*) FROM open.transport.bicycles").code()).isZero();
    assertThat(lake("sql", "SHOW TABLES").out()).contains("transport.bicycles");
    assertThat(lake("sql", "DESCRIBE transport.bicycles").out()).contains("street", "string");
  }

  @Test
  void sqlReachesNothingButTheTablesOfTheZone() {
    String landed = home.resolve("landing").resolve(FIRST).toString();
    for (String sql :
        List.of(
            "SELECT * FROM raw.transport.bicycles",
            "SELECT * FROM transport.bicycles.snapshots",
            "SELECT * FROM transport.nothing",
            "SELECT * FROM csv.`" + landed + "`",
            "SELECT * FROM audit.records")) {
      Call call = lake("sql", sql);
      assertThat(call.code()).as(sql).isEqualTo(2);
      assertThat(call.err())
          .as(sql)
          .hasLineCount(1)
          .startsWith("lake: the open zone has no table ")
          .endsWith("there are transport.bicycles\n");
    }
  }

  @Test
  void sqlRefusesAllThatIsNoReading() {
    for (String sql :
        List.of(
            "SET spark.sql.runSQLOnFiles=true",
            "ADD JAR '/tmp/x.jar'",
            "DROP TABLE transport.bicycles",
            "INSERT INTO transport.bicycles VALUES (DATE'2024-03-06', 'x', 1)",
            "WITH x AS (SELECT 1) INSERT INTO transport.bicycles SELECT * FROM x",
            "CREATE TABLE open.transport.x AS SELECT 1",
            "CREATE TEMPORARY VIEW x AS SELECT 1",
            "CREATE TEMPORARY FUNCTION f AS 'java.lang.Runtime'",
            "DESCRIBE EXTENDED transport.bicycles",
            "SELECT TRANSFORM(street) USING 'cat' AS (x) FROM transport.bicycles",
            "SELECT (SELECT max(x) FROM (SELECT TRANSFORM(1) USING 'cat' AS (x)))",
            "SELECT reflect('java.lang.System', 'getenv', 'PATH')",
            "SELECT java_method('java.lang.System', 'getenv', 'PATH')",
            "SELECT street FRM transport.bicycles",
            "SELECT strete FROM transport.bicycles")) {
      Call call = lake("sql", sql);
      assertThat(call.code()).as(sql + call).isEqualTo(2);
      assertThat(call.err()).as(sql).startsWith("lake: ").hasLineCount(1);
      assertThat(call.out()).as(sql).isEmpty();
    }
    assertThat(lake("sql", "SELECT '${env:PATH}' AS x", "--format", "csv").out().lines())
        .as("settings and environment are not read")
        .containsExactly("x", "${env:PATH}");
  }

  @Test
  void sqlUnfoldsTheLedger() {
    assertThat(
            lake(
                    "sql",
                    "--zone",
                    "ledger",
                    "SELECT partition, certificate.approval.approver FROM releases ORDER BY 1",
                    "--format",
                    "csv")
                .out()
                .lines())
        .containsExactly(
            "partition,approver", "day=2024-03-04,wang.jianguo", "day=2024-03-05,wang.jianguo");
    assertThat(
            lake(
                    "sql",
                    "--zone",
                    "ledger",
                    "SELECT (SELECT count(*) FROM files) f, (SELECT sum(rows) FROM refused) r,"
                        + " (SELECT count(*) FROM approvals) a, (SELECT count(*) FROM runs) n,"
                        + " (SELECT count(*) > 0 FROM rule_results) c,"
                        + " (SELECT sum(value) FROM measures WHERE metric = 'RowCount') m",
                    "--format",
                    "csv")
                .out()
                .lines())
        .containsExactly("f,r,a,n,c,m", "2,2,1,1,true,ROWS");
  }

  // export

  @Test
  void exportWritesSpreadsheetSafeCsvWithChecksums(@TempDir Path out) throws Exception {
    Path target = out.resolve("export");

    Call call = lake("export", "transport.bicycles", "--format", "csv", "--out", target.toString());

    assertThat(call.code()).as(call.err()).isZero();
    assertThat(target.resolve("bicycles.csv"))
        .content()
        .contains("2024-03-04,'=1+2,-5")
        .contains("2024-03-05,晋祠路,7");
    assertThat(Files.readAllLines(target.resolve("SHA256SUMS")))
        .contains(sha256(target.resolve("bicycles.csv")) + "  bicycles.csv");
    JsonNode metadata = new ObjectMapper().readTree(target.resolve("metadata.json").toFile());
    assertThat(metadata.at("/rows").asLong()).isEqualTo(3);
    assertThat(metadata.at("/usage").asText()).isEqualTo("可自由使用");
    try (var left = Files.list(out)) {
      assertThat(left).containsExactly(target);
    }
  }

  @Test
  void exportReplacesAFolderOnlyByForce(@TempDir Path out) {
    String[] words = {"export", "transport.bicycles", "--format", "json", "--out", out.toString()};

    Call refused = lake(words);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("is there already", "--force");
    List<String> forced = new ArrayList<>(List.of(words));
    forced.add("--force");
    assertThat(lake(forced.toArray(String[]::new)).code()).isZero();
    assertThat(out.resolve("bicycles.jsonl"))
        .content()
        .hasLineCount(3)
        .contains("{\"day\":\"2024-03-04\",\"street\":\"=1+2\",\"bicycles\":-5}\n");
  }

  @Test
  void exportWritesADeltaTableThatTheOldestReadersRead(@TempDir Path out) throws IOException {
    Path target = out.resolve("delta");

    Call call =
        lake("export", "transport.bicycles", "--format", "delta", "--out", target.toString());

    assertThat(call.code()).as(call.err()).isZero();
    Path log = target.resolve("_delta_log/00000000000000000000.json");
    assertThat(log).content().contains("\"minReaderVersion\":1,\"minWriterVersion\":2");
    try (var files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("nothing beside the table but what others need")
          .allMatch(name -> name.matches("_delta_log|metadata.json|SHA256SUMS|day=.*|part-.*"));
    }
    SparkSession reader = SharedSpark.session().newSession();
    reader.conf().set("spark.databricks.delta.requiredSparkConfsCheck.enabled", "false");
    SparkSession.setActiveSession(reader); // of which Delta asks its settings
    try {
      assertThat(reader.read().format("delta").load(target.toString()).count()).isEqualTo(3);
    } finally {
      SparkSession.setActiveSession(SharedSpark.session());
    }
  }

  @Test
  void exportWritesAWorkbookWithTypedCells(@TempDir Path out) throws IOException {
    Path target = out.resolve("xlsx");

    assertThat(
            lake("export", "transport.bicycles", "--format", "xlsx", "--out", target.toString())
                .code())
        .isZero();
    try (ReadableWorkbook book = new ReadableWorkbook(target.resolve("bicycles.xlsx").toFile())) {
      var rows = book.getFirstSheet().read();
      assertThat(rows).hasSize(4);
      assertThat(rows.get(0).getCellText(1)).isEqualTo("street");
      assertThat(rows.stream().skip(1).map(row -> row.getCellAsNumber(2).orElseThrow().intValue()))
          .containsExactlyInAnyOrder(12, -5, 7);
      assertThat(rows.stream().map(row -> row.getCellText(1))).contains("=1+2");
    }
  }

  @Test
  void exportLetsNothingOutOfTheRawZone(@TempDir Path out) {
    Call call =
        lake(
            "export",
            "transport.bicycles",
            "--zone",
            "raw",
            "--format",
            "csv",
            "--out",
            out.resolve("x").toString());

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("nothing leaves the raw zone");
    assertThat(out.resolve("x")).doesNotExist();
  }

  // portal

  @Test
  void portalWritesThePagesAndSaysWhereTheyAre() throws IOException {
    Call call = lake("portal");

    Path index = home.resolve("portal/index.html");
    assertThat(call.code()).isZero();
    assertThat(call.out()).isEqualTo("1 dataset: open " + index.toUri() + "\n");
    assertThat(index).content().contains("自行车计数", "测试局");
    assertThat(lake("portal", "--json").json().at("/datasets").asInt()).isEqualTo(1);
  }

  @Test
  void portalRefusesAFolderThatHoldsOtherFiles(@TempDir Path out) throws IOException {
    Files.writeString(out.resolve("thesis.txt"), "mine");

    Call call = lake("portal", "--out", out.toString());

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err())
        .isEqualTo(
            "lake: " + out + " holds other files: name an empty or a new folder for the portal\n");
  }

  @Test
  void portalOfAnEmptyLakeSaysSo(@TempDir Path empty) {
    Call call = lake(empty, "portal");

    assertThat(call.code()).isZero();
    assertThat(call.out()).startsWith("nothing is released yet");
  }

  // verify

  @Test
  void verifyFindsNothingWrongWithWhatTheRunLeft() {
    Call call = lake("verify", "--head", summary.head());

    assertThat(call.code()).as(call.out() + call.err()).isZero();
    assertThat(call.out())
        .startsWith("all is well: ")
        .contains("2 certificates, 2 files verified")
        .endsWith("head " + summary.head() + "\n");
  }

  @Test
  void verifyNamesAPublishedFileOfWhichOneBitChanged() throws IOException {
    Path file = first(home.resolve("warehouse/open/transport/bicycles/data"), ".parquet");
    byte[] bytes = Files.readAllBytes(file);
    byte[] changed = bytes.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(file, changed);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    try {
      Call call = lake("verify");

      assertThat(call.code()).isEqualTo(1);
      assertThat(call.out()).contains(file.getFileName() + ": is not what was certified");
    } finally {
      Files.write(file, bytes);
    }
  }

  @Test
  void verifyNamesEvidenceThatWasEdited() throws IOException {
    Table table =
        lake.lake()
            .version(Zone.OPEN, new DatasetName("transport", "bicycles"))
            .orElseThrow()
            .table();
    String name = table.currentSnapshot().summary().get("lake.evidence").split("#", 2)[0] + ".json";
    Path file = home.resolve("warehouse/ledger/evidence").resolve(name);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("wang.jianguo", "zhang.san"));
    try {
      Call call = lake("verify");

      assertThat(call.code()).isEqualTo(1);
      assertThat(call.out()).contains(name + " was altered");
    } finally {
      Files.writeString(file, text);
    }
  }

  @Test
  void verifyNamesCertificatesThatAnotherKeySigned() {
    Call call =
        lake(
            "verify",
            "--public-key",
            HexFormat.of().formatHex(Certificate.publicKey(new byte[32])));

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.out()).contains("was not signed by the lake's key");
  }

  @Test
  void verifySeesThatTheEndOfTheChainWasCutOffWhenTheHeadWasKept() {
    Table ledger =
        lake.lake()
            .catalog(Zone.LEDGER)
            .loadTable(org.apache.iceberg.catalog.TableIdentifier.of("audit", "records"));
    long last = ledger.currentSnapshot().snapshotId();
    ledger.manageSnapshots().rollbackTo(ledger.currentSnapshot().parentId()).commit();
    try {
      Call call = lake("verify", "--head", summary.head());

      assertThat(call.code()).isEqualTo(1);
      assertThat(call.out()).contains("no record has the expected head " + summary.head());
    } finally {
      ledger.manageSnapshots().setCurrentSnapshot(last).commit();
    }
  }

  private static Path first(Path folder, String end) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().findFirst().orElseThrow();
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
