package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that inspect does not read, or of which a person has to say where the records are. */
class InspectRefusalsTest {

  @TempDir Path folder;

  private Call inspect(Object... words) {
    String[] texts =
        Stream.concat(Stream.of("inspect"), Stream.of(words).map(Object::toString))
            .toArray(String[]::new);
    return Call.lake(folder.resolve("nowhere"), folder, texts);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void refused(Path file, String... texts) {
    Call call = inspect(file);
    assertThat(call.code()).as(file.toString()).isEqualTo(2);
    assertThat(call.err()).contains(texts).doesNotContain("Exception", "13812345678");
  }

  private void asked(Path file, String params, String shown, String... texts) throws IOException {
    refused(file, texts);
    assertThat(inspect(file).err()).contains("(here with --params)");
    Call told = inspect(file, "--params", file("params.json", params));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out()).contains(shown);
  }

  private static byte[] xlsx(Consumer<Workbook> fill) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Workbook workbook = new Workbook(bytes, "test", "1.0")) {
      fill.accept(workbook);
    }
    return bytes.toByteArray();
  }

  private static void fill(Worksheet sheet, Object[]... rows) {
    for (int row = 0; row < rows.length; row++) {
      for (int cell = 0; cell < rows[row].length; cell++) {
        if (rows[row][cell] instanceof Number number) {
          sheet.value(row, cell, number);
        } else {
          sheet.value(row, cell, (String) rows[row][cell]);
        }
      }
    }
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void whatCollectionRefusesIsRefusedInItsWords() throws IOException {
    byte[] good = xlsx(book -> fill(book.newWorksheet("数"), new Object[] {"a"}, new Object[] {1}));
    refused(file("cut.xlsx", Arrays.copyOf(good, good.length / 2)), "the workbook is damaged");
    refused(
        file("macro.xlsx", zip("[Content_Types].xml", "xl/vbaProject.bin")),
        "the workbook holds macros (VBA)",
        "save it as .xlsx without macros");
    ByteArrayOutputStream locked = new ByteArrayOutputStream();
    try (POIFSFileSystem ole = new POIFSFileSystem()) {
      ole.createDocument(new ByteArrayInputStream(new byte[5000]), "EncryptedPackage");
      ole.writeFilesystem(locked);
    }
    refused(file("locked.xlsx", locked.toByteArray()), "password-protected", "remove the password");
    refused(
        file("cut.json", "{\"data\": [{\"tel\": \"13812345678\"}, {\"tel\""),
        "it ends before its last bracket is closed");
    refused(file("empty.json", "[]"), "there is no record to look at");
    refused(file("plain.json", "{\"a\":\n 1}"), "no array of objects");
    refused(
        file("entities.xml", "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><l>&x;</l>"),
        "it declares a document type (DTD)");
    refused(file("cut.xml", "<l><r a='1'/><r a='2'/>"), "no well-formed XML");
    refused(file("cut.parquet", "PAR1 and no more"), "damaged or cut short");
    refused(file("cut.zip", Arrays.copyOf(zip("a.csv"), 40)), "damaged or cut short");
    refused(file("text.zip", "a,b\n1,2\n"), "the name ends in .zip, but the file is text");
    assertThat(folder.resolve("nowhere/catalog")).doesNotExist();
  }

  @Test
  void whatIsNotToldByTheFileIsAskedFor() throws IOException {
    asked(
        file(
            "two.xlsx",
            xlsx(
                book -> {
                  fill(book.newWorksheet("一"), new Object[] {"a"}, new Object[] {1});
                  fill(book.newWorksheet("二"), new Object[] {"b"}, new Object[] {2});
                })),
        "{\"sheet\": \"二\"}",
        "sheet 二, names in row 1",
        "2 sheets: 一, 二",
        "the property sheet");
    Path numbers =
        file(
            "numbers.xlsx",
            xlsx(
                book ->
                    fill(
                        book.newWorksheet("数"),
                        new Object[] {2019, 2020},
                        new Object[] {5, 6},
                        new Object[] {7, 8})));
    asked(
        numbers, "{\"headerRow\": 1}", "names in row 1", "row 1", "headerRow: 1", "header: false");
    assertThat(inspect(numbers, "--params", file("none.json", "{\"header_lines\": 0}")).out())
        .contains("no names, records from row 1, all of 3 rows", "column 2");
    assertThat(inspect(numbers, "--params", file("zero.json", "{\"headerRow\": 0}")).err())
        .contains("headerRow counts rows from 1");
    String two = "[{\"n\": 1}, {\"n\": 2}, {\"n\": 3}]";
    asked(
        file("two.json", "{\"a\": " + two + ", \"b\": {\"c\": " + two + "}}"),
        "{\"rows\": \"/b/c\"}",
        "records in /b/c",
        "/a (3 objects), /b/c (3 objects)",
        "the property rows");
    asked(
        file("two.xml", "<l><a x='1'/><a x='2'/><b y='1'/><b y='2'/></l>"),
        "{\"rows\": \"b\"}",
        "each element b is a record, all of 2 rows",
        "a (2 side by side), b (2 side by side)");
    asked(
        file("two.zip", zip("a.csv", "b.txt", "c.csv")),
        "{\"entries\": \"*.csv\"}",
        "a.csv, the first of 2 files in it, all of 2 rows",
        "*.csv (2), *.txt (1)",
        "the property entries");
  }

  @Test
  void aTextThatBeginsWithABracketIsNoDocument() throws IOException {
    assertThat(inspect(file("a.csv", "<none>,b\n1,2\n3,4\n")).out()).contains("delimiter ,");
    assertThat(inspect(file("one.json", "{\"a\": {\"b\": 1}}")).out())
        .contains("UTF-8, all of 1 rows", "/a/b");
    byte[] wide = "<l><r a='1'/><r a='2'/></l>".getBytes(StandardCharsets.UTF_16LE);
    assertThat(inspect(file("wide.xml", wide)).out()).contains("each element r is a record");
  }

  @Test
  void namesOfFieldsThatLookLikeDataAreNotShown() throws IOException {
    StringBuilder json = new StringBuilder("[{");
    for (String start : List.of("138", "139", "150", "177")) {
      json.append("\"").append(start).append("12345678\": 1, ");
    }
    Path file = file("keys.json", json + "\"x\": 1}]");

    assertThat(inspect(file).out()).contains("look like data").doesNotContain("12345678");
    assertThat(inspect(file, "--contract").err())
        .contains("look like data, which no contract may hold")
        .doesNotContain("12345678");
  }
}
