package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a file before anything of it is stored. */
class FingerprintTest {

  @TempDir Path landing;

  private Delivery table() {
    return new Delivery(landing).column("id", Type.STRING).column("note", Type.STRING);
  }

  @Test
  void theChecksumIsThatOfTheStoredBytes() throws IOException {
    Fingerprint fingerprint = table().fingerprint(utf8("id,note\nA,x\n\nB,y\n"));

    assertThat(fingerprint.sha256())
        .isEqualTo("5d25418a6b72c6f019bbe088deb7854f5d5645cbd21ebb200b944d33811a7cc4");
    assertThat(fingerprint.size()).isEqualTo(17);
    assertThat(fingerprint.records()).isEqualTo(2);
    assertThat(fingerprint.blankLines()).isEqualTo(1);
    assertThat(fingerprint.header()).containsExactly("id", "note");
    assertThat(fingerprint.dataOffset()).isEqualTo(8);
    assertThat(fingerprint.refusal()).isEmpty();
  }

  @Test
  void theChecksumOfARefusedFileIsThatOfAllItsBytes() throws IOException {
    byte[] content = "PK\u0003\u0004 and much more".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(table().fingerprint(content).sha256())
        .isEqualTo("a49ed0794b50a8de039616c09870ce73e857d5e894e6ebca3ee7587d9b5a5b0d");
  }

  @Test
  void aFileThatChangedMeanwhileIsLeftForTheNextRun() throws IOException {
    LandingFile file = table().write(utf8("id,note\nA,x\n"));
    LandingFile seenBefore =
        new LandingFile(file.name(), file.path(), file.size() - 1, file.modified());

    assertThat(Fingerprint.of(Delivery.fs(), seenBefore, table().source()).refusal())
        .hasValueSatisfying(refusal -> assertThat(refusal.rule()).isEqualTo("changed"));
  }

  @Test
  void aFileThatIsGoneIsNamedAndNothingBreaks() throws IOException {
    LandingFile file = table().write(utf8("id,note\nA,x\n"));
    Delivery.fs().delete(file.path(), false);

    assertThat(Fingerprint.of(Delivery.fs(), file, table().source()).refusal())
        .hasValueSatisfying(refusal -> assertThat(refusal.rule()).isEqualTo("unreadable"));
  }

  @Nested
  class Encodings {

    @Test
    void gbkReadAsUtf8IsRefusedAtItsFirstBadByte() throws IOException {
      Refusal refusal =
          refused(table(), "id,note\nA,x\nB,太原\nC,y\n".getBytes(Charset.forName("GBK")));

      assertThat(refusal.rule()).isEqualTo("encoding");
      assertThat(refusal.reason())
          .isEqualTo("1 of 3 records are not UTF-8; the first bad byte is byte 14");
      assertThat(refusal.offset()).isEqualTo(14);
      assertThat(refusal.line()).isEqualTo(3);
      assertThat(refusal.remedy()).contains("encoding");
    }

    @Test
    void anEncodingThatChangesHalfWayIsRefused() throws IOException {
      byte[] utf8 = utf8("id,note\n" + "A,太原\n".repeat(50));
      byte[] gbk = "A,我们\n".repeat(50).getBytes(Charset.forName("GBK"));

      assertThat(refused(table(), join(utf8, gbk)).offset()).isEqualTo(utf8.length + 2L);
    }

    @Test
    void utf8ReadAsGbkIsRefused() throws IOException {
      assertThat(refused(table().in("GBK"), utf8("id,note\nA,我们是\n")).rule()).isEqualTo("encoding");
      assertThat(refused(table().in("GBK"), utf8("\ufeffid,note\nA,x\n")).reason())
          .contains("byte-order mark of UTF-8");
    }

    @Test
    void aHeaderThatIsMalformedIsRefused() throws IOException {
      assertThat(refused(table(), "编号,note\nA,x\n".getBytes(Charset.forName("GBK"))))
          .satisfies(refusal -> assertThat(refusal.rule()).isEqualTo("encoding"))
          .satisfies(refusal -> assertThat(refusal.offset()).isZero());
    }

    @Test
    void utf16IsNamed() throws IOException {
      for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE"}) {
        Refusal refusal =
            refused(table(), "id,note\nA,x\nB,太原\n".getBytes(Charset.forName(charset)));
        assertThat(refusal.reason()).isEqualTo("the file is UTF-16 text");
        assertThat(refusal.remedy())
            .isEqualTo("save it as UTF-8, or set encoding to UTF-16LE or UTF-16BE in the contract");
      }
    }

    @Test
    void theContractDecidesHoweverShortTheFileIs() throws IOException {
      byte[] gbk = "id,note\nA,太原\n".getBytes(Charset.forName("GBK"));

      assertThat(table().in("GBK").fingerprint(gbk).refusal()).isEmpty();
    }
  }

  @Nested
  class Gzip {

    @Test
    void isReadWithAllItsMembers() throws IOException {
      byte[] content = join(gzip("id,note\nA,x\n"), gzip("B,y\n"), gzip(""), gzip("C,z\n"));
      Delivery delivery = table().named("a.csv.gz");

      assertThat(delivery.read(content).rows()).containsExactly("A|x", "B|y", "C|z");
      assertThat(delivery.fingerprint(content).size()).isEqualTo(content.length);
    }

    @Test
    void thatIsCutShortIsRefusedWhereverItIsCut() throws IOException {
      byte[] whole = gzip("id,note\n" + "A,x\n".repeat(1000));
      for (int length = 3; length < whole.length; length += 1) {
        Refusal refusal = refused(table().named("a.csv.gz"), Arrays.copyOf(whole, length));
        assertThat(refusal.rule()).isEqualTo("gzip");
      }
    }

    @Test
    void withAnythingElseBehindItIsRefused() throws IOException {
      byte[] content = join(gzip("id,note\nA,x\n"), utf8("B,y\n and some more"));

      assertThat(refused(table().named("a.csv.gz"), content).rule()).isEqualTo("gzip");
    }

    @Test
    void withAWrongChecksumIsRefused() throws IOException {
      byte[] content = gzip("id,note\n" + random(5000) + "\n");
      content[content.length / 2] ^= 1;

      assertThat(refused(table().named("a.csv.gz"), content).rule()).isEqualTo("gzip");
    }

    @Test
    void thatUnpacksToAHundredTimesItsSizeIsRefusedInTime() throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(packed)) {
        out.write(utf8("id,note\n"));
        byte[] zeros = "0,0\n".repeat(1 << 18).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 280; i++) {
          out.write(zeros);
        }
      }

      Delivery delivery = table().named("a.csv.gz");
      Fingerprint fingerprint = delivery.fingerprint(packed.toByteArray());
      assertThat(fingerprint.refusal())
          .hasValueSatisfying(
              refusal -> assertThat(refusal.reason()).contains("more than 100 times as large"));
      assertThat(fingerprint.records()).isLessThan(100L << 20);
    }
  }

  @Nested
  class Content {

    @Test
    void isToldByTheBytesAndNotByTheName() throws IOException {
      assertThat(refused(table(), gzip("id,note\n")))
          .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo("the file is gzip data"))
          .satisfies(refusal -> assertThat(refusal.remedy()).contains(".gz"));
      assertThat(refused(table().named("a.csv.gz"), utf8("id,note\n")).reason())
          .isEqualTo("the name ends in .gz, but the file is text");
      assertThat(refused(table().named("a.csv.gz"), zip("a.csv")).reason())
          .isEqualTo("the name ends in .gz, but the file is a zip archive");
      assertThat(refused(table(), zip("xl/workbook.xml")).reason())
          .isEqualTo("the file is an Excel workbook (xlsx)");
      assertThat(refused(table(), utf8("\n<!DOCTYPE html><html>")).remedy()).contains("error page");
      assertThat(refused(table(), utf8("%PDF-1.7")).reason())
          .isEqualTo("the file is a PDF document");
      assertThat(refused(table().named("a.csv.gz"), gzip("%PDF-1.7")).reason())
          .isEqualTo("the file is a PDF document");
    }
  }

  @Nested
  class Headers {

    @Test
    void thatDoNotMatchShowOldAndNewSideBySide() throws IOException {
      Refusal refusal = headerOf("id,note_text\nA,x\n");

      assertThat(refusal.rule()).isEqualTo("header");
      assertThat(refusal.reason())
          .isEqualTo(
              "the header lacks note (is note now note_text?); contract: id, note; file: id,"
                  + " note_text");
      assertThat(refusal.remedy()).contains("physicalName");
    }

    @Test
    void thatLackAColumnAreRefused() throws IOException {
      assertThat(headerOf("id,other_things\nA,x\n").reason())
          .startsWith("the header lacks note;")
          .contains("contract: id, note");
    }

    @Test
    void thatAreNoneDoNotShowTheDataInTheirPlace() throws IOException {
      Refusal refusal = headerOf("张三,13900000000\n李四,13900000001\n");

      assertThat(refusal.reason())
          .contains("0 of the 2 column names", "id, note")
          .doesNotContain("张三", "1390");
    }

    @Test
    void withTwoEqualNamesAreRefused() throws IOException {
      assertThat(headerOf("id,note,note\n").reason()).startsWith("two columns are named note");
      assertThat(headerOf("id,note,Note \n").reason()).startsWith("two columns are named Note ");
      assertThat(headerOf("id,note,ｎｏｔｅ\n").reason()).startsWith("two columns are named ｎｏｔｅ");
    }

    @Test
    void withTooManyColumnsAreRefused() throws IOException {
      assertThat(refused(table(), utf8("id,note" + ",".repeat(20_000) + "\n")).reason())
          .startsWith("20002 columns, more than 10000");
    }

    @Test
    void thatCannotBeSplitAreRefused() throws IOException {
      assertThat(refused(table(), utf8("id,\"note\nA,x\n")).reason())
          .isEqualTo("the header line: a quote that is not closed");
    }

    private Refusal headerOf(String content) throws IOException {
      Fingerprint fingerprint = table().fingerprint(utf8(content));
      assertThat(fingerprint.refusal()).isEmpty();
      return table().header(fingerprint).refusal().orElseThrow();
    }
  }

  private static Refusal refused(Delivery delivery, byte[] content) throws IOException {
    Refusal refusal = delivery.fingerprint(content).refusal().orElseThrow();
    assertThat(refusal.remedy()).isNotEmpty();
    return refusal;
  }

  private static String random(int length) {
    return new Random(1)
        .ints(length, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(utf8(text));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(utf8("x"));
    }
    return bytes.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
