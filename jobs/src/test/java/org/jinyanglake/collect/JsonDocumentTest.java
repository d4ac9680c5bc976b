package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of the elements of an array in a JSON document, and of what is nested in records.
 */
class JsonDocumentTest {

  @TempDir Path landing;

  private Delivery readings() {
    return new Delivery(landing)
        .as(Source.Format.JSON, "a.json")
        .required("id", Type.STRING)
        .column("city", "/address/city", Type.STRING)
        .column("phone", "/phones/1", Type.LONG)
        .column("value", Type.DOUBLE);
  }

  private static Source.Within rows(String pointer) {
    return new Source.Within("", pointer, "", 1, 1, false);
  }

  @Test
  void theElementsOfTheArrayAreTheRecordsHoweverTheyAreIndented() throws IOException {
    Result result =
        readings()
            .read(
                "\ufeff[\n  {\"id\": \"A\",\n   \"value\": 1.5},\n"
                    + "  {\"id\": \"B]},{\\\"\", \"address\": {\"city\": \"太原\", \"zip\": \"1\"}},"
                    + "{\"id\":\"C\",\"phones\":[1,13800000000,3],\"address\":null}\n]\n");

    assertThat(result.rows())
        .containsExactly("A|null|null|1.5", "B]},{\"|太原|null|null", "C|null|13800000000|null");
    assertThat(result.offsets()).containsExactly(1L, 2L, 3L);
    assertThat(result.tally().unknown()).containsExactly("/address/zip");
  }

  @Test
  void theArrayMayLieDeeperInTheDocument() throws IOException {
    Delivery delivery = readings().within(rows("/data/list"));

    assertThat(
            delivery
                .read(
                    "{\"code\":0,\"data\":{\"total\":[1],\"list\":[{\"id\":\"A\"}],\"more\":{}},"
                        + "\"message\":\"]\"}")
                .rows())
        .containsExactly("A|null|null|null");
    assertThat(delivery.read("{\"data\":{\"list\":[]}}").rows()).isEmpty();
    assertThat(
            delivery
                .fingerprint("{\"data\":{\"rows\":[]}}".getBytes(StandardCharsets.UTF_8))
                .refusal())
        .contains(
            Refusal.of(
                "json",
                "the document has no array at /data/list",
                "correct the property rows in the contract, a JSON pointer to the array of"
                    + " records, or deliver the document as it was agreed"));
  }

  @Test
  void oneBadElementSpoilsNoOther() throws IOException {
    Result result =
        readings()
            .read(
                "[{\"id\":\"A\",\"id\":\"B\"},{\"id\":'C'},7,{\"id\":\"D\",\"value\":NaN},"
                    + "{\"id\":\"E\",\"address\":\"太原\"},{\"id\":\"F\",\"value\":\"x\"},"
                    + "{\"value\":1},{\"id\":\"G\"}]");

    assertThat(result.rows()).containsExactly("G|null|null|null");
    assertThat(result.reasons())
        .containsExactly(
            "a key that comes twice",
            "not strict JSON near byte 8",
            "not a JSON object",
            "not strict JSON near byte 22",
            "city: a plain value for an object or array",
            "value: letters in a number",
            "id: no value, but one is required");
    assertThat(result.tally().rows()).extracting(RefusedRow::line).contains(1L, 3L, 7L);
    assertThat(result.refusedTexts().get(2)).isEqualTo("7");
  }

  @Test
  void anObjectMayBeAColumnAndHoldOthers() throws IOException {
    Result result =
        readings()
            .column("address", Type.STRING)
            .read("[{\"id\":\"A\",\"address\":{\"city\":\"x\"}},{\"id\":\"B\",\"address\":\"y\"}]");

    assertThat(result.rows())
        .containsExactly("A|x|null|null|{\"city\":\"x\"}", "B|null|null|null|y");
  }

  @Test
  void linesAreFlattenedByTheSamePaths() throws IOException {
    Result result =
        readings()
            .as(Source.Format.JSON_LINES, "a.jsonl")
            .read("{\"id\":\"A\",\"address\":{\"city\":\"太原\"},\"phones\":[1,2]}\n");

    assertThat(result.rows()).containsExactly("A|太原|2|null");
  }

  @Test
  void anElementOfMoreThanTheLongestLineIsRefusedAlone() throws IOException {
    Result result =
        readings().read("[{\"id\":\"" + "x".repeat(Lines.LONGEST + 100) + "\"},{\"id\":\"B\"}]");

    assertThat(result.rows()).containsExactly("B|null|null|null");
    assertThat(result.reasons()).containsExactly(Misfit.TOO_LONG.reason());
    assertThat(result.refusedTexts().get(0)).hasSize(Lines.KEPT);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      textBlock =
          """
          {"id":"A"} → the document is not an array
          [{"id":"A"} → the document is damaged: it ends before its last bracket is closed
          [{"id":"A"},] → the document is damaged: a comma before a closing bracket, near byte 13
          [{"id":"A"} {"id":"B"}] → the document is damaged: neither a comma nor a bracket after a value, near byte 13
          [{"id":"A"}] x → the document is damaged: more text after the document, near byte 14
          [{"id":"A → the document is damaged: it ends before its last bracket is closed
          """)
  void aDocumentThatIsNotOneIsRefusedAsAWhole(String text, String reason) throws IOException {
    assertThat(
            readings()
                .fingerprint(text.getBytes(StandardCharsets.UTF_8))
                .refusal()
                .orElseThrow()
                .reason())
        .isEqualTo(reason);
  }

  /** Found by a fuzzer: a parser takes so many NULs for UTF-32. */
  @Test
  void aKeyOfNulsDamagesTheDocument() throws IOException {
    String text = "{\"" + "\0".repeat(40) + "type\":1,\"data\":[]}";

    assertThat(
            readings()
                .within(rows("/data"))
                .fingerprint(text.getBytes(StandardCharsets.UTF_8))
                .refusal()
                .orElseThrow()
                .reason())
        .contains("a key that is no string");
  }

  @Test
  void gbkIsReadAndAByteThatIsNoneRefusesTheDocument() throws IOException {
    byte[] gbk = "[{\"id\":\"太原\"}]".getBytes(Charset.forName("GBK"));

    assertThat(readings().in("GB18030").read(gbk).rows()).containsExactly("太原|null|null|null");
    assertThat(readings().fingerprint("[{\"id\":\"\u00ff".getBytes(StandardCharsets.ISO_8859_1)))
        .extracting(print -> print.refusal().orElseThrow())
        .isEqualTo(
            new Refusal(
                "encoding",
                "byte 8 is not UTF-8",
                "set the encoding in the contract, or deliver UTF-8",
                8,
                -1));
  }

  @Test
  void nestingHasALimit() throws IOException {
    String deep = "[{\"id\":\"A\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]";

    assertThat(readings().read(deep).reasons())
        .containsExactly("JSON nested deeper than 100 levels");
  }

  @Test
  void aDocumentMayBeUtf16() throws IOException {
    for (String charset : List.of("UTF-16LE", "UTF-16BE")) {
      for (String mark : List.of("", "\ufeff")) {
        assertThat(
                readings()
                    .in(charset)
                    .read(mark + "[{\"id\": \"A\", \"address\": {\"city\": \"太原\"}}]")
                    .rows())
            .as(charset)
            .containsExactly("A|太原|null|null");
      }
    }
  }
}
