package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellRangeAddress;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the rows of Excel workbooks. */
class ExcelReadingTest {

  private static final Type MONEY = Type.decimal(10, 2);

  @TempDir Path landing;

  private Delivery workbook(String name) {
    return new Delivery(landing).as(Source.Format.EXCEL, name);
  }

  private Delivery people(String name) {
    return workbook(name)
        .required("id", Type.STRING)
        .column("born", Type.DATE)
        .column("seen", Type.TIMESTAMP)
        .column("fee", MONEY)
        .column("visits", Type.INTEGER)
        .column("ok", Type.BOOLEAN);
  }

  private static Source.Within sheet(String name) {
    return new Source.Within("", "", name, 1, 1, false);
  }

  private static Source.Within header(int row, int rows, boolean repeatMerged) {
    return new Source.Within("", "", "", row, rows, repeatMerged);
  }

  private static byte[] xlsx(Consumer<Workbook> fill) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      fill.accept(workbook);
    }
    return bytes.toByteArray();
  }

  private static byte[] xls(Consumer<HSSFWorkbook> fill) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      fill.accept(workbook);
      workbook.write(bytes);
    }
    return bytes.toByteArray();
  }

  /** A workbook of one sheet whose rows are written as XML. */
  private static byte[] xlsx(String rows) throws IOException {
    return edited(
        xlsx(workbook -> workbook.newWorksheet("数据").value(0, 0, "x")),
        parts ->
            parts.computeIfPresent(
                "xl/worksheets/sheet1.xml",
                (name, xml) ->
                    ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas."
                            + "openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                            + rows
                            + "</sheetData></worksheet>")
                        .getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] edited(byte[] workbook, Consumer<Map<String, byte[]>> edit)
      throws IOException {
    Map<String, byte[]> parts = new TreeMap<>();
    try (ZipFile zip = new ZipFile(new SeekableInMemoryByteChannel(workbook))) {
      for (ZipArchiveEntry each : Collections.list(zip.getEntries())) {
        parts.put(each.getName(), zip.getInputStream(each).readAllBytes());
      }
    }
    edit.accept(parts);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : parts.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void fillPeople(Worksheet sheet) {
    String[] names = {"ok", "visits", "fee", "seen", "born", "id"};
    for (int i = 0; i < names.length; i++) {
      sheet.value(0, i, names[i]);
    }
    sheet.value(1, 0, true);
    sheet.value(1, 1, 3);
    sheet.value(1, 2, 12.5);
    sheet.value(1, 3, LocalDateTime.of(1899, 12, 31, 8, 30).plusYears(90));
    sheet.style(1, 3).format("yyyy-mm-dd hh:mm:ss").set();
    sheet.value(1, 4, LocalDate.of(1988, 2, 29).minusYears(80));
    sheet.style(1, 4).format("yyyy/m/d").set();
    sheet.value(1, 5, "张三");
    sheet.value(3, 5, 13800000000L);
    sheet.value(4, 1, 7);
  }

  private static void fillPeople(HSSFWorkbook workbook) {
    Sheet sheet = workbook.createSheet("数据");
    String[] names = {"ok", "visits", "fee", "seen", "born", "id"};
    Row header = sheet.createRow(0);
    for (int i = 0; i < names.length; i++) {
      header.createCell(i).setCellValue(names[i]);
    }
    CellStyle date = workbook.createCellStyle();
    date.setDataFormat(workbook.createDataFormat().getFormat("yyyy/m/d"));
    CellStyle time = workbook.createCellStyle();
    time.setDataFormat((short) 22);
    Row row = sheet.createRow(1);
    row.createCell(0).setCellValue(true);
    row.createCell(1).setCellValue(3);
    row.createCell(2).setCellValue(12.5);
    Cell seen = row.createCell(3);
    seen.setCellValue(LocalDateTime.of(1989, 12, 31, 8, 30));
    seen.setCellStyle(time);
    Cell born = row.createCell(4);
    born.setCellValue(LocalDate.of(1908, 2, 29));
    born.setCellStyle(date);
    row.createCell(5).setCellValue("张三");
    sheet.createRow(2);
    sheet.createRow(3).createCell(5).setCellValue(13_800_000_000d);
    sheet.createRow(4).createCell(1).setCellValue(7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void cellsAreReadByNameInTheirTypesAndRowsKnowTheirNumber(boolean old) throws IOException {
    Result result =
        old
            ? people("a.xls").read(xls(ExcelReadingTest::fillPeople))
            : people("a.xlsx").read(xlsx(workbook -> fillPeople(workbook.newWorksheet("数据"))));

    assertThat(result.rows())
        .containsExactly(
            "张三|1908-02-29|1989-12-31T00:30:00Z|12.50|3|true",
            "13800000000|null|null|null|null|null");
    assertThat(result.offsets()).containsExactly(2L, 4L);
    assertThat(result.reasons()).containsExactly("id: no value, but one is required");
    assertThat(result.tally().rows()).extracting(RefusedRow::line).containsExactly(5L);
    assertThat(result.refusedTexts().get(0)).isEqualTo(",7");
  }

  @Test
  void aNumberIsADateOnlyIfTheSheetShowsItAsOne() throws IOException {
    Result result =
        workbook("a.xlsx")
            .column("id", Type.STRING)
            .column("day", Type.DATE)
            .read(
                xlsx(
                    workbook -> {
                      Worksheet sheet = workbook.newWorksheet("s");
                      sheet.value(0, 0, "id");
                      sheet.value(0, 1, "day");
                      sheet.value(1, 1, 46000);
                      sheet.value(2, 1, 59);
                      sheet.value(3, 1, 60);
                      sheet.value(4, 1, 61);
                      sheet.value(5, 1, 61.5);
                      sheet.value(6, 1, "1900-03-01");
                      sheet.value(7, 1, "1900/3/1");
                      sheet.value(8, 0, 61);
                      sheet.value(9, 0, 61.25);
                      for (int row : new int[] {2, 3, 4, 5}) {
                        sheet.style(row, 1).format("yyyy-mm-dd").set();
                      }
                      sheet.style(8, 0).format("d-mmm").set();
                      sheet.style(9, 0).format("d-mmm").set();
                    }));

    assertThat(result.rows())
        .containsExactly(
            "null|1900-02-28",
            "null|1900-03-01",
            "null|1900-03-01",
            "1900-03-01|null",
            "1900-03-01T06:00:00|null");
    assertThat(result.reasons())
        .containsExactly(
            "day: a number that the sheet does not show as a date",
            "day: a date that does not exist",
            "day: a time beside the date",
            "day: not written as the date pattern says, yyyy-MM-dd");
  }

  @Test
  void datesOfOldMacsAreCountedFrom1904() throws IOException {
    byte[] workbook =
        edited(
            xlsx(
                each -> {
                  Worksheet sheet = each.newWorksheet("s");
                  sheet.value(0, 0, "day");
                  sheet.value(1, 0, 0);
                  sheet.value(2, 0, 366);
                  sheet.style(1, 0).format("yyyy-mm-dd").set();
                  sheet.style(2, 0).format("yyyy-mm-dd").set();
                }),
            parts ->
                parts.computeIfPresent(
                    "xl/workbook.xml",
                    (name, xml) ->
                        new String(xml, StandardCharsets.UTF_8)
                            .replaceFirst("<workbookPr[^>]*/>", "")
                            .replaceFirst("<sheets>", "<workbookPr date1904=\"1\"/><sheets>")
                            .getBytes(StandardCharsets.UTF_8)));

    assertThat(workbook("a.xlsx").column("day", Type.DATE).read(workbook).rows())
        .containsExactly("1904-01-01", "1905-01-01");
  }

  @Test
  void formulasHaveTheValueThatWasComputedLast() throws IOException {
    Result result =
        workbook("a.xlsx")
            .column("n", MONEY)
            .column("t", Type.STRING)
            .read(
                xlsx(
                    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>n</t></is></c><c r=\"B1\""
                        + " t=\"inlineStr\"><is><t>t</t></is></c></row>"
                        + "<row r=\"2\"><c r=\"A2\"><f>0.1+0.2</f><v>0.30000000000000004</v></c>"
                        + "<c r=\"B2\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c></row>"
                        + "<row r=\"3\"><c r=\"A3\"><f>SUM(A2:A2)</f></c></row>"
                        + "<row r=\"4\"><c r=\"A4\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>"
                        + "<row r=\"5\"><c r=\"B5\" t=\"e\"><v>#N/A</v></c></row>"
                        + "<row r=\"6\"><c r=\"B6\" t=\"str\"><f>\"\"</f><v></v></c></row>"));

    assertThat(result.rows()).containsExactly("0.30|ab", "null|null");
    assertThat(result.reasons())
        .containsExactly(
            "n: a formula without a value in cell A3; open and save the workbook in Excel",
            "n: #DIV/0! in cell A4",
            "t: #N/A in cell B5");
  }

  @Test
  void formulasOfOldWorkbooksHaveTheirValueToo() throws IOException {
    byte[] bytes =
        xls(
            workbook -> {
              Sheet sheet = workbook.createSheet();
              sheet.createRow(0).createCell(0).setCellValue("t");
              sheet.createRow(1).createCell(0).setCellFormula("\"太\"&\"原\"");
              sheet.createRow(2).createCell(0).setCellFormula("1+1.5");
              sheet.createRow(3).createCell(0).setCellFormula("1/0");
              sheet.createRow(4).createCell(0).setCellFormula("1=1");
              workbook.getCreationHelper().createFormulaEvaluator().evaluateAll();
            });
    Result result = workbook("a.xls").column("t", Type.STRING).read(bytes);

    assertThat(result.rows()).containsExactly("太原", "2.5", "true");
    assertThat(result.reasons()).containsExactly("t: #DIV/0! in cell A4");
  }

  @Test
  void longNumbersHaveLostDigitsAlready() throws IOException {
    Result result =
        workbook("a.xlsx")
            .column("id", Type.STRING)
            .column("n", Type.LONG)
            .column("x", Type.DOUBLE)
            .read(
                xlsx(
                    "<row><c t=\"inlineStr\"><is><t>id</t></is></c><c t=\"inlineStr\"><is><t>n</t>"
                        + "</is></c><c t=\"inlineStr\"><is><t>x</t></is></c></row>"
                        + "<row><c><v>1.40105190001010016E+17</v></c></row>"
                        + "<row><c/><c><v>1234567890123456</v></c></row>"
                        + "<row><c><v>140105199999999</v></c><c><v>-5</v></c>"
                        + "<c><v>1.0E+300</v></c></row>"));

    assertThat(result.rows()).containsExactly("140105199999999|-5|1.0E300");
    assertThat(result.reasons())
        .containsExactly(
            "id: a number of more than 15 digits: some are already lost in the sheet",
            "n: a number of more than 15 digits: some are already lost in the sheet");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesGoOverSeveralRowsAndMergedOnesComeBeforeThoseBelow(boolean old) throws IOException {
    Delivery delivery =
        workbook(old ? "a.xls" : "a.xlsx")
            .within(header(2, 2, false))
            .column("id", "编号", Type.INTEGER)
            .column("province", "地址/省", Type.STRING)
            .column("city", "地址/市", Type.STRING)
            .column("note", "备注", Type.STRING);
    String[][] cells = {
      {"一览表"}, {"编号", "地址", "", "备注"}, {"", "省", "市", ""}, {"1", "山西", "太原", "x"}
    };
    int[][] merges = {{0, 0, 0, 3}, {1, 0, 2, 0}, {1, 1, 1, 2}, {1, 3, 2, 3}};
    byte[] bytes =
        old
            ? xls(
                workbook -> {
                  Sheet sheet = workbook.createSheet();
                  for (int r = 0; r < cells.length; r++) {
                    Row row = sheet.createRow(r);
                    for (int c = 0; c < cells[r].length; c++) {
                      if (!cells[r][c].isEmpty()) {
                        row.createCell(c).setCellValue(cells[r][c]);
                      }
                    }
                  }
                  for (int[] m : merges) {
                    sheet.addMergedRegion(new CellRangeAddress(m[0], m[2], m[1], m[3]));
                  }
                })
            : xlsx(
                workbook -> {
                  Worksheet sheet = workbook.newWorksheet("s");
                  for (int r = 0; r < cells.length; r++) {
                    for (int c = 0; c < cells[r].length; c++) {
                      if (!cells[r][c].isEmpty()) {
                        sheet.value(r, c, cells[r][c]);
                      }
                    }
                  }
                  for (int[] m : merges) {
                    sheet.range(m[0], m[1], m[2], m[3]).merge();
                  }
                });

    assertThat(delivery.read(bytes).rows()).containsExactly("1|山西|太原|x");
  }

  @Test
  void mergedCellsAreRepeatedOnlyIfTheContractSaysSo() throws IOException {
    byte[] bytes =
        xlsx(
            workbook -> {
              Worksheet sheet = workbook.newWorksheet("s");
              sheet.value(0, 0, "district");
              sheet.value(0, 1, "n");
              sheet.value(1, 0, "小店区");
              sheet.range(1, 0, 3, 0).merge();
              for (int row = 1; row <= 4; row++) {
                sheet.value(row, 1, row);
              }
            });
    Delivery delivery =
        workbook("a.xlsx").column("district", Type.STRING).column("n", Type.INTEGER);

    assertThat(delivery.read(bytes).rows()).containsExactly("小店区|1", "null|2", "null|3", "null|4");
    assertThat(delivery.within(header(1, 1, true)).read(bytes).rows())
        .containsExactly("小店区|1", "小店区|2", "小店区|3", "null|4");
  }

  @Test
  void ofSeveralSheetsTheContractNamesOne() throws IOException {
    byte[] bytes =
        xlsx(
            workbook -> {
              for (String name : new String[] {"说明", "数据", "空"}) {
                Worksheet sheet = workbook.newWorksheet(name);
                if (!name.equals("空")) {
                  sheet.value(0, 0, "id");
                  sheet.value(1, 0, name);
                }
              }
            });
    Delivery delivery = workbook("a.xlsx").column("id", Type.STRING);

    assertThat(delivery.fingerprint(bytes).refusal())
        .contains(
            Refusal.of(
                "sheet",
                "the workbook has 2 sheets: 说明, 数据",
                "name the one that is meant by the property sheet in the contract"));
    assertThat(delivery.within(sheet("数据")).read(bytes).rows()).containsExactly("数据");
    assertThat(delivery.within(sheet("1")).read(bytes).rows()).containsExactly("说明");
    assertThat(delivery.within(sheet("台账")).fingerprint(bytes).refusal().orElseThrow().reason())
        .isEqualTo("the workbook has no sheet 台账; it has 说明, 数据, 空");
  }

  @Test
  void aValueRightOfTheHeaderRefusesItsRow() throws IOException {
    Result result =
        workbook("a.xlsx")
            .column("id", Type.STRING)
            .read(
                xlsx(
                    workbook -> {
                      Worksheet sheet = workbook.newWorksheet("s");
                      sheet.value(0, 0, "id");
                      sheet.value(1, 0, "a");
                      sheet.value(1, 2, "beside");
                      sheet.value(2, 0, "b_x0007_");
                      sheet.value(3, 0, "c\nd");
                    }));

    assertThat(result.rows()).containsExactly("c\nd");
    assertThat(result.reasons())
        .containsExactly(
            "a value in column C, right of the last that is expected", "id: a control character");
    assertThat(result.refusedTexts().get(0)).isEqualTo("a,,beside");
  }

  @Test
  void hiddenRowsAreReadAndReported() throws IOException {
    byte[] bytes =
        xlsx(
            workbook -> {
              Worksheet sheet = workbook.newWorksheet("s");
              sheet.value(0, 0, "id");
              sheet.value(1, 0, "a");
              sheet.hideRow(1);
            });
    Result result = workbook("a.xlsx").column("id", Type.STRING).read(bytes);

    assertThat(result.rows()).containsExactly("a");
    assertThat(result.fingerprint().layout().notes())
        .containsExactly("1 hidden rows of the sheet are read as the others");
  }

  @Test
  void aCompressedWorkbookIsReadFromACopyThatIsGoneAfterwards() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new java.util.zip.GZIPOutputStream(bytes)) {
      out.write(xlsx(workbook -> fillPeople(workbook.newWorksheet("s"))));
    }
    long before = copies();

    assertThat(people("a.xlsx.gz").read(bytes.toByteArray()).rows()).hasSize(2);
    assertThat(copies()).isEqualTo(before);
  }

  private static long copies() throws IOException {
    try (var files = java.nio.file.Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(each -> each.toString().endsWith(".landing")).count();
    }
  }

  private Refusal refusal(String name, byte[] bytes) throws IOException {
    return people(name).fingerprint(bytes).refusal().orElseThrow();
  }

  @Test
  void whatIsNoSoundWorkbookIsRefusedWithWhatToDo() throws IOException {
    byte[] good = xlsx(workbook -> fillPeople(workbook.newWorksheet("数据")));
    assertThat(refusal("a.xlsx", Arrays.copyOf(good, good.length / 2)).reason())
        .isEqualTo("the workbook is damaged: it is cut short or was changed on the way");
    assertThat(
            refusal("a.xlsx", edited(good, parts -> parts.put("xl/vbaProject.bin", new byte[9]))))
        .isEqualTo(
            Refusal.of(
                "macros",
                "the workbook holds macros (VBA)",
                "save it as .xlsx without macros and deliver that"));
    assertThat(refusal("a.xlsx", xlsx("<row r=\"2\"/><row r=\"1\"/>")).reason())
        .isEqualTo("the workbook is damaged: rows are not in order after row 2");
    assertThat(refusal("a.xlsx", xlsx("<row><c r=\"ZZZZ1\"><v>1</v></c></row>")).reason())
        .isEqualTo("the workbook is damaged: a cell of row 1 lies outside the sheet");
    assertThat(refusal("a.xlsx", xlsx("<row><c t=\"s\"><v>99999999</v></c></row>")).reason())
        .isEqualTo("the workbook is damaged: cells refer to texts that are not there");
    assertThat(refusal("a.xlsx", xlsx("<row>").clone()).reason())
        .isEqualTo("the workbook is damaged: the sheet cannot be read after row 1");
    assertThat(refusal("a.xlsx", "<html><table>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new Refusal(
                "format",
                "the file is an HTML page",
                "download it again: this is probably an error page",
                0,
                1));
    byte[] xls = xls(ExcelReadingTest::fillPeople);
    assertThat(refusal("a.xls", Arrays.copyOf(xls, 2000)).reason())
        .isEqualTo("the workbook is damaged: it is cut short or was changed on the way");
  }

  @Test
  void passwordProtectedWorkbooksAreRefused() throws IOException {
    Biff8EncryptionKey.setCurrentUserPassword("x");
    byte[] xls;
    try {
      xls = xls(ExcelReadingTest::fillPeople);
    } finally {
      Biff8EncryptionKey.setCurrentUserPassword(null);
    }
    ByteArrayOutputStream xlsx = new ByteArrayOutputStream();
    try (POIFSFileSystem file = new POIFSFileSystem()) {
      InputStream content = new ByteArrayInputStream(new byte[5000]);
      file.createDocument(content, "EncryptedPackage");
      file.writeFilesystem(xlsx);
    }

    assertThat(refusal("a.xls", xls).reason()).isEqualTo("the workbook is password-protected");
    assertThat(refusal("a.xlsx", xlsx.toByteArray()).remedy())
        .isEqualTo("remove the password (File, Info, Protect Workbook) and deliver it again");
  }

  @Test
  void aWorkbookThatUnpacksToFarTooMuchIsRefused() throws IOException {
    byte[] bomb =
        edited(
            xlsx(workbook -> workbook.newWorksheet("s").value(0, 0, "id")),
            parts -> parts.put("xl/media/zeros.bin", new byte[300 << 20]));

    assertThat(refusal("a.xlsx", bomb).reason())
        .isEqualTo("unpacked the workbook is more than 100 times as large as packed");
  }

  @Test
  void aWorkbookWithMoreShortTextsThanFitInMemoryIsRefused() throws IOException {
    byte[] many =
        edited(
            xlsx(workbook -> workbook.newWorksheet("s").value(0, 0, "id")),
            parts ->
                parts.put(
                    "xl/sharedStrings.xml",
                    ("<sst>" + "<si><t/></si>".repeat(13_000_000) + "</sst>")
                        .getBytes(StandardCharsets.US_ASCII)));

    assertThat(refusal("a.xlsx", many).reason())
        .isEqualTo("the workbook holds texts that take more than 512 MB of memory");
  }
}
