package org.jinyanglake.utility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is left of the use of rows, by figures that one can compute on paper. */
class UtilityTest {
  private static final double ROUNDING = 1e-9;
  private static final BiPredicate<Object, Object> SAME_OR_STAR =
      (raw, label) -> "*".equals(label) || Objects.equals(raw, label);
  private static final BiPredicate<Object, Object> IN_RANGE =
      (raw, label) -> {
        String[] ends = label.toString().split("-");
        int age = (Integer) raw;
        return Integer.parseInt(ends[0]) <= age && age <= Integer.parseInt(ends[1]);
      };

  private static Sample sample(String column, Object... values) {
    List<List<Object>> rows = new ArrayList<>();
    for (Object each : values) {
      rows.add(Collections.singletonList(each));
    }
    return new Sample(List.of(column), rows, rows.size());
  }

  private static Object[] times(Object... countsAndValues) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < countsAndValues.length; i += 2) {
      all.addAll(Collections.nCopies((Integer) countsAndValues[i], countsAndValues[i + 1]));
    }
    return all.toArray();
  }

  private static Utility utility(
      Sample before, Sample after, long withheld, BiPredicate<Object, Object> covers, int k) {
    String column = before.columns().get(0);
    return Utility.of(
        new Utility.Question(
            before,
            after,
            withheld,
            List.of(column),
            List.of(column),
            Set.of(),
            Map.of(column, covers),
            k,
            ZoneOffset.UTC));
  }

  private static Marginal marginal(Sample before, Sample after, int k) {
    return utility(before, after, 0, SAME_OR_STAR, k).marginals().get(0);
  }

  @Test
  void aLabelOfNumbersCostsTheLengthThatItCovers() {
    Utility utility =
        utility(
            sample("age", 30, 31, 32, 33),
            sample("age", "30-31", "30-31", "30-39", "30-39"),
            0,
            IN_RANGE,
            2);

    // 30-31 covers 1 of the 3 years from 30 to 33, 30-39 all of them.
    assertThat(utility.penalties().get("age"))
        .isEqualTo((1 / 3.0 + 1 / 3.0 + 1 + 1) / 4, within(ROUNDING));
    assertThat(utility.penalty()).isEqualTo(2 / 3.0, within(ROUNDING));
  }

  @Test
  void aLabelOfOthersCostsTheShareOfTheValuesThatItCovers() {
    Utility utility =
        utility(sample("sex", "m", "m", "f", "?"), sample("sex", "m", "*"), 0, SAME_OR_STAR, 2);

    assertThat(utility.penalties().get("sex")).isEqualTo((0 + 1) / 2.0, within(ROUNDING));
  }

  @Test
  void aRowWithheldCostsAllOfIt() {
    Utility utility =
        utility(sample("sex", "m", "m", "f", "f"), sample("sex", "m", "m"), 2, SAME_OR_STAR, 2);

    assertThat(utility.penalty()).isEqualTo((0 + 0 + 1 + 1) / 4.0, within(ROUNDING));
  }

  @Test
  void countsOfWhatIsPublishedAsItWasAreRight() {
    Object[] ages = IntStream.range(0, 100).mapToObj(i -> i % 17).toArray();

    assertThat(utility(sample("age", ages), sample("age", ages), 0, SAME_OR_STAR, 2).queries())
        .isEqualTo(new CountQueries(1_000, 0, 0));
  }

  @Test
  void aLabelIsSpreadEvenlyOverItsValuesWhereRowsAreCounted() {
    Sample before = sample("sex", times(3, "m", 1, "f"));
    Sample after = sample("sex", times(4, "*"));

    CountQueries queries = utility(before, after, 0, SAME_OR_STAR, 2).queries();

    // Of m there are 3 and 2 are estimated: 1/3 wrong. Of f there is 1 and 2 are: wrong by all.
    // Three in four queries ask for m.
    assertThat(queries.median()).isEqualTo(1 / 3.0, within(ROUNDING));
    assertThat(queries.ninetieth()).isEqualTo(1, within(ROUNDING));
  }

  @Test
  void aRareValueIsComparedWithOneInAHundredRows() {
    Sample before = sample("sex", times(999, "m", 1, "f"));
    Sample after = sample("sex", times(1_000, "*"));

    // Of m 999 and 500 are estimated; who asks for f is so rare that nine in ten queries do not.
    CountQueries queries = utility(before, after, 0, SAME_OR_STAR, 2).queries();
    assertThat(queries.ninetieth()).isEqualTo(499 / 999.0, within(ROUNDING));

    Sample both = sample("sex", times(999, "m", 1, "f"));
    assertThat(
            utility(both, sample("sex", times(999, "m")), 1, SAME_OR_STAR, 2).queries().ninetieth())
        .isZero();
  }

  @Test
  void rowsDrawnAtRandomStandForAll() {
    Sample tenth = new Sample(List.of("sex"), sample("sex", times(6, "m", 4, "f")).rows(), 100);

    Marginal marginal = marginal(tenth, tenth, 3);

    assertThat(marginal.bars()).extracting(Bar::before).containsExactly(60L, 40L);
    assertThat(utility(tenth, tenth, 0, SAME_OR_STAR, 3).queries().ninetieth()).isZero();
  }

  @Test
  void aWiderLabelCountsWithTheNarrowOnesThatItMayBe() {
    Marginal marginal =
        marginal(
            sample("sex", times(4, "m", 4, "f")), sample("sex", times(3, "m", 1, "f", 4, "*")), 3);

    assertThat(marginal.bars())
        .containsExactlyInAnyOrder(
            new Bar("m", 1, 4L, 5L, Bar.Hidden.NO), new Bar("f", 1, 4L, 3L, Bar.Hidden.NO));
    assertThat(marginal.distance()).isEqualTo(1 / 8.0, within(ROUNDING));
  }

  @Test
  void aSmallCountIsNotToldNorWhatWouldTellIt() {
    Sample one = sample("town", times(10, "a", 7, "b", 2, "c"));

    assertThat(marginal(one, one, 3).bars())
        .containsExactly(
            new Bar("a", 1, 10L, 10L, Bar.Hidden.NO),
            new Bar("b", 1, null, null, Bar.Hidden.BESIDE),
            new Bar("c", 1, null, null, Bar.Hidden.SMALL));

    Sample two = sample("town", times(10, "a", 7, "b", 2, "c", 1, "d"));
    assertThat(marginal(two, two, 3).bars())
        .extracting(Bar::hidden)
        .containsExactly(Bar.Hidden.NO, Bar.Hidden.NO, Bar.Hidden.SMALL, Bar.Hidden.SMALL);
  }

  @Test
  void valuesThatAreNotPublishedHaveNoName() {
    Marginal marginal =
        marginal(sample("town", times(8, "a", 5, "secret")), sample("town", times(8, "a")), 3);

    assertThat(marginal.bars())
        .containsExactly(
            new Bar("a", 1, 8L, 8L, Bar.Hidden.NO), new Bar("", 1, 5L, 0L, Bar.Hidden.NO));
  }

  @Test
  void numbersStandInRoundBinsThatTellNoGreatestOne() {
    Object[] raw = IntStream.range(0, 100).mapToObj(i -> (Object) (i * 1.0)).toArray();
    raw[99] = 87_654.0;
    Object[] published = raw.clone();
    published[99] = 90_000.0;
    Sample before = sample("cost", raw);

    Marginal marginal =
        Utility.of(
                new Utility.Question(
                    before,
                    sample("cost", published),
                    0,
                    List.of(),
                    List.of("cost"),
                    Set.of("cost"),
                    Map.of(),
                    5,
                    ZoneOffset.UTC))
            .marginals()
            .get(0);

    // Nine in ten are up to 89: ten bins of 10.
    assertThat(marginal.bars())
        .extracting(Bar::label)
        .startsWith("0 – 10", "10 – 20")
        .endsWith("≥ 90");
    assertThat(marginal.bars()).extracting(Bar::before).containsOnly(10L);
  }

  @Test
  void whatCannotBeComputedIsSaid() {
    Object[] many = IntStream.range(0, 3_000).mapToObj(i -> (Object) ("v" + i)).toArray();
    Utility utility = utility(sample("name", many), sample("name", many), 0, SAME_OR_STAR, 2);

    assertThat(utility.penalties()).containsEntry("name", null);
    assertThat(utility.penalty()).isNull();
    assertThat(utility.queries()).isNull();
    assertThat(utility.untold()).containsEntry("name", Utility.Untold.TOO_MANY_VALUES);
  }

  @Test
  void ofRefusedRowsNoValueIsTold() {
    Sample rows = sample("sex", times(5, "m", 5, "f"));
    Utility refused = utility(rows, rows, 0, SAME_OR_STAR, 2).refused();

    assertThat(refused.marginals()).isEmpty();
    assertThat(refused.untold()).containsEntry("sex", Utility.Untold.REFUSED);
    assertThat(refused.queries()).isNotNull();
  }
}
