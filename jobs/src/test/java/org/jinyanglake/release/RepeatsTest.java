package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Diversity.Measure;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.junit.jupiter.api.Test;

/** Persons by value, as the gate finds them from written rows and from whose they were. */
class RepeatsTest {
  private static final String PATH = "day=1899-01-11";

  /** A row of a class. */
  private record Visit(String in, int person, int cost) {}

  /** All choices are tried. */
  @Property(tries = 300)
  void whicheverValueStandsForEachPersonAClassIsAsDiverseAsItIsSaidToBe(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 0, max = 15) Integer> drawn) {
    List<Visit> visits = drawn.stream().map(n -> new Visit("class", n / 4, 10 * (n % 4))).toList();
    Spread spread = spread(visits);

    double distinct = reached(spread, Measure.DISTINCT, 2, 0);
    double entropy = reached(spread, Measure.ENTROPY, 2, 0);
    double recursive = reached(spread, Measure.RECURSIVE, 2, 1);
    Map<Integer, Set<Object>> values = new HashMap<>();
    visits.forEach(
        each -> values.computeIfAbsent(each.person, any -> new HashSet<>()).add(each.cost));
    List<Map<Object, Long>> choices = choices(List.copyOf(values.values()));

    assertThat(choices)
        .allSatisfy(
            chosen -> {
              assertThat((double) chosen.size()).isGreaterThanOrEqualTo(distinct);
              double all = chosen.values().stream().mapToLong(n -> n).sum();
              double most = chosen.values().stream().mapToLong(n -> n).max().orElseThrow();
              double information =
                  chosen.values().stream().mapToDouble(n -> -n / all * Math.log(n / all)).sum();
              assertThat(Math.exp(information)).isGreaterThanOrEqualTo(entropy - 1e-9);
              assertThat(most / (all - most)).isLessThanOrEqualTo(recursive);
            });
    if (values.values().stream().allMatch(each -> each.size() == 1)) {
      assertThat((double) choices.get(0).size()).isEqualTo(distinct);
    }
  }

  private static List<Map<Object, Long>> choices(List<Set<Object>> persons) {
    List<Map<Object, Long>> choices = new ArrayList<>();
    choices.add(Map.of());
    for (Set<Object> person : persons) {
      List<Map<Object, Long>> longer = new ArrayList<>();
      for (Map<Object, Long> choice : choices) {
        for (Object value : person) {
          Map<Object, Long> with = new HashMap<>(choice);
          with.merge(value, 1L, Long::sum);
          longer.add(with);
        }
      }
      choices = longer;
    }
    return choices;
  }

  /** Each of two has both; in the whole partition four of six persons have the one. */
  @Test
  void whatAllOfAClassHaveIsGained() {
    Spread spread =
        spread(
            List.of(
                new Visit("a", 1, 10),
                new Visit("a", 1, 20),
                new Visit("a", 2, 10),
                new Visit("a", 2, 20),
                new Visit("b", 3, 10),
                new Visit("b", 4, 10),
                new Visit("b", 5, 20),
                new Visit("b", 6, 30)));

    // All have 10, where two thirds of all have it; and 20, which a half has.
    assertThat(reached(spread, Measure.LIKENESS, 1, 0)).isCloseTo(1, within(1e-9));
    // Two values each, of which an eighth differs; a person of all has 8 / 6.
    assertThat(reached(spread, Measure.CLOSENESS, 1, 0))
        .isCloseTo(2 * 0.125 + 2 - 8 / 6.0, within(1e-9));
  }

  /** A person who is in two classes is one in each, and one in the partition. */
  @Test
  void aPersonInTwoClassesIsOneOfThePartition() {
    Spread spread =
        spread(List.of(new Visit("a", 1, 10), new Visit("b", 1, 10), new Visit("b", 2, 20)));

    assertThat(spread.partition().persons()).isEqualTo(2);
    assertThat(spread.partition().of()).containsOnly(Map.entry(10, 1L), Map.entry(20, 1L));
    assertThat(spread.classes().get("b").persons()).isEqualTo(2);
  }

  @Test
  void rowsThatAreAlikeMayComeAsOne() {
    Map<String, Map<Object, Long>> rows = Map.of("a", Map.of(10, 4L, 20, 1L));
    Repeats repeats =
        new Repeats(
            List.of("cost"), Map.of("cost", form("keep", Map.of())), Map.of(PATH, written(rows)));
    repeats.add(RowFactory.create(PATH, 1L, "a", 10, 4L));
    repeats.end();

    ValuePersons persons = repeats.spread(PATH, "cost", rows, Map.of()).classes().get("a");
    assertThat(persons.persons()).isEqualTo(2);
    assertThat(persons.of()).containsOnly(Map.entry(10, 1L), Map.entry(20, 1L));
  }

  /** 15 becomes 20, though 10 is as near; whoever has it twice has 20 once. */
  @Test
  void theWrittenValueIsThatWhichTheTechniqueGives() {
    Map<Object, Long> rows = Map.of(new BigDecimal("10"), 2L, new BigDecimal("20"), 2L);
    ValuePersons persons = ofTwoRows(form("round", Map.of("to", 10L)), rows, new BigDecimal("15"));

    assertThat(persons.persons()).isEqualTo(3);
    assertThat(persons.of())
        .containsOnly(Map.entry(new BigDecimal("10"), 2L), Map.entry(new BigDecimal("20"), 1L));
    assertThat(persons.doubtful()).isZero();
  }

  /** Nothing is taken off, and t has less room. */
  @Test
  void whereAValueMayBeWrittenInTwoWaysTheStricterCounts() {
    ValuePersons persons =
        ofTwoRows(
            form("mask", Map.of("keepFirst", 1L, "keepLast", 0L)),
            Map.of("a*", 2L, "a**", 2L),
            "abc");

    assertThat(persons.persons()).isEqualTo(3);
    assertThat(persons.of().values()).containsOnly(2L);
    assertThat(persons.doubtful()).isEqualTo(1);
  }

  /** The class that is written, two rows of which are of one person and had one raw value. */
  private static ValuePersons ofTwoRows(Form form, Map<Object, Long> rows, Object raw) {
    Repeats repeats =
        new Repeats(
            List.of("cost"), Map.of("cost", form), Map.of(PATH, written(Map.of("a", rows))));
    repeats.add(row("a", 1, raw));
    repeats.add(row("a", 1, raw));
    repeats.end();
    return repeats.spread(PATH, "cost", Map.of("a", rows), Map.of()).classes().get("a");
  }

  private static Spread spread(List<Visit> visits) {
    Map<String, Map<Object, Long>> rows = new HashMap<>();
    visits.forEach(
        each ->
            rows.computeIfAbsent(each.in, any -> new HashMap<>()).merge(each.cost, 1L, Long::sum));
    Repeats repeats =
        new Repeats(
            List.of("cost"), Map.of("cost", form("keep", Map.of())), Map.of(PATH, written(rows)));
    repeats.addUnordered(
        visits.stream().map(each -> row(each.in, each.person, each.cost)).toList());
    repeats.end();
    return repeats.spread(PATH, "cost", rows, Map.of());
  }

  private static Findings written(Map<String, Map<Object, Long>> rows) {
    Findings findings = new Findings();
    rows.forEach((key, values) -> findings.addSensitive("cost", key, values));
    return findings;
  }

  private static Row row(String in, long person, Object cost) {
    return RowFactory.create(PATH, person, in, cost, 1L);
  }

  private static double reached(Spread spread, Measure measure, double bound, double c) {
    return spread
        .reached(
            new Diversity("cost", measure, bound, c, Optional.empty()),
            Distance.EQUAL,
            form("keep", Map.of()))
        .worst();
  }

  private static Form form(String technique, Map<String, Object> options) {
    Column column =
        new Column(
            "cost",
            "cost",
            "cost",
            "",
            Type.LONG,
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            0,
            Classification.SENSITIVE,
            Map.of(Zone.CONDITIONAL, new TechniqueSpec(technique, options)));
    return Form.of(column, Zone.CONDITIONAL, Map.of(), ZoneOffset.UTC);
  }
}
