package org.jinyanglake.release.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a check character tells of what is masked, by the examples of the standards. */
class CheckDigitsTest {

  @ParameterizedTest
  @CsvSource({
    "RESIDENT_ID, 440524188001010014",
    "RESIDENT_ID, 14010619000101002X",
    "CREDIT_CODE, 91350100M000100Y43",
    "CREDIT_CODE, 91140100MA0000007Q",
    "BANK_CARD, 6222020000000000000",
    "BANK_CARD, 4000000000000002",
    "VEHICLE, 1M8GDM9AXKP042788",
    "VEHICLE, LSVAA00B9A0000001"
  })
  void anyOneHiddenCharacterIsTold(CheckDigits kind, String text) {
    assertThat(CheckDigits.of(List.of(text))).contains(kind);
    int alone = 0;
    for (int i = 0; i < text.length(); i++) {
      String hidden = text.substring(0, i) + "*" + text.substring(i + 1);
      double candidates = kind.candidates(hidden, "*");
      assertThat(candidates).isBetween(1.0, 4.0);
      alone += candidates == 1 ? 1 : 0;
    }
    // Symbols that weigh the same, as A and J in a vehicle's, cannot be told apart.
    assertThat(alone).isGreaterThanOrEqualTo(kind == CheckDigits.VEHICLE ? 2 : 16);
  }

  @ParameterizedTest
  @CsvSource({
    "RESIDENT_ID, 14010619000101002X, 14, 15, 0123456789, 0123456789",
    "RESIDENT_ID, 14010619000101002X, 16, 17, 0123456789, 0123456789X",
    "RESIDENT_ID, 14010619000101002X, 5, 13, 0123456789, 0123456789",
    "CREDIT_CODE, 91350100M000100Y43, 6, 7, 0123456789, 0123456789",
    "CREDIT_CODE, 91350100M000100Y43, 16, 17, 0123456789X, 0123456789ABCDEFGHJKLMNPQRTUWXY",
    "BANK_CARD, 6222020000000000000, 8, 11, 0123456789, 0123456789",
    "VEHICLE, LSVAA00B9A0000001, 8, 14, 0123456789X, 0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
  })
  void asManyAreLeftAsPassTheCheck(
      CheckDigits kind, String text, int one, int other, String first, String second) {
    int passing = 0;
    char[] tried = text.toCharArray();
    for (char a : first.toCharArray()) {
      for (char b : second.toCharArray()) {
        tried[one] = a;
        tried[other] = b;
        passing += kind.isValid(new String(tried)) ? 1 : 0;
      }
    }
    tried[one] = '*';
    tried[other] = '*';
    assertThat(kind.candidates(new String(tried), "*")).isEqualTo(passing).isPositive();
  }

  @Test
  void aWrongOneIsNone() {
    assertThat(CheckDigits.RESIDENT_ID.isValid("140109190002309997")).as("30 February").isFalse();
    assertThat(CheckDigits.RESIDENT_ID.isValid("999999190001010031")).as("region").isFalse();
    assertThat(CheckDigits.CREDIT_CODE.isValid("91140100MA00000003")).as("inner code").isFalse();
    assertThat(CheckDigits.CREDIT_CODE.isValid("91350100M000100Y4Z")).isFalse();
    assertThat(CheckDigits.of(List.of("13800000000", "张三"))).isEmpty();
  }

  @Test
  void aHiddenDateOfBirthLeavesThousands() {
    // 109,573 days from 1800 to 2099, by chance one of eleven fits.
    assertThat(CheckDigits.RESIDENT_ID.candidates("140106********002X", "*"))
        .isBetween(9_800.0, 10_100.0);
  }
}
