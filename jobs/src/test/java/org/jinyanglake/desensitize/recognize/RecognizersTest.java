package org.jinyanglake.desensitize.recognize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecognizersTest {
  private static final int EACH = 10_000;
  private static final Set<Kind> BY_WORDS = Set.of(Kind.NAME, Kind.ADDRESS);

  private static List<Kind> kinds(String text) {
    return Recognizers.find(text, Recognizers.SURE).stream().map(Finding::kind).toList();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void findsWhatIsThereAndNothingElse(Kind kind) {
    Corpus corpus = new Corpus(20_240_304 + kind.ordinal());
    int covered = 0;
    int right = 0;
    int wrong = 0;
    StringBuilder missed = new StringBuilder();
    StringBuilder invented = new StringBuilder();
    for (int i = 0; i < 2 * EACH; i++) {
      Corpus.Sentence sentence = i < EACH ? corpus.positive(kind) : corpus.negative(kind);
      boolean found = false;
      for (Finding each : Recognizers.find(sentence.text(), Recognizers.SURE)) {
        if (each.kind() != kind) {
          continue;
        }
        if (each.start() < sentence.end() && each.end() > sentence.start() && i < EACH) {
          right++;
          found |= each.start() <= sentence.start() && each.end() >= sentence.end();
        } else {
          wrong++;
          if (wrong < 6) {
            invented.append('\n').append(sentence.text()).append(" -> ").append(each);
          }
        }
      }
      if (found) {
        covered++;
      } else if (i < EACH && i - covered < 6) {
        missed.append('\n').append(sentence.text());
      }
    }
    double least = BY_WORDS.contains(kind) ? 0.95 : 0.999;
    assertThat((double) covered / EACH)
        .as("recall; missed:%s", missed)
        .isGreaterThanOrEqualTo(least);
    assertThat((double) right / (right + wrong))
        .as("precision; invented:%s", invented)
        .isGreaterThanOrEqualTo(least);
  }

  /** The vectors of the standards, and synthetic ones of persons born before 1900. */
  @ParameterizedTest
  @CsvSource({
    "140106190001010003, RESIDENT_ID",
    "14010619000101002X, RESIDENT_ID",
    "440524188001010014, RESIDENT_ID",
    "11010519491231002X, RESIDENT_ID",
    "14018119000101002X, RESIDENT_ID",
    "810000190001010042, RESIDENT_ID",
    "830000190001010054, RESIDENT_ID",
    "140102189001010018, RESIDENT_ID",
    "91350100M000100Y43, CREDIT_CODE",
    "91140100MA0000007Q, CREDIT_CODE",
    "组织机构代码D2143569-X, ORGANIZATION_CODE",
    "组织机构代码：MA0000007, ORGANIZATION_CODE",
    "6222020000000000000, BANK_CARD",
    "6217000000000000004, BANK_CARD",
    "卡号4000000000000002, BANK_CARD",
    "IMEI 490154203237518, IMEI",
    "车架号1M8GDM9AXKP042788, VIN",
    "LSVAA00B9A0000001, VIN",
    "身份证140106000101002, RESIDENT_ID",
  })
  void knowsTheVectorsOfTheStandards(String text, Kind kind) {
    assertThat(kinds(text)).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "14010518990229001X",
    "140109190002309997",
    "999999190001010031",
    "140100190001010013",
    "91350100M000100Y4Z",
    "91140100MA00000003",
    "11111111111111111",
    "140106000101002",
    "D2143569X",
  })
  void knowsWhatOnlyLooksLikeOne(String text) {
    assertThat(kinds(text)).isEmpty();
  }

  @Test
  void saysWhereInTheTextAsItWasGiven() {
    String text = "电话：１３８\u200B ００００ 一二三四，谢谢";

    assertThat(Recognizers.find(text, Recognizers.SURE))
        .singleElement()
        .satisfies(
            each ->
                assertThat(text.substring(each.start(), each.end()))
                    .isEqualTo("１３８\u200B ００００ 一二三四"));
  }

  @Test
  void findingsDoNotOverlapAndComeInOrder() {
    Corpus corpus = new Corpus(5);
    for (int i = 0; i < 2_000; i++) {
      List<Finding> found = Recognizers.find(corpus.ticket(), 0);
      IntStream.range(1, found.size())
          .forEach(
              j -> assertThat(found.get(j).start()).isGreaterThanOrEqualTo(found.get(j - 1).end()));
    }
  }

  @Test
  void textOfAnyCharactersIsRead() {
    java.util.SplittableRandom random = new java.util.SplittableRandom(3);
    String signs = "0123456789ABXx晋军字第号先生路街栋单元·-.:@() 一二三零\u200B\uD83D\uDE00\0\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(60); length > 0; length--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      for (Finding each : Recognizers.find(text.toString(), 0)) {
        assertThat(each.start()).isBetween(0, each.end() - 1);
        assertThat(each.end()).isLessThanOrEqualTo(text.length());
      }
    }
  }
}
