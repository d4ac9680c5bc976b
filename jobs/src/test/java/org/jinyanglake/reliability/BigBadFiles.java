package org.jinyanglake.reliability;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * R29, R35, R37 and R41 to R43 at full size, one file or folder of files each, with what the lake
 * has to say of it. {@code scripts/big-bad-files} runs this file as it stands, so it needs nothing
 * but a JDK: without arguments it names the cases, with {@code CASE FOLDER} it writes one:
 * contracts ({@code schemas}), landing files ({@code home/landing}) of {@code city.bad} and of
 * {@code city.good}, and what is expected ({@code expect}: the exit code, the rows stored, a part
 * of the message).
 */
final class BigBadFiles {
  private static final int MB = 1 << 20;
  private static final int GB = 1024 * MB;
  private static final String PEOPLE = "id,amount,note\nA,1,x\n";

  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  /**
   * A case.
   *
   * @param server properties of the contract's server, as YAML
   * @param columns names of its columns, texts all of them
   * @param file the name of the file
   * @param exit the exit code of the run
   * @param stored rows that are stored; −1 if the file is held back
   * @param says a part of what the run, or {@code lake refused}, says
   */
  private record Case(
      String name,
      String what,
      String format,
      String server,
      String columns,
      String file,
      int exit,
      long stored,
      String says,
      Content content) {}

  private static final String TOO_MUCH = "more than 100 times as large as packed";

  private static final List<Case> CASES =
      List.of(
          held(
              "gzip-zeros",
              "R29: 1 GB of zeros in a .gz of 1 MB",
              "a.csv.gz",
              TOO_MUCH,
              out -> gzip(out, zeros())),
          held(
              "gzip-rows",
              "R29: 1 GB of equal rows in a .gz",
              "a.csv.gz",
              TOO_MUCH,
              out -> gzip(out, repeated(PEOPLE, "B,2,y\n", GB))),
          held("zip-zeros", "R29: 1 GB of zeros in a .zip", "a.zip", TOO_MUCH, BigBadFiles::zip),
          held(
              "zip-in-zip",
              "R29: zips in zips, five deep, 16 in each, as 42.zip: 1 PB",
              "a.zip",
              "inside an archive",
              BigBadFiles::layers),
          held(
              "zip-overlapping",
              "R29: a zip of 5,000 names for the same 256 MB: 1.2 TB",
              "a.zip",
              TOO_MUCH,
              BigBadFiles::overlapping),
          held(
              "zip-files",
              "R29: a zip of 60,000 files",
              "a.zip",
              "more than 10000 files",
              BigBadFiles::manyEntries),
          held(
              "tar-zeros",
              "R29: 1 GB of zeros in a .tar.gz",
              "a.tar.gz",
              TOO_MUCH,
              BigBadFiles::tar),
          new Case(
              "xlsx-zeros",
              "R29, R35: a sheet of 1 GB of blanks in 1 MB",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              1,
              -1,
              "100 times",
              out -> xlsx(out, sheet -> repeated("", " ".repeat(1000), GB).write(sheet), none())),
          new Case(
              "xlsx-styled",
              "R35: 1,048,576 rows of ten empty styled cells, one record",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              0,
              1,
              "",
              out -> xlsx(out, sheet -> styled(sheet, 1 << 20, 10), none())),
          new Case(
              "xlsx-rows",
              "R35: 10,000,000 empty styled rows",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              1,
              -1,
              "more than 1048576 rows",
              out -> xlsx(out, sheet -> styled(sheet, 10_000_000, 1), none())),
          new Case(
              "xlsx-columns",
              "R35: 16,384 columns",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              1,
              -1,
              "16384 columns, more than 10000",
              out -> xlsx(out, BigBadFiles::wideSheet, none())),
          new Case(
              "xlsx-texts",
              "R35: 330 MB of shared strings of 100 letters, one record",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              0,
              1,
              "",
              out -> xlsx(out, sheet -> styled(sheet, 2, 1), texts(330L * MB))),
          new Case(
              "xlsx-more-texts",
              "R35: 600 MB of shared strings of 100 letters",
              "excel",
              "",
              "id, note",
              "a.xlsx",
              1,
              -1,
              "texts that take more than 512 MB of memory",
              out -> xlsx(out, sheet -> styled(sheet, 2, 1), texts(600L * MB))),
          new Case(
              "json-deep",
              "R37: a JSON document of 100 million brackets",
              "json",
              "",
              "id",
              "a.json",
              1,
              -1,
              "it ends before its last bracket is closed",
              repeated("", "[", 100_000_000)),
          new Case(
              "jsonl-deep",
              "R37: a JSON line of 10 million brackets, a record after it",
              "jsonl",
              "",
              "id",
              "a.jsonl",
              0,
              1,
              "deep",
              out -> {
                repeated("{\"id\":", "[", 10_000_000).write(out);
                text(out, "\n{\"id\":\"B\"}\n");
              }),
          new Case(
              "xml-deep",
              "R37: 10 million XML elements in each other",
              "xml",
              "{property: rows, value: r}",
              "id",
              "a.xml",
              1,
              -1,
              "deep",
              repeated("<l><r>", "<x>", 30_000_000)),
          new Case(
              "xml-laughs",
              "R37: XML with entities of entities, a billion in all",
              "xml",
              "{property: rows, value: r}",
              "id",
              "a.xml",
              1,
              -1,
              "document type",
              BigBadFiles::laughs),
          new Case(
              "line",
              "R41: a line of 1 GB, a row before and after it",
              "csv",
              "",
              "id, amount, note",
              "a.csv",
              0,
              2,
              "longer than 16 MB",
              out -> {
                repeated(PEOPLE + "B,2,", "y", GB).write(out);
                text(out, "\nC,3,z\n");
              }),
          new Case(
              "cell",
              "R41: a quoted cell of 1 GB over many lines, a row before and after it",
              "csv",
              "{property: multiline, value: true}",
              "id, amount, note",
              "a.csv",
              1,
              -1,
              "a quote that is not closed",
              out -> {
                repeated(PEOPLE + "B,2,\"", "some words and the end of a line\n", GB).write(out);
                text(out, "\"\nC,3,z\n");
              }),
          new Case(
              "jsonl-line",
              "R41: a JSON line of 1 GB, a record after it",
              "jsonl",
              "",
              "id",
              "a.jsonl",
              0,
              1,
              "longer than 16 MB",
              out -> {
                repeated("{\"id\":\"", "y", GB).write(out);
                text(out, "\"}\n{\"id\":\"B\"}\n");
              }),
          new Case(
              "json-value",
              "R41: a value of 1 GB in a JSON document, a record after it",
              "json",
              "",
              "id",
              "a.json",
              0,
              1,
              "longer than 16 MB",
              out -> {
                repeated("[{\"id\":\"", "y", GB).write(out);
                text(out, "\"},{\"id\":\"B\"}]");
              }),
          new Case(
              "xml-value",
              "R41: a text of 1 GB in an XML document",
              "xml",
              "{property: rows, value: r}",
              "id",
              "a.xml",
              1,
              -1,
              "longer than",
              out -> {
                repeated("<l><r><id>", "y", GB).write(out);
                text(out, "</id></r></l>");
              }),
          new Case(
              "columns",
              "R42: a header of 2,000,000 columns",
              "csv",
              "",
              "id, amount, note",
              "a.csv",
              1,
              -1,
              "2000000 columns, more than 10000",
              out -> {
                for (int i = 1; i <= 2_000_000; i++) {
                  text(out, (i == 1 ? "c" : ",c") + Integer.toString(i, 36)); // the line has 12 MB
                }
                repeated("\n1", ",", 1_999_999).write(out);
              }),
          new Case(
              "files",
              "R43: 50,000 files of a row each",
              "csv",
              "",
              "id, amount, note",
              "",
              0,
              50_000,
              "",
              none()));

  private BigBadFiles() {}

  private static Case held(String name, String what, String file, String says, Content content) {
    return new Case(name, what, "csv", "", "id, amount, note", file, 1, -1, says, content);
  }

  /** Names the cases, or writes one. */
  public static void main(String[] words) throws IOException {
    if (words.length == 0) {
      CASES.forEach(each -> System.out.println(each.name));
      return;
    }
    for (Case each : CASES) {
      if (each.name.equals(words[0])) {
        write(each, Path.of(words[1]));
        System.out.println(each.what);
      }
    }
  }

  private static void write(Case bad, Path folder) throws IOException {
    Path schemas = Files.createDirectories(folder.resolve("schemas/city"));
    Files.writeString(schemas.resolve("bad.yaml"), contract("bad", bad));
    Case good = new Case("good", "", "csv", "", "key, value", "a.csv", 0, 1, "", none());
    Files.writeString(schemas.resolve("good.yaml"), contract("good", good));
    Path landing = Files.createDirectories(folder.resolve("home/landing/city/bad"));
    Path fine = Files.createDirectories(folder.resolve("home/landing/city/good"));
    Files.writeString(fine.resolve("a.csv"), "key,value\nA,1\n");
    Files.writeString(folder.resolve("expect"), bad.exit + "\n" + bad.stored + "\n" + bad.says);
    if (bad.file.isEmpty()) {
      for (int i = 0; i < bad.stored; i++) {
        Files.writeString(landing.resolve(i + ".csv"), "id,amount,note\nP" + i + ",1,x\n");
      }
      return;
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(landing.resolve(bad.file)), MB)) {
      bad.content.write(out);
    }
  }

  private static String contract(String name, Case of) {
    StringBuilder columns = new StringBuilder();
    for (String column : of.columns.split(", ")) {
      columns.append(
          "      - {name: %s, logicalType: string, classification: public}%n".formatted(column));
    }
    String ending = of.file.isEmpty() ? "csv" : of.file.substring(of.file.indexOf('.') + 1);
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: urn:big:city:NAME
        name: NAME
        version: 1.0.0
        status: active
        domain: city
        tenant: 试
        description: {purpose: 试, limitations: 试, usage: 试}
        servers:
          - {server: landing, type: local, path: city/NAME/*.ENDING, format: FORMAT, customProperties: [SERVER]}
        schema:
          - name: NAME
            physicalType: table
            customProperties:
              - {property: openingType, value: closed}
              - {property: grade, value: general-1}
              - {property: provider, value: 试}
            properties:
        COLUMNS
        team:
          members:
            - {username: an.officer, role: chiefDataOfficer}
            - {username: a.steward, role: steward}
        """
        .replace("NAME", name)
        .replace("ENDING", ending)
        .replace("FORMAT", of.format)
        .replace("SERVER", of.server)
        .replace("COLUMNS\n", columns);
  }

  private static Content none() {
    return out -> {};
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A beginning, and then a text again and again up to so many bytes. */
  private static Content repeated(String first, String again, long bytes) {
    return out -> {
      text(out, first);
      byte[] once = again.repeat(Math.max(1, MB / again.length())).getBytes(StandardCharsets.UTF_8);
      long left = bytes;
      for (; left >= once.length; left -= once.length) {
        out.write(once);
      }
      out.write(once, 0, (int) (left / again.length() * again.length()));
    };
  }

  private static Content zeros() {
    return repeated("", "\0", GB);
  }

  private static void gzip(OutputStream out, Content content) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(out, MB);
    content.write(gzip);
    gzip.finish();
  }

  private static void zip(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.putNextEntry(new ZipEntry("a.csv"));
    zeros().write(zip);
    zip.finish();
  }

  private static void layers(OutputStream out) throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    zip(inner);
    for (int layer = 0; layer < 5; layer++) {
      ByteArrayOutputStream outer = new ByteArrayOutputStream();
      ZipOutputStream zip = new ZipOutputStream(outer);
      for (int i = 0; i < 16; i++) {
        zip.putNextEntry(new ZipEntry("lib " + i + ".zip"));
        zip.write(inner.toByteArray());
      }
      zip.finish();
      inner = outer;
    }
    inner.writeTo(out);
  }

  /** One file in the archive, and a directory that calls it by many names. */
  private static void overlapping(OutputStream out) throws IOException {
    byte[] zeros = new byte[256 * MB];
    CRC32 crc = new CRC32();
    crc.update(zeros);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    var deflater = new java.util.zip.Deflater(9, true);
    try (var deflated = new java.util.zip.DeflaterOutputStream(packed, deflater, MB)) {
      deflated.write(zeros);
    }
    byte[] name = "0000.csv".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer local = little(30 + name.length).putInt(0x04034b50).putShort((short) 20);
    entry(local.putShort((short) 0), crc, packed.size(), zeros.length);
    local.putShort((short) name.length).putShort((short) 0).put(name);
    out.write(local.array());
    packed.writeTo(out);
    int start = 30 + name.length + packed.size();
    int names = 5000;
    for (int i = 0; i < names; i++) {
      byte[] each = "%04d.csv".formatted(i).getBytes(StandardCharsets.US_ASCII);
      ByteBuffer central = little(46 + each.length).putInt(0x02014b50).putInt(20 | 20 << 16);
      entry(central.putShort((short) 0), crc, packed.size(), zeros.length);
      central.putShort((short) each.length).position(46);
      out.write(central.put(each).array());
    }
    int size = names * (46 + name.length);
    ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
    end.putShort((short) names).putShort((short) names).putInt(size).putInt(start);
    out.write(end.array());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the two headers of an entry have in common: method, time, date, sum and sizes. */
  private static void entry(ByteBuffer header, CRC32 crc, int packed, int unpacked) {
    header.putShort((short) 8).putInt(0x5a210000);
    header.putInt((int) crc.getValue()).putInt(packed).putInt(unpacked);
  }

  private static void manyEntries(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (int i = 0; i < 60_000; i++) {
      zip.putNextEntry(new ZipEntry(i + ".csv"));
      text(zip, PEOPLE);
    }
    zip.finish();
  }

  private static void tar(OutputStream out) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(out, MB);
    byte[] header = new byte[512];
    field(header, 0, "a.csv");
    field(header, 100, "0000644");
    field(header, 124, "%011o".formatted(GB));
    field(header, 136, "00000000000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = '0';
    field(header, 257, "ustar\00000");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    field(header, 148, "%06o\0 ".formatted(sum));
    gzip.write(header);
    zeros().write(gzip);
    gzip.write(new byte[1024]);
    gzip.finish();
  }

  private static void field(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static void xlsx(OutputStream out, Content rows, Content texts) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    String types = "http://schemas.openxmlformats.org/";
    String sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    part(
        zip,
        "[Content_Types].xml",
        head
            + "<Types xmlns=\"%spackage/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                .formatted(types)
            + override("workbook", sheets + "sheet.main")
            + override("worksheets/sheet1", sheets + "worksheet")
            + override("styles", sheets + "styles")
            + override("sharedStrings", sheets + "sharedStrings")
            + "</Types>");
    String relation = types + "officeDocument/2006/relationships";
    String relations =
        head + "<Relationships xmlns=\"%spackage/2006/relationships\">".formatted(types);
    part(
        zip,
        "_rels/.rels",
        relations
            + "<Relationship Id=\"r1\" Type=\"%s/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                .formatted(relation));
    part(
        zip,
        "xl/_rels/workbook.xml.rels",
        relations
            + "<Relationship Id=\"r1\" Type=\"%s/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                .formatted(relation)
            + "<Relationship Id=\"r2\" Type=\"%s/styles\" Target=\"styles.xml\"/>"
                .formatted(relation)
            + "<Relationship Id=\"r3\" Type=\"%s/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
                .formatted(relation));
    String main = "xmlns=\"%sspreadsheetml/2006/main\"".formatted(types);
    part(
        zip,
        "xl/workbook.xml",
        head
            + "<workbook %s xmlns:r=\"%s\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                .formatted(main, relation));
    part(
        zip,
        "xl/styles.xml",
        head
            + "<styleSheet %s><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"1\"/></cellXfs></styleSheet>"
                .formatted(main));
    zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
    text(zip, head + "<sst %s><si><t>id</t></si><si><t>note</t></si>".formatted(main));
    texts.write(zip);
    text(zip, "</sst>");
    zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
    text(zip, head + "<worksheet %s><sheetData>".formatted(main));
    rows.write(zip);
    text(zip, "</sheetData></worksheet>");
    zip.finish();
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"/xl/%s.xml\" ContentType=\"%s+xml\"/>".formatted(part, type);
  }

  private static void part(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    text(zip, content);
  }

  /** A header, one record, and so many rows of empty cells that have a style. */
  private static void styled(OutputStream out, int rows, int cells) throws IOException {
    text(
        out, "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>");
    text(out, "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2</v></c></row>");
    for (int row = 3; row <= rows; row++) {
      StringBuilder line = new StringBuilder("<row r=\"").append(row).append("\">");
      for (int cell = 0; cell < cells; cell++) {
        line.append("<c r=\"").append((char) ('A' + cell)).append(row).append("\" s=\"1\"/>");
      }
      text(out, line.append("</row>").toString());
    }
  }

  private static void wideSheet(OutputStream out) throws IOException {
    for (int row = 1; row <= 2; row++) {
      text(out, "<row r=\"%d\">".formatted(row));
      for (int column = 0; column < 16_384; column++) {
        text(out, "<c t=\"inlineStr\"><is><t>c%d</t></is></c>".formatted(column));
      }
      text(out, "</row>");
    }
  }

  /** Texts that nothing packs well. */
  private static Content texts(long bytes) {
    return out -> {
      SplittableRandom random = new SplittableRandom(1);
      byte[] item =
          "<si><t>%s</t></si>".formatted("x".repeat(100)).getBytes(StandardCharsets.UTF_8);
      for (long left = bytes; left >= item.length; left -= item.length) {
        for (int i = 0; i < 100; i++) {
          item[7 + i] = (byte) ('a' + random.nextInt(26));
        }
        out.write(item);
      }
    };
  }

  private static void laughs(OutputStream out) throws IOException {
    text(out, "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 10; i++) {
      text(out, "<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
    }
    text(out, "]><l><r><id>&a9;</id></r></l>");
  }
}
