package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may change in files by itself (property {@code drift}), and what becomes of it. */
class DriftTest {
  private static final String METERS = "utilities.meters";
  private static final String TOTALS = "utilities.totals";

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:utilities:meters
      name: meters
      version: 1.0.0
      status: active
      domain: utilities
      tenant: 太原市
      description: {purpose: 抄表, limitations: 无, usage: 测试}
      servers:
        - {server: landing, type: local, path: "utilities/meters/*.csv", format: csv}
      schema:
        - name: meters
          physicalType: table
          customProperties:
            - {property: openingType, value: unconditional}
            - {property: grade, value: general-1}
            - {property: loadMode, value: upsert}
            - {property: orderColumn, value: read_on}
            - {property: drift, value: {newColumn: add, widening: allow}}
          properties:
            - {name: meter, logicalType: string, required: true, primaryKey: true, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: read_on, logicalType: date, required: true, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: litres, logicalType: integer, physicalType: int, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: fee, logicalType: number, physicalType: "decimal(5,2)", classification: public, customProperties: [{property: open, value: {technique: round, to: 1}}]}
          quality:
            - {type: custom, engine: deequ, severity: row, implementation: 'Rules = [ ColumnValues "litres" >= 0 ]'}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  private static final String DERIVED =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:utilities:totals
      name: totals
      version: 1.0.0
      status: active
      domain: utilities
      tenant: 太原市
      description: {purpose: 合计, limitations: 无, usage: 测试}
      servers:
        - server: lake
          type: custom
          customProperties: [{property: sql, value: 'SELECT count(1) AS meters, sum(litres) AS litres FROM (SELECT * FROM utilities.meters)'}]
      schema:
        - name: totals
          physicalType: table
          customProperties:
            - {property: openingType, value: closed}
            - {property: grade, value: general-1}
          properties:
            - {name: meters, logicalType: integer, classification: public}
            - {name: litres, logicalType: integer, classification: public}
      team: {members: [{username: officer, role: chiefDataOfficer}, {username: steward, role: steward}]}
      """;

  @TempDir Path folder;

  private TestLake lake(String contract) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/utilities"));
    Files.writeString(schemas.resolve("meters.yaml"), contract);
    Files.writeString(schemas.resolve("totals.yaml"), DERIVED);
    return TestLake.of(folder.resolve("home"), schemas.getParent(), Observer.NONE).approved();
  }

  private static Outcome outcome(Summary summary, String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static Version raw(TestLake lake) {
    return lake.lake().version(Zone.RAW, DatasetName.parse(METERS)).orElseThrow();
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.orderBy("meter").collectAsList().stream().map(Row::toString).toList();
  }

  private static List<String> added(TestLake lake) {
    return lake
        .engine()
        .whole(raw(lake))
        .orderBy("meter")
        .select("meter", Lineage.ADDED)
        .collectAsList()
        .stream()
        .map(row -> row.get(0) + " " + (row.isNullAt(1) ? "" : new TreeMap<>(row.getJavaMap(1))))
        .toList();
  }

  @Test
  void cellsOfUnknownColumnsAreKeptInRawAndSeenByNobodyUntilTheContractNamesThem()
      throws IOException {
    try (TestLake lake = lake(CONTRACT)) {
      lake.land(
          "utilities/meters/1.csv",
          "meter,read_on,litres,fee,备注,,flat no\nA,1899-01-01,5,1.40,\"坏,\"\"修\"\"\",x,7\n"
              + "B,1899-01-01,6,1.50,,,\nC,1899-01-01,-1,1.00,退,,\n");
      lake.land("utilities/meters/2.csv", "meter,read_on,litres,fee\nD,1899-01-01,7,2.00\n");

      Outcome first = outcome(lake.run(), METERS);

      assertThat(added(lake)).containsExactly("A {column 6=x, flat no=7, 备注=坏,\"修\"}", "B ", "D ");
      assertThat(first.notes())
          .containsExactly(
              "utilities/meters/1.csv: not in the contract, kept in _added: 备注, flat no; to collect"
                  + " it add to properties - {name: …, physicalName: 备注, logicalType: string,"
                  + " classification: …}");
      JsonNode fact = lake.lake().evidence().read(collected(lake)).at("/facts/file/0");
      assertThat(fact.get("added")).extracting(JsonNode::asText).containsExactly("flat no", "备注");
      assertThat(lake.rows(Zone.OPEN, METERS).columns())
          .containsExactly("meter", "read_on", "litres", "fee");
      assertThat(lake.rows(Zone.RAW, METERS).columns()).doesNotContain(Lineage.ADDED);
      assertThat(lake.rows(Zone.RAW, TOTALS).select("meters", "litres").first())
          .hasToString("[3,18]");

      lake.land("utilities/meters/3.csv", "meter,read_on,litres,fee\nB,1899-01-02,8,2.50\n");
      lake.run();
      assertThat(added(lake))
          .as("an upsert keeps them of the rows that it does not replace")
          .containsExactly("A {column 6=x, flat no=7, 备注=坏,\"修\"}", "B ", "D ");
      assertThat(lake.run().idle()).isTrue();
    }
    String named =
        CONTRACT.replace(
            "    quality:",
            "      - {name: remark, physicalName: 备注, logicalType: string, classification: public, customProperties: [{property: mayBeMissing, value: true}]}\n    quality:");
    try (TestLake lake =
        lake(named.replace("version: 1.0.0", "version: 1.1.0").replace("newColumn: add, ", ""))) {
      lake.land("utilities/meters/4.csv", "meter,read_on,litres,fee,备注\nE,1899-01-02,9,1.00,好\n");
      lake.run();
      assertThat(lake.rows(Zone.RAW, METERS).orderBy("meter").select("remark").collectAsList())
          .extracting(row -> row.get(0))
          .containsExactly(null, null, null, "好");
      assertThat(added(lake)).startsWith("A {column 6=x, flat no=7, 备注=坏,\"修\"}");
    }
  }

  @Test
  void numbersThatOutgrowTheirColumnWidenItInRawAndWhereverItIsOpen() throws IOException {
    String drift = "{property: drift, value: {newColumn: add, widening: allow}}";
    try (TestLake lake =
        lake(
            CONTRACT.replace(drift, drift + "\n      - {property: tolerance, value: {rows: 1}}"))) {
      lake.land("utilities/meters/1.csv", "meter,read_on,litres,fee\nA,1899-01-01,5,1.40\n");
      lake.run();
      lake.land(
          "utilities/meters/2.csv",
          "meter,read_on,litres,fee\nB,1899-01-01,3000000000,12345.40\nC,1899-01-01,7,1.005\n");
      lake.land("utilities/meters/3.csv", "meter,read_on,litres,fee\nD,1899-01-01,8,2.00\n");
      lake.land(
          "utilities/meters/bad.csv",
          "meter,read_on,litres,fee\nX,1899-01-01,1,123456789.00\nY,1899-01-01,x,1\nZ,1899-01-01,x,1\n");

      Outcome widened = outcome(lake.run(), METERS);

      assertThat(widened.held()).singleElement().asString().startsWith("utilities/meters/bad.csv");
      assertThat(widened.notes())
          .as("a file that is refused widens nothing")
          .containsExactly(
              "utilities/meters/2.csv: column fee has numbers too large for decimal(5,2), so it is"
                  + " decimal(7,2) from this file on; write physicalType: \"decimal(7,2)\" in the"
                  + " contract",
              "utilities/meters/2.csv: column litres has numbers too large for int, so it is bigint"
                  + " from this file on; write physicalType: bigint in the contract");
      assertThat(widened.refused()).as("what is too fine is no question of width").isOne();
      assertThat(texts(lake.rows(Zone.RAW, METERS).select("meter", "litres", "fee")))
          .containsExactly("[A,5,1.40]", "[B,3000000000,12345.40]", "[D,8,2.00]");
      assertThat(texts(lake.rows(Zone.OPEN, METERS).select("meter", "litres", "fee")))
          .containsExactly("[A,5,1.00]", "[B,3000000000,12345.00]", "[D,8,2.00]");
      assertThat(lake.rows(Zone.RAW, METERS).schema().apply("fee").dataType())
          .hasToString("DecimalType(7,2)");
      assertThat(lake.rows(Zone.RAW, TOTALS).select("litres").first().getLong(0))
          .isEqualTo(3_000_000_013L);
      assertThat(lake.run().idle()).isTrue();

      lake.land(
          "utilities/meters/4.csv", "meter,read_on,litres,fee\nE,1899-01-01,4000000000,1.00\n");
      Outcome wide = outcome(lake.run(), METERS);
      assertThat(wide.notes()).as("said once").isEmpty();
      assertThat(wide.refused()).isZero();
    }
  }

  @Test
  void withoutLeaveNothingIsWidened() throws IOException {
    try (TestLake lake = lake(CONTRACT.replace("{newColumn: add, widening: allow}", "{}"))) {
      lake.land(
          "utilities/meters/1.csv",
          "meter,read_on,litres,fee,x\nA,1899-01-01,5,1.40,1\nB,1899-01-01,3000000000,1.00,1\n");
      lake.land(
          "utilities/meters/2.csv",
          "meter,read_on,litres,fee\nC,1899-01-01 10:00:00,5,1.40\nD,1899-01-01T11:00,6,1.40\n");

      lake.land(
          "utilities/meters/9.csv",
          "meter,read_on,litres,fee\n" + "F,1899-01-01,many,1.40\n".repeat(10));

      Outcome held = outcome(lake.run(), METERS);

      assertThat(held.held())
          .containsExactly(
              "utilities/meters/2.csv: column read_on: date in the contract, a time beside the date in"
                  + " all 2 rows of the file; write logicalType: timestamp for it, or deliver dates",
              "utilities/meters/9.csv: column litres: integer in the contract, none in all 10 rows of"
                  + " the file (the first: letters in an integer); correct logicalType or physicalName"
                  + " in the contract, or deliver that type");
      assertThat(held.notes())
          .containsExactly(
              "utilities/meters/1.csv: column litres has numbers too large for int, whose rows are"
                  + " refused; physicalType: bigint in the contract takes them, or {property: drift,"
                  + " value: {widening: allow}}, if they are delivered again",
              "utilities/meters/1.csv: not in the contract, kept out: x; to collect it add to"
                  + " properties - {name: …, physicalName: x, logicalType: string, classification: …}");
      assertThat(texts(lake.rows(Zone.RAW, METERS).select("meter", "litres")))
          .containsExactly("[A,5]");
    }
    try (TestLake lake =
        lake(
            CONTRACT
                .replace("{newColumn: add, widening: allow}", "{}")
                .replace("physicalType: int,", "physicalType: bigint,")
                .replace("version: 1.0.0", "version: 1.1.0"))) {
      lake.land(
          "utilities/meters/3.csv", "meter,read_on,litres,fee\nB,1899-01-02,3000000000,1.00\n");
      lake.run();
      assertThat(texts(lake.rows(Zone.RAW, METERS).select("meter", "litres")))
          .as("a wider type in the contract keeps what is there")
          .containsExactly("[A,5]", "[B,3000000000]");
    }
  }

  /** The evidence of the snapshot that collection made, before the checks. */
  private static String collected(TestLake lake) {
    Version now = raw(lake);
    String reference = "";
    for (var snapshot : now.table().snapshots()) {
      reference = reference.isEmpty() ? snapshot.summary().get("lake.evidence") : reference;
    }
    return reference;
  }
}
