package org.jinyanglake.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every identifier in every landing file is what its standard says, by formulas other than those
 * that made it: congruences over the whole identifier, its check character included.
 */
class DemoIdentifiersTest {

  private static final Set<String> DISTRICTS =
      Set.of(
          "140105", "140106", "140107", "140108", "140109", "140110", "140121", "140122", "140123",
          "140181");

  @TempDir static Path landing;
  private static String everything;
  private static String enterprises;

  @BeforeAll
  static void build() throws IOException {
    StringBuilder all = new StringBuilder();
    StringBuilder companies = new StringBuilder();
    for (DemoCity.Landed landed : DemoCity.rows(30_000).seed(3).writeTo(landing).files()) {
      if (!landed.file().toString().contains("misencoded")) {
        String text = String.join("\n", DeliveredRows.lines(landed.file())) + "\n";
        all.append(text);
        if (landed.dataset().equals("market.enterprises")) {
          companies.append(text);
        }
      }
    }
    everything = all.toString();
    enterprises = companies.toString();
  }

  @Test
  void residentIdsCheckAndBelongToNobodyAlive() {
    List<String> ids =
        find(
            everything, "(?<![0-9A-Za-z])(1401\\d{2}(?:1[0-9]|2[0-9])\\d{9}[0-9X])(?![0-9A-Za-z])");
    DateTimeFormatter birth =
        DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    assertThat(ids).hasSizeGreaterThan(4_000);
    assertThat(ids)
        .allSatisfy(
            id -> {
              int remainder = 0; // ISO 7064 MOD 11-2, pure system: Σ aᵢ·2ⁱ ≡ 1
              for (int i = 0; i < id.length(); i++) {
                char c = id.charAt(i);
                remainder = (remainder * 2 + (c == 'X' ? 10 : c - '0')) % 11;
              }
              assertThat(remainder).as(id).isEqualTo(1);
              assertThat(DISTRICTS).contains(id.substring(0, 6));
              assertThat(LocalDate.parse(id.substring(6, 14), birth))
                  .isBetween(LocalDate.of(1850, 1, 1), LocalDate.of(1899, 12, 31));
            });
  }

  @Test
  void theIdsLastSerialDigitTellsTheSex() throws IOException {
    for (DeliveredRows.Row row :
        DeliveredRows.read(landing.resolve("health/hospital_visits/hospital_visits-2024-03-05.csv"))
            .rows()) {
      if (row.cells().getOrDefault("patient_id", "").length() == 18) {
        boolean odd = (row.cells().get("patient_id").charAt(16) - '0') % 2 == 1;
        assertThat(row.cells().get("sex")).isEqualTo(odd ? "男" : "女");
      }
    }
  }

  @Test
  void creditCodesCheckOutsideAndInside() {
    List<String> codes = find(enterprises, "(?m)^(9[12][0-9A-Z]{16}),");
    String alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    assertThat(codes).hasSizeGreaterThan(1_700);
    assertThat(codes)
        .allSatisfy(
            code -> {
              int sum = 0;
              int weight = 1;
              for (int i = 0; i < code.length(); i++) {
                char c = code.charAt(i);
                assertThat(alphabet.indexOf(c)).as(code).isNotNegative();
                sum += alphabet.indexOf(c) * weight;
                weight = weight * 3 % 31;
              }
              // The 18th weight is not part of the standard's sum; the check character counts once.
              int check = alphabet.indexOf(code.charAt(17));
              sum -= check * 22;
              assertThat((sum + check) % 31).as(code).isZero();
              assertThat(organisationCodeRemainder(code.substring(8, 17))).as(code).isZero();
            });
  }

  @Test
  void theCheckersKnowTheStandardsOwnExamples() {
    assertThat(CheckCharacters.resident("44052418800101001")).isEqualTo('4');
    assertThat(CheckCharacters.resident("11010519491231002")).isEqualTo('X');
    assertThat(CheckCharacters.creditCode("91350100M000100Y4")).isEqualTo('3');
    assertThat(CheckCharacters.organisation("D2143569")).isEqualTo('X');
    assertThat(organisationCodeRemainder("D2143569X")).isZero();
  }

  @Test
  void phonesAreOfAllocatedMobileNumbers() {
    List<String> phones =
        new ArrayList<>(find(everything, "(?<![0-9A-Za-z.])(1\\d{10})(?![0-9A-Za-z])"));
    phones.addAll(find(everything, "(?<![0-9])(1\\d{2} \\d{4} \\d{4})(?![0-9])"));

    assertThat(phones).hasSizeGreaterThan(10_000);
    assertThat(phones)
        .allSatisfy(
            phone ->
                assertThat(phone.replace(" ", ""))
                    .matches("1(?:3\\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\\d|9[0-35-9])\\d{8}"));
    assertThat(phones).anySatisfy(phone -> assertThat(phone).contains(" "));
  }

  @Test
  void bankCardsOfComplaintsAreLuhnValid() {
    List<String> cards = find(everything, "(?<![0-9])(6222\\d{15})(?![0-9])");

    assertThat(cards).hasSizeGreaterThan(100);
    assertThat(cards)
        .allSatisfy(
            card -> {
              int sum = 0;
              for (int i = 0; i < 19; i++) {
                int digit = card.charAt(18 - i) - '0';
                sum += i % 2 == 0 ? digit : digit / 5 + digit * 2 % 10;
              }
              assertThat(sum % 10).as(card).isZero();
            });
  }

  @Test
  void platesAreOfTheCity() {
    List<String> plates = find(everything, "(晋[0-9A-Z]+)");

    assertThat(plates).hasSizeGreaterThan(10_000);
    assertThat(plates)
        .allSatisfy(plate -> assertThat(plate).matches("晋A([A-HJ-NP-Z0-9]{5}|[DF][0-9]{5})"));
  }

  /** GB 11714: the weighted sum of the body and the check character is a multiple of 11. */
  private static int organisationCodeRemainder(String code) {
    int[] weights = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = code.charAt(8) == 'X' ? 10 : code.charAt(8) - '0';
    for (int i = 0; i < 8; i++) {
      sum += Integer.parseInt(code.substring(i, i + 1), 36) * weights[i];
    }
    return sum % 11;
  }

  private static List<String> find(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
