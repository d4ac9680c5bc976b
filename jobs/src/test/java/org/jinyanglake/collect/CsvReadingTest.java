package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of every record of delimited text. {@link Delivery#read} checks each time that the
 * rows and the refused rows are as many as the fingerprint counted.
 */
class CsvReadingTest {

  @TempDir Path landing;

  private Delivery table() {
    return new Delivery(landing)
        .required("id", Type.STRING)
        .column("amount", Type.decimal(10, 2))
        .column("note", Type.STRING);
  }

  @Nested
  class Columns {

    @Test
    void thatMayBeMissingDoNotMakeAHeaderNone() throws IOException {
      Delivery table = table();
      List.of("a", "b", "c", "d").forEach(name -> table.mayLack(name, Type.LONG));

      assertThat(table.read("id,amount,note\nA,1,x\n").rows())
          .containsExactly("A|1.00|x|null|null|null|null");
      assertThat(
              table
                  .header(table.fingerprint("A,1,x\nB,2,y\n".getBytes(StandardCharsets.UTF_8)))
                  .refusal())
          .hasValueSatisfying(refusal -> assertThat(refusal.reason()).contains("it is no header"));
    }

    @Test
    void areReadByNameWhateverTheirOrder() throws IOException {
      Result result = table().read("note,amount,id\nhello,1.5,A\n");

      assertThat(result.rows()).containsExactly("A|1.50|hello");
    }

    @Test
    void thatTheContractDoesNotKnowAreReportedAndKeptOut() throws IOException {
      Result result = table().read("id,colour,amount,note,\nA,red,1,x,\n");

      assertThat(result.rows()).containsExactly("A|1.00|x");
      assertThat(result.header().unknown()).containsExactly("colour");
    }

    @Test
    void areTakenByPositionWithoutAHeader() throws IOException {
      Result result = table().withoutHeader().read("A,1,x\nB,2,y\n");

      assertThat(result.rows()).containsExactly("A|1.00|x", "B|2.00|y");
    }

    @Test
    void notAsManyAsExpectedRefuseTheRowWithBothCounts() throws IOException {
      Result result = table().read("id,amount,note\nA,1\nB,2,x,y\nC,3,z\n");

      assertThat(result.rows()).containsExactly("C|3.00|z");
      assertThat(result.reasons())
          .containsExactly("2 cells, but 3 are expected", "4 cells, but 3 are expected");
      assertThat(result.refusedTexts()).containsExactly("A,1", "B,2,x,y");
    }

    @Test
    void aHeaderThatComesAgainIsNotARow() throws IOException {
      Result result = table().read("id,amount,note\nA,1,x\nid,amount,note\nB,2,y\n");

      assertThat(result.rows()).containsExactly("A|1.00|x", "B|2.00|y");
      assertThat(result.reasons()).containsExactly("the header line again");
    }
  }

  @Nested
  class Places {

    @Test
    void aRowKnowsItsByteAndARefusedRowItsLineToo() throws IOException {
      Result result = table().read("id,amount,note\nA,1,x\n\nB,zwei,x\nC,3,x\n");

      assertThat(result.offsets()).containsExactly(15L, 31L);
      RefusedRow refused = result.tally().rows().get(0);
      assertThat(refused.file()).isEqualTo("city/things/a.csv");
      assertThat(refused.row()).isEqualTo(22);
      assertThat(refused.line()).isEqualTo(4);
      assertThat(refused.column()).isEqualTo("amount");
      assertThat(refused.rule()).isEqualTo("decimal");
      assertThat(refused.reason()).isEqualTo("amount: letters in a decimal");
      assertThat(refused.text()).isEqualTo("B,zwei,x");
      assertThat(refused.toString()).doesNotContain("zwei");
    }

    @Test
    void theLineIsFoundAgainByItsByte() throws IOException {
      Delivery delivery = table();
      LandingFile file =
          delivery.write("id,amount,note\nA,1,x\n\nB,zwei,x".getBytes(StandardCharsets.UTF_8));

      assertThat(LineAt.of(Delivery.fs(), file.path(), delivery.source(), 22))
          .isEqualTo(new LineAt(4, "B,zwei,x"));
      org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
          .isThrownBy(() -> LineAt.of(Delivery.fs(), file.path(), delivery.source(), 23))
          .withMessageContaining("no line")
          .withMessageContaining("byte 23");
    }
  }

  @Nested
  class LineEnds {

    @Test
    void mayBeMixed() throws IOException {
      Result result = table().read("id,amount,note\r\nA,1,x\nB,2,y\rC,3,z\r\n");

      assertThat(result.rows()).containsExactly("A|1.00|x", "B|2.00|y", "C|3.00|z");
    }

    @Test
    void mayBeMixedInAMultilineDialectToo() throws IOException {
      Result result = table().multiline().read("id,amount,note\r\nA,1,x\nB,2,y\rC,3,z\r\n");

      assertThat(result.rows()).containsExactly("A|1.00|x", "B|2.00|y", "C|3.00|z");
    }

    @Test
    void blankLinesAreNoRecordsAndTheLastLineNeedsNoEnd() throws IOException {
      Result result = table().read("\nid,amount,note\n\n\nA,1,x\n\r\nB,2,y");

      assertThat(result.rows()).containsExactly("A|1.00|x", "B|2.00|y");
      assertThat(result.fingerprint().blankLines()).isEqualTo(4);
    }
  }

  @Nested
  class Quotes {

    @Test
    void encloseCellsAndAreDoubledInside() throws IOException {
      Result result = table().read("id,amount,note\n\"A\",\"1\",\"say \"\"hi\"\", twice\"\n");

      assertThat(result.rows()).containsExactly("A|1.00|say \"hi\", twice");
    }

    @Test
    void backslashesAreOrdinaryCharacters() throws IOException {
      Result result = table().read("id,amount,note\n\"C:\\dir\\\",1,x\\\n");

      assertThat(result.rows()).containsExactly("C:\\dir\\|1.00|x\\");
    }

    @Test
    void thatAreStrayOrNotClosedRefuseThatLineOnly() throws IOException {
      Result result =
          table()
              .read(
                  """
                  id,amount,note
                  A,1,"open
                  B,2,y
                  C,3,in"side
                  D,4,"shut"late
                  E,5,"ok"
                  """);

      assertThat(result.rows()).containsExactly("B|2.00|y", "E|5.00|ok");
      assertThat(result.tally().rows())
          .extracting(RefusedRow::line, RefusedRow::rule)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(2L, "quote"),
              org.assertj.core.groups.Tuple.tuple(4L, "quote"),
              org.assertj.core.groups.Tuple.tuple(5L, "quote"));
    }

    @Test
    void mayHoldLineBreaksIfTheContractSaysSo() throws IOException {
      Result result =
          table().multiline().read("id,amount,note\nA,1,\"one\r\n\ntwo, \"\"2\"\"\"\nB,2,y\n");

      assertThat(result.rows()).containsExactly("A|1.00|one\r\n\ntwo, \"2\"", "B|2.00|y");
      assertThat(result.offsets()).containsExactly(15L, 38L);
      assertThat(result.fingerprint().blankLines()).isZero();
    }

    @Test
    void thatAreNeverClosedDoNotSwallowTheRestOfTheFile() throws IOException {
      Result result =
          table()
              .multiline()
              .read("id,amount,note\nA,1,\"open\nB,2,y\n\nC,3,\"a\nb\"\nD,4,\"open too\nE,5,z\n");

      assertThat(result.rows()).containsExactly("B|2.00|y", "C|3.00|a\nb", "E|5.00|z");
      assertThat(result.tally().rows()).extracting(RefusedRow::line).containsExactly(2L, 7L);
      assertThat(result.refusedTexts()).containsExactly("A,1,\"open", "D,4,\"open too");
      assertThat(result.fingerprint().blankLines()).isEqualTo(1);
    }

    @Test
    void inAHeaderMayHoldLineBreaks() throws IOException {
      Delivery delivery = new Delivery(landing).multiline().column("the\nname", Type.STRING);

      assertThat(delivery.read("\"the\nname\"\nx\n").rows()).containsExactly("x");
    }

    @Test
    void andDelimitersMayBeOthers() throws IOException {
      Result result = table().delimited('|', '\'').read("id|amount|note\n'A|B'|1|\"x,y\"\n");

      assertThat(result.rows()).containsExactly("A|B|1.00|\"x,y\"");
    }
  }

  @Nested
  class Characters {

    @Test
    void nulAndControlCharactersRefuseTheRow() throws IOException {
      Result result =
          table()
              .read(
                  "id,amount,note\nA,1,x\u0000y\nB,2,x\u0007\nC,3,\"\u0000\"\nD,4,tab\there\n"
                      + "E,5,\u0085\nF,6,\u00a0\n");

      assertThat(result.rows()).containsExactly("D|4.00|tab\there", "F|6.00|\u00a0");
      assertThat(result.reasons())
          .containsExactly(
              "a NUL character", "a control character", "a NUL character", "a control character");
    }

    @Test
    void aByteOrderMarkIsRemovedAtTheStartAndRefusedInside() throws IOException {
      Result result = table().read("\ufeffid,amount,note\nA,1,x\n\ufeffB,2,y\n");

      assertThat(result.rows()).containsExactly("A|1.00|x");
      assertThat(result.offsets()).containsExactly(18L);
      assertThat(result.reasons())
          .containsExactly("a byte-order mark that is not at the start of the file");
    }

    @Test
    void aByteOrderMarkBeforeDataWithoutAHeaderIsRemoved() throws IOException {
      Result result = table().withoutHeader().read("\ufeffA,1,x\n");

      assertThat(result.rows()).containsExactly("A|1.00|x");
      assertThat(result.offsets()).containsExactly(3L);
    }

    @Test
    void gbkIsReadAsItsSuperset() throws IOException {
      byte[] bytes =
          "id,amount,note\n㐀𠀀,1,太原市\n".getBytes(java.nio.charset.Charset.forName("GB18030"));
      Result result = table().in("GBK").read(bytes);

      assertThat(result.rows()).containsExactly("㐀𠀀|1.00|太原市");
    }

    @Test
    void aDelimiterThatIsHalfAGbkCharacterSplitsNothing() throws IOException {
      // The second byte of 亅 in GBK is that of "|".
      Result result = table().in("GBK").delimited('|', '"').read("id|amount|note\n亅|1|亅\n");

      assertThat(result.rows()).containsExactly("亅|1.00|亅");
    }

    @Test
    void aFewMalformedRecordsAreRefusedAndShownWithTheirBytes() throws IOException {
      byte[] bytes = manyRowsWith("A,1,\u00b0\u00a1");

      Result result = table().read(bytes);

      assertThat(result.rows()).hasSize(200);
      assertThat(result.reasons()).containsExactly("byte 1819 is not UTF-8");
      assertThat(result.refusedTexts()).containsExactly("A,1,\\xB0\\xA1");
    }

    @Test
    void aCharacterThatIsCutAtTheEndOfTheFileRefusesTheLastRow() throws IOException {
      byte[] whole = "id,amount,note\nA,1,x\nB,2,好".getBytes(StandardCharsets.UTF_8);
      Result result = table().read(java.util.Arrays.copyOf(whole, whole.length - 1));

      assertThat(result.rows()).containsExactly("A|1.00|x");
      assertThat(result.refusedTexts()).containsExactly("B,2,\\xE5\\xA5");
    }

    private byte[] manyRowsWith(String last) {
      StringBuilder text = new StringBuilder("id,amount,note\n");
      for (int i = 0; i < 200; i++) {
        text.append(String.format("R%03d,1,x%n", i).replace("\r", ""));
      }
      return text.append(last).append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @Nested
  class Nulls {

    @Test
    void areTheDeclaredValuesOnly() throws IOException {
      Result result =
          table()
              .nulls("\\N", "无")
              .read("id,amount,note\nA,\\N,无\nB,无,NULL\nC,1,\nD,1,\"\"\nE,1,-\n");

      assertThat(result.rows())
          .containsExactly("A|null|null", "B|null|NULL", "C|1.00|", "D|1.00|", "E|1.00|-");
    }

    @Test
    void areTheEmptyCellsByDefault() throws IOException {
      Result result = table().read("id,amount,note\nA,,\"\"\nB,1, \n");

      assertThat(result.rows()).containsExactly("A|null|null", "B|1.00| ");
    }

    @Test
    void areRefusedWhereAValueIsRequired() throws IOException {
      Result result = table().read("id,amount,note\n,1,x\n");

      assertThat(result.tally().rows())
          .extracting(RefusedRow::column, RefusedRow::rule, RefusedRow::reason)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  "id", "required", "id: no value, but one is required"));
    }
  }

  @Nested
  class Sizes {

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextIsRead() throws IOException {
      Result result =
          table().read("id,amount,note\nA,1," + "x".repeat(Lines.LONGEST) + "\nB,2,y\n");

      assertThat(result.rows()).containsExactly("B|2.00|y");
      assertThat(result.reasons()).containsExactly("the line is longer than 16 MB");
      assertThat(result.refusedTexts().get(0)).hasSize(Lines.KEPT);
    }

    @Test
    void moreRefusedRowsThanAreKeptAreCounted() throws IOException {
      Result result =
          table().read("id,amount,note\n" + ",1,x\n".repeat(Tally.MOST_ROWS + 5) + "A,1,x\n");

      assertThat(result.tally().refused()).isEqualTo(Tally.MOST_ROWS + 5);
      assertThat(result.tally().rows()).hasSize(Tally.MOST_ROWS);
      assertThat(result.tally().complete()).isFalse();
    }

    @Test
    void aFileIsReadTheSameHoweverItIsSplit() throws IOException {
      String content = "id,amount,note\r\nA,1,x\r\n\r\n\nB,2,y\rC,drei,z\r\n,4,\nE,5,\"q\"\n";
      Result whole = table().read(content);
      for (int bytes = 1; bytes < content.length(); bytes++) {
        Result split = table().splitAt(bytes).read(content);
        assertThat(split.rows()).containsExactlyInAnyOrderElementsOf(whole.rows());
        assertThat(split.offsets()).containsExactlyInAnyOrderElementsOf(whole.offsets());
        assertThat(split.reasons()).isEqualTo(whole.reasons());
      }
    }
  }

  @Test
  void anEmptyFileAndOneWithAHeaderOnlyHaveNoRows() throws IOException {
    assertThat(table().read("id,amount,note\n").rows()).isEmpty();
    Fingerprint empty = table().fingerprint(new byte[0]);
    assertThat(empty.refusal()).isEmpty();
    assertThat(empty.size()).isZero();
    assertThat(List.of(empty.records(), empty.blankLines())).containsOnly(0L);
  }
}
