package org.jinyanglake.reliability;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** R26 to R40: what is packed, workbooks, JSON and XML. */
final class BadPackages {
  private static final String PEOPLE = "id,amount,note\nA,1,x\nB,2,y\n";
  private static final String NOT_XML =
      "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">"
          + "<!ENTITY c SYSTEM \"file:///etc/passwd\">]><l><r><id>&b;&c;</id></r></l>";

  private BadPackages() {}

  private static BadInput bad(String number, String what) {
    return new BadInput(number, what);
  }

  static List<BadInput> all() {
    return List.of(
        bad("R26", "a gzip file that is cut")
            .file("a.csv.gz", cut(gzip(PEOPLE.repeat(2000))))
            .holds("r26/a.csv.gz: "),
        bad("R27", "a gzip file of two members")
            .file("a.csv.gz", BadTexts.concat(gzip(PEOPLE), gzip("C,3,z\n")))
            .stores("A|1.00|x", "B|2.00|y", "C|3.00|z"),
        bad("R28", "files that are not what their names say")
            .file("a.csv.gz", PEOPLE.getBytes(StandardCharsets.UTF_8))
            .file("b.csv", gzip(PEOPLE))
            .file("c.csv", zip("x.csv", PEOPLE))
            .holds("r28/a.csv.gz: ", "r28/b.csv: ", "r28/c.csv: "),
        bad("R28b", "a page that is named .xls, an archive that is named .xlsx")
            .format("excel", "*.xls*")
            .file("a.xls", "<html><body><table><tr><td>id</td></tr></table></body></html>")
            .file("b.xlsx", zip("x.csv", PEOPLE))
            .holds("r28b/a.xls: ", "r28b/b.xlsx: "),
        bad("R29", "a file that unpacks to a thousand times its size")
            .file("a.csv.gz", bomb())
            .holds("r29/a.csv.gz: "),
        bad("R30", "names that lead out of an archive")
            .format("csv", "*.zip")
            .file("a.zip", zip("../../../out.csv", PEOPLE))
            .file("b.zip", zip("/etc/out.csv", PEOPLE))
            .file("c.zip", zip("C:\\out.csv", PEOPLE))
            .holds("r30/a.zip", "r30/b.zip", "r30/c.zip"),
        bad("R31", "an archive whose names are GBK")
            .format("csv", "*.zip")
            .file("a.zip", zip("三月.csv", PEOPLE))
            .stores("A|1.00|x", "B|2.00|y"),
        bad("R32", "a formula that was never computed")
            .format("excel", "*.xlsx")
            .file(
                "a.xlsx",
                workbook(
                    sheet -> {
                      row(sheet, 0, "id", "amount", "note");
                      row(sheet, 1, "A", 1, "x");
                      row(sheet, 2, "B", null, "y");
                      sheet.formula(2, 1, "1+1");
                    }))
            .stores("A|1.00|x")
            .refuses("amount: a formula without a value in cell B3"),
        bad("R33", "merged cells, which are repeated only if that is declared")
            .format("excel", "*.xlsx")
            .column("id, logicalType: string")
            .column("note, logicalType: string")
            .file(
                "a.xlsx",
                workbook(
                    sheet -> {
                      row(sheet, 0, "id", "note");
                      row(sheet, 1, "A", "x");
                      row(sheet, 2, "B", null);
                      sheet.range(1, 1, 2, 1).merge();
                    }))
            .stores("A|x", "B|null"),
        bad("R34", "a date that is a number, and a number that is not shown as a date")
            .format("excel", "*.xlsx")
            .column("id, logicalType: string")
            .column("born, logicalType: date")
            .file(
                "a.xlsx",
                workbook(
                    sheet -> {
                      row(sheet, 0, "id", "born");
                      row(sheet, 1, "A", 60);
                      row(sheet, 2, "B", 61);
                      row(sheet, 3, "C", 61);
                      sheet.style(1, 1).format("yyyy-mm-dd").set();
                      sheet.style(2, 1).format("yyyy-mm-dd").set();
                    }))
            .stores("B|1900-03-01")
            .refuses("born: ", "born: "),
        bad("R36", "an identifier of which a sheet lost digits")
            .format("excel", "*.xlsx")
            .column("id, logicalType: string")
            .column("note, logicalType: string")
            .file(
                "a.xlsx",
                workbook(
                    sheet -> {
                      row(sheet, 0, "id", "note");
                      row(sheet, 1, 140105189001010016d, "x");
                      row(sheet, 2, "B", "y");
                    }))
            .stores("B|y")
            .refuses("id: "),
        bad("R37", "XML with entities")
            .format("xml", "*.xml")
            .server("rows", "r")
            .column("id, logicalType: string")
            .file("a.xml", NOT_XML)
            .holds("document type"),
        bad("R37b", "JSON nested a hundred thousand deep")
            .format("jsonl", "*.jsonl")
            .column("id, logicalType: string")
            .file(
                "a.jsonl",
                "{\"id\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n{\"id\":\"B\"}\n")
            .stores("B")
            .refuses("deep"),
        bad("R38", "a key twice, a key in other case, an array of records in a line")
            .format("jsonl", "*.jsonl")
            .column("a, logicalType: integer")
            .file("a.jsonl", "{\"a\":1,\"a\":2}\n{\"A\":3}\n{\"a\":4}\n[{\"a\":5},{\"a\":6}]\n")
            .stores("null", "4")
            .refuses("twice", "not a JSON object")
            .notes("not in the contract, kept out: A"),
        bad("R39", "JSON as people write it")
            .format("jsonl", "*.jsonl")
            .column("a, logicalType: number, physicalType: double")
            .file(
                "a.jsonl", "{'a':1}\n{\"a\":01}\n{\"a\":NaN}\n{\"a\":1} // one\n{\"a\":5}\n{a:1}\n")
            .stores("5.0")
            .refuses("", "", "", "", ""),
        bad("R40", "a document that is one array, a record in it that is none")
            .format("json", "*.json")
            .column("a, logicalType: integer")
            .file("a.json", "[{\"a\":1},\n 7,\n{\"a\":\"x\"},{\"a\":2}]")
            .stores("1", "2")
            .refuses("", "a: letters in an integer"));
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** 300 MB of rows in half a megabyte. */
  private static byte[] bomb() {
    byte[] rows = "A,1,x\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write("id,amount,note\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 5_000; i++) {
        out.write(rows);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, Charset.forName("GBK"))) {
      out.putNextEntry(new ZipEntry(name));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private interface Fill {
    void into(Worksheet sheet);
  }

  private static byte[] workbook(Fill fill) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      fill.into(workbook.newWorksheet("数据"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void row(Worksheet sheet, int row, Object... cells) {
    for (int column = 0; column < cells.length; column++) {
      if (cells[column] instanceof String text) {
        sheet.value(row, column, text);
      } else if (cells[column] instanceof Number number) {
        sheet.value(row, column, number);
      }
    }
  }
}
