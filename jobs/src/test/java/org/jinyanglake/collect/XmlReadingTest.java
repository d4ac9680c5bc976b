package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the elements of an XML document. */
class XmlReadingTest {

  @TempDir Path landing;

  private Delivery permits() {
    return new Delivery(landing)
        .as(Source.Format.XML, "a.xml")
        .within(new Source.Within("", "permit", "", 1, 1, false))
        .column("id", "@id", Type.INTEGER)
        .column("holder", "持证人", Type.STRING)
        .column("city", "/address/city", Type.STRING)
        .column("code", "/address/@code", Type.STRING)
        .column("fee", Type.decimal(8, 2));
  }

  private Refusal refusal(String document) throws IOException {
    return permits().fingerprint(document.getBytes(StandardCharsets.UTF_8)).refusal().orElseThrow();
  }

  @Test
  void elementsOfOneNameAreTheRecordsWhereverTheyStand() throws IOException {
    Result result =
        permits()
            .read(
                "<?xml version=\"1.0\"?>\n<p:list xmlns:p=\"urn:p\"><head><n>2</n></head>\n"
                    + " <p:permit id=\"1\"><!-- note --><持证人>张<![CDATA[<三>]]>&amp;&#20013;</持证人>\n"
                    + "  <p:address code=\"140105\"><p:city>太原</p:city><zip>1</zip></p:address>"
                    + "<fee>12.5</fee></p:permit>\n"
                    + " <group><permit id=\"2\"><fee xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/"
                    + "2001/XMLSchema-instance\"/><持证人/></permit></group></p:list>");

    assertThat(result.rows()).containsExactly("1|张<三>&中|太原|140105|12.50", "2|null|null|null|null");
    assertThat(result.offsets()).containsExactly(1L, 2L);
    assertThat(result.tally().unknown()).containsExactly("/address/zip");
  }

  @Test
  void aRecordThatDoesNotFitIsRefusedAlone() throws IOException {
    Result result =
        permits()
            .read(
                "<l><permit id=\"x\"><fee>1</fee></permit><permit><fee>1</fee><fee>2</fee></permit>"
                    + "<permit><fee><b>1</b></fee></permit><permit><fee> 1 </fee></permit>"
                    + "<permit><持证人>a\u0085</持证人></permit><permit id=\"6\"/></l>");

    assertThat(result.rows()).containsExactly("6|null|null|null|null");
    assertThat(result.reasons())
        .containsExactly(
            "id: letters in an integer",
            "fee: a value that comes twice",
            "fee: an element with elements in it for a plain value",
            "fee: spaces in a decimal",
            "holder: a control character");
    assertThat(result.refusedTexts().get(0)).isEqualTo("{\"@id\":\"x\",\"fee\":\"1\"}");
    assertThat(result.tally().rows()).extracting(RefusedRow::line).contains(1L, 5L);
  }

  @Test
  void theDocumentSaysItsEncodingAndAByteThatIsNoneRefusesIt() throws IOException {
    byte[] gbk =
        "<?xml version='1.0' encoding='gb2312'?><l><permit><持证人>太原㐀</持证人></permit></l>"
            .getBytes(Charset.forName("GB18030"));
    byte[] utf16 =
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><l><permit id='1'/></l>"
            .getBytes(StandardCharsets.UTF_16LE);
    byte[] wrong =
        "<l><permit><fee>\u00ff</fee></permit></l>".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(permits().read(gbk).rows()).containsExactly("null|太原㐀|null|null|null");
    assertThat(permits().read(utf16).rows()).containsExactly("1|null|null|null|null");
    assertThat(permits().fingerprint(wrong).refusal().orElseThrow().reason())
        .isEqualTo("byte 16 is not UTF-8");
  }

  @Test
  void noDocumentTypeIsTakenSoNoEntityGrowsAndNothingElseIsRead() throws IOException {
    Path secret = Files.writeString(landing.resolve("secret"), "canary");
    Refusal laughs =
        refusal(
            "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
                + "<l><permit><fee>&b;</fee></permit></l>");
    Refusal external =
        refusal(
            "<!DOCTYPE l [<!ENTITY x SYSTEM \""
                + secret.toUri()
                + "\">]><l><permit><持证人>&x;</持证人></permit></l>");

    assertThat(laughs)
        .isEqualTo(
            Refusal.of(
                "xml",
                "the document is not taken: it declares a document type (DTD)",
                "leave <!DOCTYPE …> out"));
    assertThat(external).isEqualTo(laughs);
    assertThat(refusal("<l><permit><fee>&b;</fee></permit></l>").rule()).isEqualTo("xml");
  }

  @Test
  void aDocumentThatIsNotOneIsRefusedAsAWhole() throws IOException {
    assertThat(refusal("<l>\n<permit><fee>1</fee></permit>\n<permit><fee>1</permit></l>"))
        .isEqualTo(
            new Refusal(
                "xml",
                "the document is damaged: it is no well-formed XML after record 2",
                "deliver it again; nothing of it was stored",
                -1,
                3));
    assertThat(refusal("<l><permit/>").reason()).startsWith("the document is damaged");
    assertThat(refusal("<l><Permit/></l>"))
        .isEqualTo(
            Refusal.of(
                "xml",
                "the document is not taken: it has no element permit",
                "correct the property rows in the contract, the name of the element that is one"
                    + " record"));
    assertThat(refusal("<l>" + "<a>".repeat(100_000)).reason())
        .isEqualTo("the document is not taken: it is nested deeper than 100 levels");
    assertThat(refusal("<l><permit><fee>" + "1".repeat(Lines.LONGEST + 10)).reason())
        .startsWith("the document is ");
  }
}
