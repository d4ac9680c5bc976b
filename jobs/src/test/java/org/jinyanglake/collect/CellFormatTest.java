package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.CellFormat;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells that are not written plainly: words for truth, grouped digits, keys, fixed positions. */
class CellFormatTest {

  @TempDir Path landing;

  private Delivery one(Type type, boolean key, CellFormat cells) {
    return new Delivery(landing)
        .delimited(';', '"')
        .column("id", Type.STRING)
        .column("v", type, key, cells);
  }

  @Test
  void wordsOfTheContractMeanTrueAndFalseAndNoOthersDo() throws IOException {
    Result result =
        one(Type.BOOLEAN, false, new CellFormat(List.of("是", "1"), List.of("否", "0"), "", 0, 0))
            .read("id;v\nA;是\nB;0\nC;1\nD;true\nE;\n");

    assertThat(result.rows()).containsExactly("A|true", "B|false", "C|true", "E|null");
    assertThat(result.reasons()).containsExactly("v: neither one of trueValues nor of falseValues");
  }

  @Test
  void digitsMayStandInGroupsOfThreeIfTheContractSaysWhatIsBetween() throws IOException {
    Result result =
        one(Type.decimal(12, 2), false, new CellFormat(List.of(), List.of(), ",", 0, 0))
            .read(
                "id;v\nA;1,234,567.5\nB;-12,345\nC;1234.5\nD;12,34\nE;1234,567\nF;,123\nG;1,234,\n"
                    + "H;1.234,5\n");

    assertThat(result.rows()).containsExactly("A|1234567.50", "B|-12345.00", "C|1234.50");
    assertThat(result.reasons())
        .hasSize(5)
        .startsWith("v: groups of digits that are not of three, as the contract's groupChar says");
  }

  @Test
  void keysAreWithoutTheSpacesAndInvisibleCharactersAroundThem() throws IOException {
    Result result =
        one(Type.STRING, true, CellFormat.PLAIN)
            .read(
                "id;v\nA; K1\nB;K1\u00a0\nC;\u3000K1\u200b\nD;e\u0301\nE;\u00e9\nF;K 1\nG; \u3000\n");

    assertThat(result.rows())
        .containsExactly("A|K1", "B|K1", "C|K1", "D|\u00e9", "E|\u00e9", "F|K 1");
    assertThat(result.reasons())
        .containsExactly("v: nothing but spaces in a column of the primary key");
  }

  private Delivery fixed(Source.Positions positions) {
    return new Delivery(landing)
        .as(Source.Format.FIXED, "a.txt")
        .dialect(
            new Source.Dialect(
                ',', Source.Dialect.NONE, Source.Dialect.NONE, 1, 0, 1, false, false))
        .within(new Source.Within("", "", "", 1, 1, false, positions))
        .column("id", Type.STRING, true, new CellFormat(List.of(), List.of(), "", 1, 4))
        .column("fee", Type.decimal(8, 2), false, new CellFormat(List.of(), List.of(), "", 9, 14))
        .column("name", Type.STRING, false, new CellFormat(List.of(), List.of(), "", 5, 8));
  }

  @Test
  void fixedPositionsAreBytesOfTheFilesEncoding() throws IOException {
    Result result =
        fixed(Source.Positions.BYTES)
            .in("GB18030")
            .read(
                "HEAD 3\n0001太原  12.5\n0002ab  00003.\n0003㐀    1\n0004x\n0005太原     1  \n"
                    + "0006a太原   1\n0007abcd     1x\n0008        \nEND\n");

    assertThat(result.rows())
        .containsExactly("0001|12.50|太原", "0003|1.00|㐀", "0005|1.00|太原", "0008|null|null");
    assertThat(result.reasons())
        .containsExactly(
            "fee: no digits after the decimal point",
            "the record ends at position 5, before its last column begins",
            "fee: a character goes over the border of the column",
            "something stands after position 14");
    assertThat(result.refusedTexts()).contains("0007abcd     1x");
  }

  @Test
  void fixedPositionsMayBeCharacters() throws IOException {
    Result result =
        fixed(Source.Positions.CHARACTERS).read("HEAD\n0001太原　 12.5  \n0002𠀀       1\n末\n");

    assertThat(result.rows()).containsExactly("0001|12.50|太原", "0002|1.00|𠀀");
  }

  @Test
  void aFixedFileIsReadTheSameHoweverItIsSplit() throws IOException {
    String text = "HEAD\n" + "0001太原  12.5\n".repeat(200) + "END\n";
    for (long splitBytes : List.of(7L, 100L, 1000L)) {
      assertThat(fixed(Source.Positions.BYTES).in("GB18030").splitAt(splitBytes).read(text).rows())
          .hasSize(200);
    }
  }
}
