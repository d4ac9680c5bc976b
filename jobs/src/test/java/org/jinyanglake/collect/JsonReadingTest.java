package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of every line of JSON lines. */
class JsonReadingTest {

  @TempDir Path landing;

  private Delivery readings() {
    return new Delivery(landing)
        .jsonLines()
        .required("id", Type.STRING)
        .column("value", Type.DOUBLE)
        .column("count", Type.INTEGER)
        .column("ok", Type.BOOLEAN);
  }

  @Test
  void fieldsAreReadByNameAndMissingOnesAreNull() throws IOException {
    Result result =
        readings()
            .read(
                "{\"id\":\"A\",\"value\":1.5,\"count\":2,\"ok\":true}\n"
                    + "{ \"count\" : 3 , \"id\" : \"B\" }\n\n{\"id\":\"C\",\"value\":null}");

    assertThat(result.rows()).containsExactly("A|1.5|2|true", "B|null|3|null", "C|null|null|null");
    assertThat(result.fingerprint().blankLines()).isEqualTo(1);
  }

  @Test
  void stringsAreUnescaped() throws IOException {
    Result result =
        readings().read("{\"id\":\"太原\\n\\\"\\u4e2d\\ud83d\\ude00\\\"\"}\n{\"id\":\"汾河 😀\"}");

    assertThat(result.rows()).containsExactly("太原\n\"中😀\"|null|null|null", "汾河 😀|null|null|null");
  }

  @Test
  void nestedValuesAreKeptAsTheirTextInStringColumns() throws IOException {
    Result result =
        readings().read("{\"id\":{\"a\": [1, {\"b\":\"}\"}]},\"count\":1}\n{\"id\":[ ]}");

    assertThat(result.rows())
        .containsExactly("{\"a\": [1, {\"b\":\"}\"}]}|null|1|null", "[ ]|null|null|null");
  }

  @Test
  void numbersAndBooleansInStringColumnsAreTheirText() throws IOException {
    assertThat(readings().read("{\"id\":1.50}\n{\"id\":-2}\n{\"id\":false}").rows())
        .containsExactly("1.50|null|null|null", "-2|null|null|null", "false|null|null|null");
  }

  @Test
  void numbersInStringsGoByTheSameStrictRules() throws IOException {
    Result result =
        readings()
            .read(
                "{\"id\":\"A\",\"count\":\"12\",\"ok\":\"TRUE\"}\n{\"id\":\"B\",\"count\":\"12 \"}\n"
                    + "{\"id\":\"C\",\"count\":1e2}\n{\"id\":\"D\",\"value\":1e400}");

    assertThat(result.rows()).containsExactly("A|null|12|true");
    assertThat(result.reasons())
        .containsExactly(
            "count: spaces in an integer",
            "count: an exponent in an integer; digits may already be lost",
            "value: a number too large for a double");
  }

  @Test
  void keysThatTheContractDoesNotKnowAreReported() throws IOException {
    Result result = readings().read("{\"id\":\"A\",\"Count\":1,\"extra\":{\"x\":[1]}}");

    assertThat(result.rows()).containsExactly("A|null|null|null");
    assertThat(result.tally().unknown()).containsExactlyInAnyOrder("Count", "extra");
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      textBlock =
          """
          {"id":"A","id":"B"} → a key that comes twice
          {"id":"A","x":{"y":1,"y":2}} → a key that comes twice
          {'id':'A'} → not strict JSON near byte 3
          {"id":"A","value":NaN} → not strict JSON near byte 22
          {"id":"A","count":01} → not strict JSON near byte 20
          {"id":"A"} // note → not strict JSON near byte 13
          {"id":"A",} → not strict JSON near byte 12
          {"id":"A" → not strict JSON near byte 10
          {"id":"A"}{"id":"B"} → more text after the JSON object
          [{"id":"A"}] → not a JSON object
          "A" → not a JSON object
          {"id":"A","count":true} → count: true or false for another type
          {"id":"A","count":{"n":1}} → count: an object or array for a plain value
          {"id":"\\ud800"} → id: half of a surrogate pair
          {"id":"\\u0000"} → id: a NUL character
          {"id":"a\\u0007"} → id: a control character
          {"count":1} → id: no value, but one is required
          {"id":null} → id: no value, but one is required
          {"id":""} → id: no value, but one is required
          """)
  void refused(String line, String reason) throws IOException {
    Result result = readings().read(line + "\n{\"id\":\"next\"}\n");

    assertThat(result.reasons()).containsExactly(reason);
    assertThat(result.refusedTexts()).containsExactly(line);
    assertThat(result.rows()).containsExactly("next|null|null|null");
  }

  @Test
  void nestingHasALimit() throws IOException {
    String deep = "{\"id\":\"A\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(readings().read(deep).reasons())
        .containsExactly("JSON nested deeper than 100 levels");
  }

  @Test
  void gbkIsReadToo() throws IOException {
    assertThat(readings().in("GBK").read("{\"id\":\"太原\"}").rows())
        .containsExactly("太原|null|null|null");
  }

  @Test
  void aByteOrderMarkIsRemovedAtTheStart() throws IOException {
    assertThat(readings().read("\ufeff{\"id\":\"A\"}").rows()).containsExactly("A|null|null|null");
    assertThat(
            readings()
                .read("{\"id\":\"A\"}\n\ufeff{\"id\":\"B\"}".getBytes(StandardCharsets.UTF_8))
                .reasons())
        .containsExactly("a byte-order mark that is not at the start of the file");
  }
}
