package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Diversity.Measure;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gate measures of sensitive values, beside figures worked out by hand or published. */
class SpreadTest {

  @TempDir Path folder;

  private static Spread spread(List<?>... classes) {
    Map<String, Map<Object, Long>> spread = new HashMap<>();
    for (int i = 0; i < classes.length; i++) {
      Map<Object, Long> rows = new HashMap<>();
      classes[i].forEach(value -> rows.merge(value, 1L, Long::sum));
      spread.put("class " + i, rows);
    }
    return new Repeats(List.of(), Map.of(), Map.of()).spread("", "diagnosis", spread, Map.of());
  }

  private static Diversity condition(Measure measure, double bound, double c) {
    return new Diversity("diagnosis", measure, bound, c, Optional.empty());
  }

  private Spread.Reached reached(Spread spread, Diversity condition, Distance distance) {
    Column column = StagedVisits.column("diagnosis", Type.STRING, false, Classification.SENSITIVE);
    return spread.reached(
        condition, distance, Form.of(column, Zone.CONDITIONAL, Map.of(), java.time.ZoneOffset.UTC));
  }

  @Test
  void theClassWithTheFewestValuesCounts() {
    Spread spread = spread(List.of("a", "b", "c"), List.of("a", "a", "b"));
    assertThat(reached(spread, condition(Measure.DISTINCT, 2, 0), Distance.EQUAL).worst())
        .isEqualTo(2);
    assertThat(reached(spread, condition(Measure.DISTINCT, 3, 0), Distance.EQUAL).failing())
        .isEqualTo(1);
  }

  @Test
  void nullIsAValue() {
    Spread spread = spread(java.util.Arrays.asList("a", null), List.of("a", "b"));
    assertThat(reached(spread, condition(Measure.DISTINCT, 2, 0), Distance.EQUAL).failing())
        .isZero();
  }

  @Test
  void evenValuesHaveTheEntropyOfTheirNumber() {
    Spread spread = spread(List.of("a", "b", "c", "a", "b", "c"));
    Spread.Reached reached = reached(spread, condition(Measure.ENTROPY, 3, 0), Distance.EQUAL);
    assertThat(reached.worst()).isCloseTo(3, within(1e-9));
    assertThat(reached.failing()).isZero();
    assertThat(
            reached(
                    spread(List.of("a", "a", "b")),
                    condition(Measure.ENTROPY, 2, 0),
                    Distance.EQUAL)
                .failing())
        .isEqualTo(1);
  }

  @Test
  void theMostFrequentValueIsComparedWithTheRareOnes() {
    Spread spread = spread(List.of("a", "a", "a", "b", "b", "c"));
    Spread.Reached two = reached(spread, condition(Measure.RECURSIVE, 2, 1.5), Distance.EQUAL);
    assertThat(two.worst()).isEqualTo(1);
    assertThat(two.failing()).isZero();
    Spread.Reached three = reached(spread, condition(Measure.RECURSIVE, 3, 3), Distance.EQUAL);
    assertThat(three.worst()).isEqualTo(3);
    assertThat(three.failing()).isEqualTo(1);
    assertThat(reached(spread, condition(Measure.RECURSIVE, 4, 9), Distance.EQUAL).worst())
        .isInfinite();
  }

  /** Li et al., ICDE 2007: the salaries, in thousands, of section 4.2 and of table 5. */
  @Test
  void ranksAreAsFarAsThePaperSays() {
    Spread paper = spread(List.of(3, 4, 5), List.of(6, 8, 11), List.of(7, 9, 10));
    assertThat(reached(paper, condition(Measure.CLOSENESS, 0.4, 0), Distance.ORDERED).worst())
        .isCloseTo(0.375, within(1e-9));
    Spread table5 = spread(List.of(3, 5, 9), List.of(6, 11, 8), List.of(4, 7, 10));
    Spread.Reached reached =
        reached(table5, condition(Measure.CLOSENESS, 0.167, 0), Distance.ORDERED);
    assertThat(reached.worst()).isCloseTo(0.167, within(1e-3));
    assertThat(reached.failing()).isZero();
  }

  @Test
  void equalDistanceIsHalfTheSumOfTheDifferences() {
    Spread spread = spread(List.of("a", "a", "b", "b"), List.of("a", "b", "b", "b"));
    Spread.Reached reached = reached(spread, condition(Measure.CLOSENESS, 0.1, 0), Distance.EQUAL);
    assertThat(reached.worst()).isCloseTo(0.125, within(1e-9));
    assertThat(reached.failing()).isEqualTo(2);
  }

  /** Of two districts of one city a half must be carried half the way; of two cities, all of it. */
  @Test
  void labelsUnderOneAreNearer() throws Exception {
    Path file = folder.resolve("region.csv");
    Files.writeString(file, "district,city\n迎泽区,太原市\n小店区,太原市\n城区,大同市\n");
    Hierarchy hierarchy =
        Hierarchy.read(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    Form form =
        Form.of(
            generalized(), Zone.CONDITIONAL, Map.of("region", hierarchy), java.time.ZoneOffset.UTC);
    Diversity condition = condition(Measure.CLOSENESS, 0.3, 0);
    assertThat(
            spread(List.of("迎泽区", "迎泽区"), List.of("小店区", "小店区"))
                .reached(condition, Distance.HIERARCHICAL, form)
                .worst())
        .isCloseTo(0.25, within(1e-9));
    assertThat(
            spread(List.of("迎泽区", "迎泽区"), List.of("城区", "城区"))
                .reached(condition, Distance.HIERARCHICAL, form)
                .worst())
        .isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aShareMayGainSoMuchOnly() {
    Spread spread = spread(List.of("a", "a", "a", "b"), List.of("a", "b", "b", "b"));
    Spread.Reached reached = reached(spread, condition(Measure.LIKENESS, 0.4, 0), Distance.EQUAL);
    assertThat(reached.worst()).isCloseTo(0.5, within(1e-9));
    assertThat(reached.failing()).isEqualTo(2);
  }

  private static Column generalized() {
    return new Column(
        "district",
        "district",
        "district",
        "",
        Type.STRING,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        0,
        Classification.SENSITIVE,
        Map.of(
            Zone.CONDITIONAL,
            new TechniqueSpec("generalize", Map.of("hierarchy", "region", "level", "district"))));
  }
}
