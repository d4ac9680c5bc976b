package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String canonical(String json) throws Exception {
    return CanonicalJson.of(JSON.readTree(json));
  }

  /** The example of RFC 8785, section 3.2. */
  @Test
  void writesTheExampleOfTheStandard() throws Exception {
    assertThat(
            canonical(
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }
                """))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /** The sorting example of RFC 8785, section 3.2.3. */
  @Test
  void sortsKeysByTheirUtf16CodeUnits() throws Exception {
    assertThat(
            canonical(
                """
                {"\\u20ac": 1, "\\r": 2, "\\ufb33": 3, "1": 4, "\\ud83d\\ude00": 5, "\\u0080": 6, "\\u00f6": 7}
                """))
        .isEqualTo("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\uFB33\":3}");
  }

  /** From appendix B of RFC 8785. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, 0",
    "5e-324, 5e-324",
    "-5e-324, -5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740992.0, 9007199254740992",
    "295147905179352830000.0, 295147905179352830000",
    "9.999999999999997e22, 9.999999999999997e+22",
    "1e23, 1e+23",
    "999999999999999700000.0, 999999999999999700000",
    "1e21, 1e+21",
    "9.999999999999997e-7, 9.999999999999997e-7",
    "0.000001, 0.000001",
    "333333333.3333332, 333333333.3333332",
    "-0.0000033333333333333333, -0.0000033333333333333333",
    "2.0e-3, 0.002"
  })
  void writesNumbersAsEcmaScriptDoes(String json, String canonical) throws Exception {
    assertThat(canonical(json)).isEqualTo(canonical);
  }

  @Property
  void everyNumberReadsBackAsItself(@ForAll double number) throws Exception {
    assertThat(Double.parseDouble(canonical(Double.toString(number)))).isEqualTo(number + 0.0);
  }

  @Test
  void refusesIntegersThatANumberCannotHold() {
    assertThatThrownBy(() -> canonical("9007199254740993"))
        .hasMessageContaining("beyond 2^53 must be written as text");
  }
}
