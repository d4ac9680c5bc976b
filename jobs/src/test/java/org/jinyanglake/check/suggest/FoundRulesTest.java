package org.jinyanglake.check.suggest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import scala.Console;

/** What single columns and pairs of columns give away. */
class FoundRulesTest {

  @Test
  void formsBecomeAPatternAndRareOnesDoNot() {
    List<String> times =
        many(400, i -> i % 12 + 1 + ":" + (10 + i % 50) + (i % 2 == 0 ? " a.m." : " p.m."));
    assertThat(Shape.of(times, true, 0.995)).hasValue("[0-9]{1,3}:[0-9]{2} (a|p)[.]m[.]");
    assertThat(Shape.of(times, false, 0.995))
        .as("no word of a column that is not public")
        .hasValue("[0-9]{1,3}:[0-9]{2} [a-z][.][a-z][.]");
    times.set(7, "11/23 7:10 p.m.");
    assertThat(Shape.of(times, true, 0.995)).hasValue("[0-9]{1,3}:[0-9]{2} (a|p)[.]m[.]");
    assertThat(Shape.of(many(400, i -> "free text ".repeat(i % 9) + i), true, 0.995)).isEmpty();
    assertThat(Shape.of(many(400, i -> "a\nb" + i), true, 0.995)).isEmpty();
  }

  @Test
  void noSignOfAColumnThatIsNotPublicTellsAValue() {
    List<List<String>> telling =
        List.of(
            many(100, i -> i % 2 == 0 ? "＋" : "－"),
            many(100, i -> i % 2 == 0 ? "+" : "-"),
            many(100, i -> i % 2 == 0 ? "A+" : "B-"),
            many(100, i -> i % 2 == 0 ? "Ⅰ期" : "Ⅱ期"),
            many(100, i -> "１２３"),
            many(100, i -> "-"));
    assertThat(telling).allMatch(values -> Shape.of(values, true, 0.995).isPresent());
    assertThat(telling).allMatch(values -> Shape.of(values, false, 0.995).isEmpty());
    assertThat(Shape.of(many(100, i -> "B-" + i + "/7"), false, 0.995))
        .as("the same in all")
        .hasValue("[A-Z]-[0-9]{1,3}/[0-9]");
  }

  @Test
  void standardsAreKnownByFormAndIfNeedBeByRecognizers() {
    List<String> ids = many(100, i -> "14010518800101%03dX".formatted(i));
    assertThat(KnownFormat.of(ids, "RESIDENT_ID", 0.995)).hasValue(KnownFormat.RESIDENT_ID);
    assertThat(KnownFormat.of(ids, "", 0.995)).isEmpty();
    assertThat(KnownFormat.of(many(100, i -> "2024-03-%02d".formatted(i % 28 + 1)), "", 0.995))
        .hasValue(KnownFormat.DATE);
    assertThat(KnownFormat.codes(List.of("男", "女"), "SEX")).isPresent();
    assertThat(KnownFormat.codes(List.of("男", "F"), "SEX")).isEmpty();
  }

  @Test
  void aListOfValuesLeavesMisspellingsOut() {
    assertThat(ValueSet.of(Map.of("birmingham", 50L, "birminghxm", 1L, "boaz", 2L)))
        .hasValue(List.of("birmingham", "boaz"));
    assertThat(ValueSet.of(Map.of("140105", 500L, "140106", 1L)))
        .as("another code is no misspelling")
        .hasValue(List.of("140105", "140106"));
    assertThat(ValueSet.of(Map.of("a", 5L, "b", 5L))).as("few rows a value").isEmpty();
    assertThat(ValueSet.of(Map.of("a\"b", 50L))).as("no rule could write it").isEmpty();
  }

  @Test
  void rangesHaveRoomAndLeaveOutliersOut() {
    List<String> numbers = many(2000, i -> String.valueOf(10 + i % 90));
    numbers.set(3, "99999");
    assertThat(Bounds.of(numbers).orElseThrow().toString()).contains("least=0, most=460");
    assertThat(Bounds.of(many(2000, i -> "-0." + i % 10)).orElseThrow().toString())
        .contains("least=-4.5, most=3.6");
    assertThat(Bounds.of(many(200, i -> "5"))).isEmpty();
  }

  @Test
  void dependenciesAreFoundThoughAFewRowsBreakThemAndAreNotSaidTwice() {
    List<String[]> rows =
        new ArrayList<>(
            IntStream.range(0, 600)
                .mapToObj(
                    i ->
                        new String[] {
                          "s" + i % 30, "name" + i % 30, "d" + i % 30 % 5, "" + i * 7 % 11, "" + i
                        })
                .toList());
    rows.get(11)[1] = "nome11";
    Relations relations =
        new Relations(
            new Sample(List.of("code", "name", "district", "score", "id"), rows),
            List.of("code", "name", "district", "score", "id"));
    assertThat(relations.dependencies())
        .extracting(each -> each.from() + " -> " + each.to())
        .containsExactly("code -> name", "code -> district");
    assertThat(relations.dependencies().get(0).exceptions()).isCloseTo(1 / 600.0, within(1e-9));
  }

  @Test
  void twoColumnsThatNoTwoRowsShareAreAKey() {
    List<String[]> rows =
        IntStream.range(0, 600)
            .mapToObj(i -> new String[] {"s" + i % 25, "" + i / 25, "d" + i % 5})
            .toList();
    Sample sample = new Sample(List.of("station", "hour", "district"), rows);
    assertThat(new Relations(sample, sample.columns()).pairs(3))
        .containsExactly(List.of("station", "hour"));
  }

  /** A verb's standard output is its result; deequ would print the types that it cannot map. */
  @Test
  void nothingIsPrintedWhileColumnsAreLookedAt() {
    Dataset<Row> days = SharedSpark.session().sql("SELECT explode(array(date'1899-12-31')) AS day");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Profiles profiles = Console.withOut(printed, () -> Profiles.of(days));

    assertThat(profiles.complete("day")).isTrue();
    assertThat(printed.toString(UTF_8)).isEmpty();
  }

  private static List<String> many(int count, java.util.function.IntFunction<String> value) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(value).toList());
  }
}
