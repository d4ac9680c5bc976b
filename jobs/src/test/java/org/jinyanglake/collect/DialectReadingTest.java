package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.contract.Source.Dialect;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delimited text in dialects and encodings that a contract declares, or leaves to be found. */
class DialectReadingTest {

  @TempDir Path landing;

  private Delivery table() {
    return new Delivery(landing).column("id", Type.LONG).column("name", Type.STRING).splitAt(7);
  }

  private static Dialect around(int preamble, int headerRows, int footer) {
    return new Dialect(',', '"', '"', preamble, headerRows, footer, false, false);
  }

  @Test
  void quotesAfterABackslash() throws IOException {
    String csv = "id,name\n1,\"a \\\"b\\\", c\"\n2,\"d\\\\\"\n3,e\\,f\n4,\"g\\h\"\n5,\"i\"\"j\"\n";
    for (boolean multiline : new boolean[] {false, true}) {
      Delivery.Result result =
          table().dialect(new Dialect(',', '"', '\\', 0, 1, 0, multiline, false)).read(csv);

      assertThat(result.rows()).containsExactly("1|a \"b\", c", "2|d\\", "3|e,f", "4|g\\h");
      assertThat(result.reasons()).as("a doubled quote").hasSize(1);
    }
    assertThat(
            table()
                .dialect(new Dialect(',', '"', '\\', 0, 1, 0, true, false))
                .read("id,name\n1,\"a\\\"\nb\"\n2,c\n")
                .rows())
        .containsExactly("1|a\"\nb", "2|c");
  }

  @Test
  void quotesThatMeanNothing() throws IOException {
    Dialect tabs = new Dialect('\t', Dialect.NONE, Dialect.NONE, 0, 1, 0, false, false);

    assertThat(table().dialect(tabs).read("id\tname\n1\t5\" pipe\n2\t\"x\"\n").rows())
        .containsExactly("1|5\" pipe", "2|\"x\"");
  }

  @Test
  void linesBeforeAndAfterTheTableAreNoRows() throws IOException {
    String csv = "Report, of \"March\"\n\nid,name\n1,a\n2,b\n3,c\nTotal: 3\nsource: office\n";

    Delivery.Result result = table().dialect(around(2, 1, 2)).read(csv);

    assertThat(result.rows()).containsExactly("1|a", "2|b", "3|c");
    assertThat(result.fingerprint().records()).isEqualTo(3);
    assertThat(result.tally().rows()).isEmpty();
    assertThat(table().dialect(around(0, 1, 2)).read("id,name\n1,a\n").rows()).isEmpty();
    assertThat(table().dialect(around(2, 0, 0)).read("x\ny\n1,a\n2,b\n").rows())
        .containsExactly("1|a", "2|b");
    Delivery.Result refused = table().dialect(around(2, 1, 0)).read("x\n\nid,name\n1,a\nb,2\n");
    assertThat(refused.tally().rows().get(0).line()).isEqualTo(5);
  }

  @Test
  void namesOfSeveralRowsAreJoined() throws IOException {
    Delivery delivery =
        new Delivery(landing)
            .column("day", Type.STRING)
            .column("Travel Air", Type.LONG)
            .column("Travel Rail", Type.LONG)
            .dialect(around(0, 2, 0));

    assertThat(delivery.read("day,Travel,\n,Air,Rail\nMon,1,2\n").rows())
        .containsExactly("Mon|1|2");
  }

  @Test
  void big5AndUtf16() throws IOException {
    String csv = "id,name\r\n1,臺北市，信義區\r\n2,\"高雄市,鹽埕區\"\r\n3,許功蓋\r\n";
    for (String charset : List.of("Big5", "UTF-16LE", "UTF-16BE")) {
      for (String mark : charset.equals("Big5") ? List.of("") : List.of("", "\ufeff")) {
        assertThat(table().in(charset).read(mark + csv).rows())
            .as(charset)
            .containsExactly("1|臺北市，信義區", "2|高雄市,鹽埕區", "3|許功蓋");
      }
    }
    assertThat(table().in("UTF-16LE").read("id,name\n1,\ud840\udc0b\n").rows())
        .containsExactly("1|\ud840\udc0b");
  }

  @Test
  void anUtf16FileThatIsDamagedIsRefusedWithTheByte() throws IOException {
    byte[] csv = "id,name\n1,\ud840\udc0b\n2,x\n".getBytes(StandardCharsets.UTF_16LE);
    csv[23] = 0; // the low surrogate is none any more
    assertThat(table().in("UTF-16LE").fingerprint(csv).refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.rule()).isEqualTo("encoding");
              assertThat(refusal.offset()).isEqualTo(20);
              assertThat(refusal.reason()).contains("UTF-16LE", "byte 20");
            });
    assertThat(table().fingerprint("id,name\n1,x\n".getBytes(StandardCharsets.UTF_16)).refusal())
        .hasValueSatisfying(
            refusal -> assertThat(refusal.remedy()).contains("set encoding to UTF-16LE"));
  }

  @Test
  void whatTheContractLeavesOpenIsFound() throws IOException {
    List<String> same = List.of("1|a;b", "2|李敏\n换行", "3|it's \"x\"");
    String plain = "id,name\n1,a;b\n2,\"李敏\n换行\"\n3,\"it's \"\"x\"\"\"\n";
    assertThat(table().detected().read(plain).rows()).isEqualTo(same);
    for (String charset : List.of("GBK", "UTF-16LE", "UTF-8")) {
      assertThat(table().detected().read(plain.getBytes(Charset.forName(charset))).rows())
          .as(charset)
          .isEqualTo(same);
    }
    assertThat(
            table()
                .detected()
                .read("报告\n\nid;name\r\n1;\"a\\;b\\\"\"\r\n2;\"c\\\"d\"\r\n3;e\r\n")
                .rows())
        .containsExactly("1|a;b\"", "2|c\"d", "3|e");
    assertThat(
            new Delivery(landing).column("id", Type.LONG).detected().read("id\n1\n2\n3\n").rows())
        .as("one column")
        .containsExactly("1", "2", "3");
    assertThat(table().detected().read("id\tname\n1\tx\n2\ty\tz\n3\tw\n").reasons())
        .containsExactly("3 cells, but 2 are expected");
  }

  private Refusal refusal(String text) throws IOException {
    return table()
        .detected()
        .fingerprint(text.getBytes(StandardCharsets.UTF_8))
        .refusal()
        .orElseThrow();
  }

  @Test
  void whereTheFileLeavesDoubtAPersonIsAsked() throws IOException {
    Refusal close = refusal("id;name|x\n1;2|3\n4;5|6\n");
    assertThat(close.reason()).contains("delimiter ", "nearly as well as with delimiter");
    assertThat(close.remedy()).contains("write delimiter and quote into the contract's server");

    Refusal two = refusal("id,name\n1,a\n2,b\n,\nid,name\n3,c\n4,d\n");
    assertThat(two.reason()).contains("more than one table", "a row without any content");
    assertThat(two.line()).isEqualTo(4);

    assertThat(refusal("id, name\n1, \"a, b\"\n2, \"c, d\"\n").reason()).contains("a blank");

    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    mixed.writeBytes("id,name\n1,太原市迎泽区\n".getBytes(StandardCharsets.UTF_8));
    mixed.writeBytes("2,大同市平城区\n".getBytes(Charset.forName("GBK")));
    assertThat(table().detected().fingerprint(mixed.toByteArray()).refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.rule()).isEqualTo("encoding");
              assertThat(refusal.offset()).isEqualTo(31);
              assertThat(refusal.reason()).contains("UTF-8 up to byte 31 (line 3)");
            });
  }

  @Test
  void aFoundEncodingIsConfirmedToTheEndOfTheFile() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("id,name\n".getBytes(StandardCharsets.UTF_8));
    byte[] row = "1,太原市迎泽区迎泽大街\n".getBytes(StandardCharsets.UTF_8);
    while (text.size() < FoundSource.HEAD * 5 / 4) {
      text.writeBytes(row);
    }
    int end = text.size();
    for (int i = 0; i < 100; i++) {
      text.writeBytes("2,大同市平城区\n".getBytes(Charset.forName("GBK")));
    }

    assertThat(table().in("UTF-8").fingerprint(text.toByteArray()).refusal())
        .as("a declared encoding: only these rows are refused")
        .isEmpty();
    assertThat(table().detected().fingerprint(text.toByteArray()).refusal())
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.rule()).isEqualTo("encoding");
              assertThat(refusal.offset()).isEqualTo(end + 2);
              assertThat(refusal.reason()).contains("100 of", "not UTF-8", "byte " + (end + 2));
              assertThat(refusal.remedy()).isEqualTo("deliver it in one encoding");
            });
  }
}
