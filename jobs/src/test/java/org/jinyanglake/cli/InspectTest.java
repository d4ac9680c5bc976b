package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user learns of the columns of a dataset and of files that nobody described. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:test:transport:repairs
      name: repairs
      version: 1.0.0
      status: active
      domain: transport
      tenant: 测试市
      description: {purpose: 报修, limitations: 无, usage: 无}
      servers:
        - {server: landing, type: local, path: transport/repairs/*.csv, format: csv}
      schema:
        - name: repairs
          physicalType: table
          customProperties:
            - {property: openingType, value: unconditional}
            - {property: grade, value: general-3}
            - {property: provider, value: 测试局}
          properties:
            - {name: day, logicalType: date, partitioned: true, required: true, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: a, businessName: 备用, logicalType: integer, classification: public, customProperties: [{property: open, value: {technique: keep}}]}
            - {name: b, businessName: 车, logicalType: string, classification: direct-identifier}
            - {name: street, logicalType: string, classification: public}
            - {name: amount, logicalType: number, physicalType: "decimal(10,2)", classification: public}
      team: {members: [{username: wang.jianguo, role: chiefDataOfficer}, {username: li.min, role: steward}]}
      """;

  /** What a person who knows the demo city's files would mark, by dataset and column. */
  private static final Map<String, String> DEMO =
      Map.ofEntries(
          Map.entry("hotline_tickets/来电人", "NAME"),
          Map.entry("hotline_tickets/来电号码", "MOBILE"),
          Map.entry("hotline_tickets/区县", "REGION"),
          Map.entry("hotline_tickets/街道", "REGION"),
          Map.entry("hotline_tickets/地址", "ADDRESS"),
          Map.entry("hotline_tickets/诉求内容", "TEXT"),
          Map.entry("bus_swipes/vehicle", "PLATE"),
          Map.entry("hospital_visits/patient_id", "RESIDENT_ID"),
          Map.entry("hospital_visits/patient_name", "NAME"),
          Map.entry("hospital_visits/phone", "MOBILE"),
          Map.entry("hospital_visits/sex", "SEX"),
          Map.entry("hospital_visits/age", "AGE"),
          Map.entry("hospital_visits/district", "REGION"),
          Map.entry("enterprises/uscc", "CREDIT_CODE"),
          Map.entry("enterprises/legal_person", "NAME"),
          Map.entry("enterprises/legal_person_id", "RESIDENT_ID"),
          Map.entry("enterprises/legal_person_phone", "MOBILE"),
          Map.entry("enterprises/address", "ADDRESS"),
          Map.entry("enterprises/district_code", "REGION"),
          Map.entry("meter_readings/holder", "NAME"),
          Map.entry("meter_readings/address", "ADDRESS"),
          Map.entry("meter_readings/district", "REGION"),
          Map.entry("meter_readings/street", "REGION"),
          Map.entry("air_quality/district", "REGION"),
          Map.entry("grid_events/street_code", "REGION"),
          Map.entry("grid_events/community", "REGION"),
          Map.entry("grid_events/description", "TEXT"),
          Map.entry("grid_events/reporter_name", "NAME"),
          Map.entry("grid_events/reporter_phone", "MOBILE"));

  @TempDir static Path folder;

  private Path home;
  private Path schemas;

  @BeforeAll
  void run() throws IOException {
    home = folder.resolve("lake");
    schemas = Files.createDirectories(folder.resolve("schemas"));
    Files.createDirectory(schemas.resolve("transport"));
    Files.writeString(schemas.resolve("transport/repairs.yaml"), CONTRACT);
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      lake.land("transport/repairs/2024-03-04.csv", rows("2024-03-04", 1, false));
      lake.land("transport/repairs/2024-03-05.csv", rows("2024-03-05", 60, true));
      lake.run();
    }
  }

  private static String rows(String day, int count, boolean people) {
    StringBuilder csv = new StringBuilder("day,a,b,street,amount\n");
    for (int i = 0; i < count; i++) {
      csv.append(
          "%s,%s,晋A%d,%s,%d.50%n"
              .formatted(
                  day, people ? phone(i) : "7", 10_000 + i * 37, i % 2 == 0 ? "柳巷街道" : "坞城街道", i));
    }
    return csv.toString();
  }

  private static String phone(int i) {
    return List.of("138", "139", "150", "177", "189").get(i % 5) + (10_000_000 + i * 1_234_567);
  }

  private Call lake(String... words) {
    return lakeAt(home, words);
  }

  private Call lakeAt(Path where, String... words) {
    return Call.lake(where, schemas, words);
  }

  @Test
  void aDatasetIsComparedWithItsContractAndNoValueIsShown() throws IOException {
    Call call = lake("inspect", "transport.repairs", "--json");
    JsonNode result = call.json().at("/inspected/0");

    assertThat(call.code()).as("a contract takes a phone for public").isEqualTo(1);
    assertThat(result.at("/read").asText()).isEqualTo("60 rows of day=2024-03-05");
    assertThat(result.at("/columns/1/kind").asText()).as("in a column of long").isEqualTo("MOBILE");
    assertThat(result.at("/columns/2/kind").asText()).isEqualTo("PLATE");
    assertThat(result.at("/columns/3/kind").asText()).isEqualTo("REGION");
    assertThat(result.at("/columns/4/kind").asText()).isEmpty();
    assertThat(result.at("/mismatches")).hasSize(2);
    assertThat(result.at("/mismatches/0").asText())
        .contains(
            "repairs.yaml: column a is classified public and opened in open by keep",
            "looks like 手机号",
            "classify it direct-identifier");
    assertThat(result.at("/mismatches/1").asText()).contains("column street", "quasi-identifier");
    String text = lake("inspect", "repairs").out();
    assertThat(text).contains("mismatch: ", "99999999999", "nothing found in day, amount");
    for (int i = 0; i < 60; i++) {
      assertThat(call.out() + text).doesNotContain(phone(i), "晋A" + (10_000 + i * 37));
    }
  }

  @Test
  void allRowsOfAllPartitionsOnlyWhenAskedFor() throws IOException {
    assertThat(lake("inspect", "repairs", "--all", "--json").json().at("/inspected/0/rows").asInt())
        .isEqualTo(61);
    Call ten = lake("inspect", "repairs", "--rows", "10", "--json");
    assertThat(ten.json().at("/inspected/0/rows").asInt()).isEqualTo(10);
    assertThat(lake("inspect", "repairs", "--rows", "10", "--json").out())
        .as("the same rows each time")
        .isEqualTo(ten.out());
  }

  /** Chinese CSV in GBK, CSV in UTF-8 with a mark or compressed, JSON lines: as they landed. */
  @Test
  void filesThatNoContractDescribesAreReadAndTheirColumnsTold() throws IOException {
    Path landing = folder.resolve("city");
    List<String> words = new ArrayList<>(List.of("inspect", "--json"));
    for (DemoCity.Landed landed : DemoCity.rows(8_000).days(1).writeTo(landing).files()) {
      if (!landed.file().toString().contains("misencoded")) {
        words.add(landed.file().toString());
      }
    }
    Call call = lake(words.toArray(String[]::new));
    Map<String, String> found = new TreeMap<>();
    int columns = 0;
    for (JsonNode file : call.json().at("/inspected")) {
      String dataset = Path.of(file.at("/source").asText()).getParent().getFileName().toString();
      for (JsonNode column : file.at("/columns")) {
        columns++;
        if (!column.at("/kind").asText().isEmpty()) {
          found.put(dataset + "/" + column.at("/column").asText(), column.at("/kind").asText());
        }
      }
    }
    assertThat(call.code()).isZero();
    assertThat(columns).isEqualTo(80);
    assertThat(found).containsExactlyInAnyOrderEntriesOf(DEMO);
  }

  @Test
  void manyRowsAreDrawnAllOverTheFileAndAlwaysTheSame() throws IOException {
    StringBuilder csv = new StringBuilder("x\tphone\n");
    for (int i = 0; i < 5_000; i++) {
      csv.append(i).append('\t').append(i < 4_000 ? "" : phone(i % 1_000)).append('\n');
    }
    Path file = Files.writeString(folder.resolve("tabs.csv"), csv);

    Call call = lake("inspect", file.toString(), "--rows", "500", "--json");

    assertThat(call.json().at("/inspected/0/read").asText()).isEqualTo("UTF-8, 500 of 5,000 rows");
    assertThat(call.json().at("/inspected/0/columns/1/values").asInt()).isBetween(60, 140);
    assertThat(call.json().at("/inspected/0/columns/1/kind").asText()).isEqualTo("MOBILE");
    assertThat(lake("inspect", file.toString(), "--rows", "500", "--json").out())
        .isEqualTo(call.out());
  }

  @Test
  void aFileNeedsNoLake() throws IOException {
    Path file = folder.resolve("gbk.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("姓名;备注\n王建国;很好\n李敏;\n".getBytes(Charset.forName("GBK")));
    }
    Path nowhere = folder.resolve("nowhere");

    Call call = lakeAt(nowhere, "inspect", file.toString());

    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("GB18030, all of 2 rows", "姓名", "汉汉").doesNotContain("李敏");
    assertThat(nowhere.resolve("catalog")).doesNotExist();
  }

  @Test
  void aFirstLineOfDataIsNotShownAsNamesOfColumns() throws IOException {
    StringBuilder people = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String name = "张" + "伟芳敏静丽强磊军洋勇".charAt(i % 10) + "杰涛明超".charAt(i / 10);
      people.append(name).append(',').append(phone(i)).append(",12\n");
      names.append(name).append(",12\n");
    }
    for (StringBuilder csv : List.of(people, names)) {
      Path file = Files.writeString(folder.resolve("headless.csv"), csv);

      String out = lake("inspect", file.toString()).out();

      assertThat(out).contains("column 1", "numbered", "姓名").doesNotContain("张伟", phone(0));
    }
  }

  @Test
  void whatCannotBeReadIsRefusedWithARemedy() throws IOException {
    Path sheet = Files.write(folder.resolve("a.csv"), new byte[] {'P', 'K', 3, 4, 'x', 'l', '/'});

    assertThat(lake("inspect", sheet.toString()))
        .satisfies(
            call -> {
              assertThat(call.code()).isEqualTo(2);
              assertThat(call.err())
                  .contains("the workbook is damaged", "save it again and deliver that");
            });
    assertThat(lake("inspect", "none.csv").err()).contains("no file at none.csv");
    assertThat(lake("inspect", "none.csv").code()).isEqualTo(2);
    assertThat(lake("inspect", "transport.none").code()).isEqualTo(2);
    assertThat(lake("inspect").code()).isEqualTo(2);
  }
}
