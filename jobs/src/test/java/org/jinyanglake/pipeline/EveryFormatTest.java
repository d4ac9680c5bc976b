package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every format: the same three records, of which one is refused, and repaired. */
class EveryFormatTest {

  /** What is kept of the fields that no contract names, if it is more than a remark. */
  private static final Map<String, String> ADDED =
      Map.of(
          "city.documents", "{/address/号=7, tags=[1, 2], 备注=新}",
          "city.places", "{/properties/备注=新}",
          "city.permits", "{/address/@no=7, tags=<tags n=\"2\"><t>a&amp;b</t></tags>, 备注=新}",
          "city.parquet_files", "{tags=[1,2], 备注=新}",
          "city.orc_files", "{tags=[1,2], 备注=新}",
          "city.avro_files", "{tags=[1,2], 备注=新}");

  @TempDir Path folder;

  private void contract(
      String name, String extension, String format, String street, String... properties) {
    ContractYaml.of("city." + name)
        .files(extension, format, properties)
        .table("drift", "{newColumn: add}")
        .column(
            "name: id, logicalType: integer, physicalType: int, required: true, classification: public")
        .column(
            "name: street, physicalName: %s, logicalType: string, classification: public"
                .formatted(street))
        .writeTo(folder.resolve("schemas"));
  }

  private void land(String name, byte[] content) throws IOException {
    Path file = folder.resolve("home/landing/city/" + name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void land(String name, String text) throws IOException {
    land(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] zip(String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, Charset.forName("GBK"))) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] workbook() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("数据");
      Object[][] cells = {{"街道", "id", "备注"}, {"坞城街道", 1, "新"}, {"x", null, "旧"}, {null, 3, null}};
      for (int row = 0; row < cells.length; row++) {
        for (int column = 0; column < 3; column++) {
          if (cells[row][column] instanceof String text) {
            sheet.value(row, column, text);
          } else if (cells[row][column] instanceof Integer number) {
            sheet.value(row, column, number);
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  private byte[] columnar(String format) throws IOException {
    Path to = folder.resolve("written-" + format);
    SharedSpark.session()
        .sql(
            "SELECT * FROM VALUES (1L, named_struct('street', '坞城街道'), '新', array(1, 2)), (null,"
                + " named_struct('street', 'x'), '旧', null), (3L, null, null, null)"
                + " AS t(id, address, `备注`, tags)")
        .coalesce(1)
        .write()
        .format(format)
        .save(to.toString());
    try (Stream<Path> files = Files.list(to)) {
      return Files.readAllBytes(
          files
              .filter(each -> each.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow());
    }
  }

  private void deliver() throws IOException {
    contract("sheets", "xlsx", "excel", "街道", "sheet: 数据");
    land("sheets/a.xlsx", workbook());
    contract("documents", "json", "json", "/address/street", "rows: /data/list");
    land(
        "documents/a.json",
        "{\"data\":{\"list\":[{\"id\":1,\"address\":{\"street\":\"坞城街道\",\"号\":7},"
            + "\"备注\":\"新\",\"tags\":[1, 2]},{\"address\":"
            + "{\"street\":\"x\"}},{\"id\":3}]}}");
    contract("places", "geojson", "geojson", "street");
    land(
        "places/a.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null,"
            + "\"properties\":{\"id\":1,\"street\":\"坞城街道\",\"备注\":\"新\"}},{\"type\":\"Feature\",\"geometry\":"
            + "null,\"properties\":{\"street\":\"x\"}},{\"type\":\"Feature\",\"geometry\":null,"
            + "\"properties\":{\"id\":3}}]}");
    contract("permits", "xml", "xml", "/address/@street", "rows: permit");
    land(
        "permits/a.xml",
        "<list><permit><id>1</id><address street='坞城街道' no='7'/>"
            + "<备注>新</备注><tags n='2'><t>a&amp;b</t></tags></permit><permit><address street='x'/>"
            + "</permit><permit><id>3</id></permit></list>");
    for (String format : List.of("parquet", "orc", "avro")) {
      contract(format + "_files", format, format, "/address/street");
      land(format + "_files/a." + format, columnar(format));
    }
    contract("archives", "zip", "csv", "street", "entries: '*.csv'");
    land(
        "archives/三月.zip",
        zip(
            "1日.csv",
            "id,备注,street\n1,新,坞城街道\n,旧,x\n",
            "2日.csv",
            "street,id\n,3\n",
            "说明.txt",
            "x"));
  }

  private static List<String> added(TestLake lake, String dataset) {
    Version raw = lake.lake().version(Zone.RAW, lake.contract(dataset).dataset()).orElseThrow();
    return lake.engine().whole(raw).orderBy("id").select(Lineage.ADDED).collectAsList().stream()
        .map(row -> row.isNullAt(0) ? "null" : new TreeMap<>(row.getJavaMap(0)).toString())
        .toList();
  }

  /** Writes the refused row of each dataset to a file and gives it the id that it lacked. */
  private void repair(TestLake lake) throws IOException {
    for (Contract contract : lake.contracts().contracts()) {
      Path file =
          folder.resolve("home/landing/city/" + contract.dataset().name() + "/a.repaired.csv");
      RepairFile.of(lake.lake(), contract, "").write(file);
      String text = Files.readString(file);
      assertThat(text).as(contract.toString()).contains(",,,x\r\n");
      Files.writeString(file, text.replace(",,,x\r\n", ",,2,x\r\n"));
    }
  }

  @Test
  void rowsInAreRowsStoredAndRowsRefusedInEachOfThem() throws Exception {
    deliver();
    try (TestLake lake =
        TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE).approved()) {
      Map<String, Outcome> outcomes =
          lake.run().datasets().stream()
              .collect(Collectors.toMap(Outcome::dataset, Function.identity()));

      assertThat(outcomes).hasSize(8);
      outcomes.forEach(
          (dataset, outcome) -> {
            assertThat(outcome.status()).as(dataset).isEqualTo(Outcome.Status.DONE);
            assertThat(outcome.stored()).as(dataset).isEqualTo(2);
            assertThat(outcome.refused()).as(dataset).isEqualTo(1);
            assertThat(
                    lake.rows(Zone.RAW, dataset)
                        .orderBy("id")
                        .select("id", "street")
                        .collectAsList())
                .as(dataset)
                .extracting(Row::toString)
                .containsExactly("[1,坞城街道]", "[3,null]");
            assertThat(added(lake, dataset))
                .as(dataset)
                .containsExactly(ADDED.getOrDefault(dataset, "{备注=新}"), "null");
            assertThat(outcome.notes())
                .as(dataset)
                .anyMatch(note -> note.contains(": not in the contract, kept in _added: "));
          });
      Map<String, State.FileState> files =
          lake.lake()
              .version(Zone.RAW, lake.contract("city.archives").dataset())
              .orElseThrow()
              .state()
              .files();
      assertThat(files.keySet())
          .containsExactly(
              "city/archives/三月.zip",
              "city/archives/三月.zip!/1日.csv",
              "city/archives/三月.zip!/2日.csv");
      assertThat(files.values())
          .extracting(State.FileState::rows, State.FileState::stored, State.FileState::refused)
          .containsExactly(
              org.assertj.core.api.Assertions.tuple(0L, 0L, 0L),
              org.assertj.core.api.Assertions.tuple(2L, 1L, 1L),
              org.assertj.core.api.Assertions.tuple(1L, 1L, 0L));

      assertThat(lake.run().idle()).as("nothing is read twice").isTrue();

      repair(lake);
      lake.run().datasets().forEach(each -> assertThat(each.stored()).as(each.dataset()).isOne());
      for (String dataset : outcomes.keySet()) {
        assertThat(lake.rows(Zone.RAW, dataset).where("id = 2").select("id", "street").first())
            .as(dataset)
            .hasToString("[2,x]");
        assertThat(added(lake, dataset))
            .as(dataset)
            .containsExactly(ADDED.getOrDefault(dataset, "{备注=新}"), "null", "null");
        assertThat(Refusals.of(lake.lake(), lake.contract(dataset), "", false, false).rows())
            .as(dataset)
            .isEmpty();
      }
    }
  }
}
