package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.spark.sql.Row;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same two records in files of every format: a draft of each collects that very file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DraftedFormatsTest {

  private static final String RECORDS =
      """
      [{"id": 1, "paid": "2024-03-04", "fee": 12.50, "address": {"street": "坞城街道", "no": [7, 8]}},
       {"id": 2, "paid": "2024-03-05", "fee": 7, "address": {"street": null}}]
      """;

  private static final String PERMITS =
      """
      <?xml version="1.0" encoding="GBK"?>
      <answer><head><code>0</code></head><list>
      <permit id="1"><paid>2024-03-04</paid><fee>12.50</fee><address street="坞城街道"/>
      <tag>a</tag><tag>b</tag></permit>
      <permit id="2"><paid>2024-03-05</paid><fee>7</fee></permit></list></answer>
      """;

  @TempDir static Path folder;

  /** Files by the name of their dataset; the street is a field of the address where they nest. */
  private final Map<String, Path> files = new LinkedHashMap<>();

  private void file(String dataset, String name, byte[] content) throws IOException {
    Path file = Files.createDirectories(folder.resolve("in/" + dataset)).resolve(name);
    files.put(dataset, Files.write(file, content));
  }

  private void file(String dataset, String name, String text) throws IOException {
    file(dataset, name, text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  void write() throws IOException {
    Files.createDirectories(folder.resolve("schemas/draft"));
    file("sheet", "a.xlsx", xlsx());
    file("old_sheet", "a.xls", xls());
    file("array", "a.json.gz", gzip(RECORDS.getBytes(Charset.forName("GB18030"))));
    file("deep", "a.json", "{\"code\": 0, \"data\": {\"tags\": [1], \"list\": " + RECORDS + "}}");
    file("lines", "a.jsonl", RECORDS.replaceAll("(?m)^[\\[ ]|[,\\]]$", ""));
    file("places", "a.geojson", features().getBytes(StandardCharsets.UTF_16BE));
    file("elements", "a.xml", PERMITS.getBytes(Charset.forName("GBK")));
    for (String format : List.of("parquet", "orc", "avro")) {
      file(format + "_file", "a." + format, columnar(format));
    }
    file("zipped", "a.zip", zip("数据/一.xml", PERMITS.getBytes(Charset.forName("GBK"))));
    file(
        "tarred",
        "a.tar.bz2",
        tar("a.json", ("\ufeff" + RECORDS).getBytes(StandardCharsets.UTF_16LE)));
    file(
        "text_in_zip",
        "a.zip",
        zip(
            "a.txt",
            "id;paid;fee;street\n1;2024-03-04;12.50;坞城街道\n2;2024-03-05;7.00;\n"
                .getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] xlsx() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("台账");
      sheet.value(0, 0, "缴费登记");
      sheet.range(0, 0, 0, 3).merge();
      Object[][] cells = {
        {"id", "paid", "fee", "street"},
        {1, LocalDate.of(2024, 3, 4), 12.5, "坞城街道"},
        {2, LocalDate.of(2024, 3, 5), 7, null}
      };
      for (int row = 0; row < cells.length; row++) {
        for (int cell = 0; cell < 4; cell++) {
          if (cells[row][cell] instanceof String text) {
            sheet.value(row + 1, cell, text);
          } else if (cells[row][cell] instanceof Number number) {
            sheet.value(row + 1, cell, number);
          } else if (cells[row][cell] instanceof LocalDate day) {
            sheet.value(row + 1, cell, day);
            sheet.style(row + 1, cell).format("yyyy/m/d").set();
          }
        }
      }
      workbook.newWorksheet("空");
    }
    return bytes.toByteArray();
  }

  /** Two rows name the columns: {@code 缴费/paid} and {@code 缴费/fee}. */
  private static byte[] xls() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      var sheet = workbook.createSheet("数据");
      String[][] cells = {
        {"id", "缴费", "", "street"},
        {"", "paid", "fee", ""},
        {"1", "2024-03-04", "12.50", "坞城街道"},
        {"2", "2024-03-05", "7.00", ""}
      };
      for (int row = 0; row < cells.length; row++) {
        var made = sheet.createRow(row);
        for (int cell = 0; cell < 4; cell++) {
          if (!cells[row][cell].isEmpty()) {
            made.createCell(cell).setCellValue(cells[row][cell]);
          }
        }
      }
      sheet.addMergedRegion(new CellRangeAddress(0, 1, 0, 0));
      sheet.addMergedRegion(new CellRangeAddress(0, 0, 1, 2));
      sheet.addMergedRegion(new CellRangeAddress(0, 1, 3, 3));
      workbook.write(bytes);
    }
    return bytes.toByteArray();
  }

  private static String features() {
    String feature = "{\"type\": \"Feature\", \"geometry\": GEOMETRY, \"properties\": PROPERTIES}";
    String one = "{\"type\": \"Point\", \"coordinates\": [112.5, 37.8]}";
    String[] records = RECORDS.strip().replaceAll("^\\[|\\]$", "").split(",\n");
    return "{\"type\": \"FeatureCollection\", \"features\": ["
        + feature.replace("GEOMETRY", one).replace("PROPERTIES", records[0])
        + ","
        + feature.replace("GEOMETRY", "null").replace("PROPERTIES", records[1])
        + "]}";
  }

  private byte[] columnar(String format) throws IOException {
    Path to = folder.resolve("written-" + format);
    SharedSpark.session()
        .sql(
            "SELECT * FROM VALUES (1, date'2024-03-04', 12.50BD, named_struct('street', '坞城街道'),"
                + " array(1)), (2, date'2024-03-05', 7.00BD, null, null)"
                + " AS t(id, paid, fee, address, tags)")
        .coalesce(1)
        .write()
        .format(format)
        .save(to.toString());
    try (Stream<Path> parts = Files.list(to)) {
      return Files.readAllBytes(
          parts
              .filter(each -> each.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow());
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, Charset.forName("GBK"))) {
      for (String each : List.of("__MACOSX/._x", name)) {
        out.putNextEntry(new ZipEntry(each));
        out.write(content);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(new BZip2CompressorOutputStream(bytes))) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  private Call lake(String... words) {
    return Call.lake(folder.resolve("lake"), folder.resolve("schemas"), words);
  }

  private String draft(String dataset) throws IOException {
    Call draft = lake("inspect", files.get(dataset).toString(), "--contract", "draft." + dataset);
    assertThat(draft.code()).as(dataset + draft.err()).isZero();
    Files.writeString(folder.resolve("schemas/draft/" + dataset + ".yaml"), draft.out());
    Path landing = folder.resolve("lake/landing/draft/" + dataset);
    Files.createDirectories(landing);
    Files.copy(files.get(dataset), landing.resolve(files.get(dataset).getFileName()));
    return draft.out();
  }

  @Test
  void eachDraftCollectsTheFileItWasDraftedFrom() throws IOException {
    Map<String, String> drafts = new LinkedHashMap<>();
    for (String dataset : files.keySet()) {
      drafts.put(dataset, draft(dataset));
    }
    assertThat(drafts.get("sheet")).contains("format: excel", "{property: headerRow, value: 2}");
    assertThat(drafts.get("old_sheet")).contains("headerRows, value: 2", "\"缴费/paid\"");
    assertThat(drafts.get("array"))
        .contains("encoding, value: \"GB18030\"", "path: \"draft/array/*.json\"");
    assertThat(drafts.get("deep")).contains("rows, value: \"/data/list\"", "\"/address/street\"");
    assertThat(drafts.get("places"))
        .contains(
            "format: geojson",
            "encoding, value: \"UTF-16BE\"",
            "\"@wkt\"",
            "\"/properties/address/street\"");
    assertThat(drafts.get("elements"))
        .contains("rows, value: \"permit\"", "\"/address/@street\"")
        .contains("# tag is left out: it comes more than once in a record");
    assertThat(drafts.get("parquet_file"))
        .contains("physicalType: \"int\"", "physicalType: \"decimal(4,2)\"", "logicalType: date")
        .contains("# tags is left out: array<int> is not stored");

    try (TestLake lake =
        TestLake.of(folder.resolve("lake"), folder.resolve("schemas"), Observer.NONE)) {
      for (Outcome outcome : lake.run().datasets()) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(Outcome.Status.DONE);
        assertThat(outcome.refused()).as(outcome.toString()).isZero();
      }
      for (String dataset : files.keySet()) {
        assertThat(rows(lake, "draft." + dataset))
            .as(dataset)
            .containsExactly("[1,2024-03-04,12.5,坞城街道]", "[2,2024-03-05,7.0,null]");
      }
      assertThat(
              lake.rows(Zone.RAW, "draft.places").orderBy("id").select("wkt", "longitude").first())
          .hasToString("[POINT (112.5 37.8),112.5]");
      assertThat(lake.rows(Zone.RAW, "draft.deep").orderBy("id").select("address_no").first())
          .as("arrays stay JSON")
          .hasToString("[[7, 8]]");
    }
  }

  private static List<String> rows(TestLake lake, String dataset) {
    var rows = lake.rows(Zone.RAW, dataset);
    List<String> names = new ArrayList<>(List.of("id"));
    for (String name : List.of("paid", "fee", "street")) {
      names.add(
          Stream.of(rows.columns()).filter(each -> each.endsWith(name)).findFirst().orElseThrow());
    }
    return rows
        .selectExpr(
            names.get(0), names.get(1), "cast(" + names.get(2) + " as double)", names.get(3))
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void eachIsWrittenAsPlainCsvAndShownWithoutAValue() throws IOException {
    List<String> words = new ArrayList<>(List.of("inspect"));
    List.of("sheet", "deep", "elements", "orc_file")
        .forEach(d -> words.add(files.get(d).toString()));

    Call shown = lake(words.toArray(String[]::new));
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("excel, sheet 台账, names in row 2, all of 2 rows")
        .contains("json in UTF-8, records in /data/list, all of 2 rows")
        .contains("xml, each element permit is a record, all of 2 rows")
        .contains("orc, all of 2 rows", "decimal(4,2)", "汉汉汉汉")
        .doesNotContain("坞城", "12.5", "2024-03");

    words.addAll(List.of("--csv", folder.resolve("out").toString()));
    assertThat(lake(words.toArray(String[]::new)).code()).isZero();
    assertThat(folder.resolve("out/a.xlsx"))
        .hasContent("id,paid,fee,street\n1,2024-03-04,12.5,坞城街道\n2,2024-03-05,7,\n");
    assertThat(folder.resolve("out/a.json"))
        .hasContent(
            "id,paid,fee,/address/street,/address/no\n"
                + "1,2024-03-04,12.50,坞城街道,\"[7, 8]\"\n2,2024-03-05,7,,\n");
    assertThat(folder.resolve("out/a.xml"))
        .hasContent("@id,paid,fee,/address/@street\n1,2024-03-04,12.50,坞城街道\n2,2024-03-05,7,\n");
    assertThat(folder.resolve("out/a.orc"))
        .hasContent("id,paid,fee,/address/street\n1,2024-03-04,12.50,坞城街道\n2,2024-03-05,7.00,\n");
  }
}
