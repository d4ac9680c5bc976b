package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "13800000000, 13800000000",
        "１３８００００００００, 13800000000",
        "\" 138 0000-0000\t\", 13800000000",
        "+86 13800000000, 13800000000",
        "0086-138-0000-0000, 13800000000",
        "8613800000000, 13800000000",
        "14010619000101002x, 14010619000101002X",
        "１４０１０６１９０００１０１００２ｘ, 14010619000101002X",
        "\"\u3000王一\u200b\", 王一",
        "0351-4000000, 0351-4000000",
        "晋Ａ１２３４５, 晋A12345",
        "a-b x, a-b x",
        "86138000000001, 86138000000001",
      })
  void differentWaysToWriteOneIdentifierAreOne(String written, String canonical) {
    assertThat(canonical(written)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\u3000\u00a0\ufeff"})
  void whatIsBlankIdentifiesNobody(String written) {
    assertThat(canonical(written)).isNull();
  }

  @Property
  void theCanonicalFormOfACanonicalFormIsItself(@ForAll("identifiers") String written) {
    String once = canonical(written);
    assertThat(canonical(once)).isEqualTo(once);
  }

  @Provide
  Arbitrary<String> identifiers() {
    return Arbitraries.strings().withChars("0012388６６++ -\u3000xXｘ王").ofMaxLength(20);
  }

  private static String canonical(String text) {
    UTF8String form = Canonical.of(UTF8String.fromString(text));
    return form == null ? null : form.toString();
  }
}
