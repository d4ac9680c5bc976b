package org.jinyanglake.desensitize.anonymity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Random tables, and what must be true of what is published of them, counted row by row. */
class LabelSolverTest {
  /** Enough for a search to end where nothing is found any more. */
  private static final long BUDGET = 300_000;

  @Property(tries = 500)
  void everyClassHolds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      Classes classes = solve(table, ask, 0);
      assertThat(table.published(classes).values()).as(ask.name()).allMatch(ask.holds());
    }
  }

  @Property(tries = 500)
  void allRowsArePublishedIfTheyCouldBeAsOneClassAndNoneOtherwise(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      Classes classes = solve(table, ask, 0);
      assertThat(rows(table, classes))
          .as(ask.name())
          .isEqualTo(ask.holds().test(table.all()) ? table.size() : 0);
    }
  }

  @Property(tries = 500)
  void notMoreIsWithheldThanMayBe(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 30) int percent,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);

    for (Ask ask : Ask.all(table, 3, strictness, Ask.pairs(table.secrets()))) {
      Classes classes = solve(table, ask, percent / 100.0);
      assertThat(table.published(classes).values()).as(ask.name()).allMatch(ask.holds());
      if (ask.holds().test(table.all())) {
        assertThat(table.size() - rows(table, classes))
            .as(ask.name())
            .isLessThanOrEqualTo(table.size() * percent / 100);
      }
    }
  }

  @Property(tries = 500)
  void theLossIsWhatLabelsStandForAndNeverMoreThanThatOfOneClassOrOfNone(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);
    Tuples tuples = table.tuples();

    for (Ask ask : Ask.all(table, 2, strictness, Ask.pairs(table.secrets()))) {
      Classes classes = solve(table, ask, 0.1);
      double loss = classes.loss(tuples);
      assertThat(loss)
          .as(ask.name())
          .isCloseTo(table.loss(classes), org.assertj.core.data.Offset.offset(1e-9))
          .isLessThanOrEqualTo(Classes.none(tuples).loss(tuples));
      if (ask.holds().test(table.all())) {
        Classes one = Classes.of(tuples, new int[tuples.size()]);
        assertThat(loss).as(ask.name()).isLessThanOrEqualTo(one.loss(tuples) + 1e-9);
      }
    }
  }

  @Property(tries = 500)
  void theOrderOfRowsDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);
    Microdata shuffled = table.shuffled(seed);
    List<Ask> asks = Ask.all(table, 3, strictness, Ask.pairs(table.secrets()));
    List<Ask> again = Ask.all(shuffled, 3, strictness, Ask.pairs(table.secrets()));

    for (int i = 0; i < asks.size(); i++) {
      assertThat(shuffled.content(solve(shuffled, again.get(i), 0.05)))
          .as(asks.get(i).name())
          .isEqualTo(table.content(solve(table, asks.get(i), 0.05)));
    }
  }

  @Property(tries = 500)
  void nullIsAValueLikeAnyOther(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int k) {
    Microdata table = Microdata.random(seed);
    Microdata other = table.withoutNull();

    assertThat(LabelSolver.solve(other.tuples(), other.crowd(k), 0, BUDGET).of())
        .isEqualTo(LabelSolver.solve(table.tuples(), table.crowd(k), 0, BUDGET).of());
  }

  @Property(tries = 500)
  void neverDearerThanFullDomainRecoding(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 5) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);
    Tuples tuples = table.tuples();

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      // If persons have rows in several classes, these may hold where all as one do not.
      if (!ask.holds().test(table.all())) {
        continue;
      }
      assertThat(solve(table, ask, 0).loss(tuples))
          .as(ask.name())
          .isLessThanOrEqualTo(Peers.fullDomain(tuples, ask.requirement()) + 1e-9);
    }
  }

  @Property(tries = 500)
  void holdsWithoutASearchToo(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      Classes classes = LabelSolver.solve(table.tuples(), ask.requirement(), 0, false);
      assertThat(table.published(classes).values()).as(ask.name()).allMatch(ask.holds());
      assertThat(rows(table, classes)).isEqualTo(ask.holds().test(table.all()) ? table.size() : 0);
    }
  }

  @Property(tries = 500)
  void aSearchLosesNoMoreThanWhatItBeganWith(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);
    Tuples tuples = table.tuples();

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      int[] peeled = new Peel(tuples, ask.requirement()).groups(1.1, 0);
      assertThat(solve(table, ask, 0).loss(tuples))
          .as(ask.name())
          .isLessThanOrEqualTo(Classes.of(tuples, peeled).loss(tuples) + 1e-9);
    }
  }

  /** All ways to put a few tuples into classes are tried. */
  @Test
  void mostOftenNothingCheaperExists() {
    int tables = 0;
    int optimal = 0;
    double loss = 0;
    double least = 0;
    for (int seed = 0; tables < 4000; seed++) {
      Microdata table = Microdata.random(seed, 14);
      if (table.tuples().size() < 3 || table.tuples().size() > 7) {
        continue;
      }
      List<Ask> asks = Ask.all(table, 1 + seed % 4, seed % 11, Ask.pairs(table.secrets()));
      Ask ask = asks.get(seed % asks.size());
      if (!ask.holds().test(table.all())) {
        continue;
      }
      double found = solve(table, ask, 0).loss(table.tuples());
      double best = best(table.tuples(), ask.requirement(), new int[table.tuples().size()], 0, 0);
      assertThat(found).as("seed %d, %s", seed, ask).isGreaterThan(best - 1e-9);
      tables++;
      optimal += found < best + 1e-9 ? 1 : 0;
      loss += found;
      least += best;
    }

    assertThat(optimal).isGreaterThan(tables * 9 / 10);
    assertThat(loss).isLessThan(1.03 * least);
  }

  /** The least loss of all classes that hold, if the tuples before one are in groups already. */
  private static double best(
      Tuples tuples, Requirement requirement, int[] groups, int tuple, int count) {
    if (tuple == groups.length) {
      for (int group = 0; group < count; group++) {
        int of = group;
        int[] members =
            java.util.stream.IntStream.range(0, tuple).filter(i -> groups[i] == of).toArray();
        if (!requirement.holds(members, 0, members.length)) {
          return Double.MAX_VALUE;
        }
      }
      return Classes.of(tuples, groups).loss(tuples);
    }
    double best = Double.MAX_VALUE;
    for (int group = 0; group <= count; group++) {
      groups[tuple] = group;
      best =
          Math.min(best, best(tuples, requirement, groups, tuple + 1, Math.max(count, group + 1)));
    }
    return best;
  }

  /** One who stands out is left out only where nearly all others would be generalized for them. */
  @Test
  void rowsAreWithheldOnlyWhereOthersWouldLoseMuch() {
    Taxonomy taxonomy =
        Taxonomy.of(List.of(List.of("a", "*"), List.of("b", "*"), List.of("c", "*")));
    Tuples noneNear = new Tuples(new Taxonomy[] {taxonomy}, new int[] {0, 1}, new int[] {999, 1});
    Tuples fewNear =
        new Tuples(new Taxonomy[] {taxonomy}, new int[] {0, 1, 2}, new int[] {989, 10, 1});

    assertThat(LabelSolver.solve(noneNear, Requirement.rows(noneNear, 5), 0.01, true).of())
        .containsExactly(0, Classes.WITHHELD);
    assertThat(LabelSolver.solve(fewNear, Requirement.rows(fewNear, 5), 0.01, true).of())
        .doesNotContain(Classes.WITHHELD);
    assertThat(LabelSolver.solve(noneNear, Requirement.rows(noneNear, 5), 0, true).of())
        .doesNotContain(Classes.WITHHELD);
  }

  /** Two leaves of one parent are half as far as two of different ones. */
  @Test
  void inAHierarchyValuesAreAsFarAsTheirCommonLabelIsHigh() {
    Taxonomy taxonomy =
        Taxonomy.of(
            List.of(
                List.of("flu", "lungs", "*"),
                List.of("asthma", "lungs", "*"),
                List.of("ulcer", "stomach", "*"),
                List.of("cramp", "stomach", "*")));
    // All: a quarter each. One class has flu only: a quarter stays, a quarter comes from asthma at
    // half the distance, and half from the stomach at the whole distance.
    int[][] values = {{0}, {1, 2, 3}};
    int[][] rows = {{1}, {1, 1, 1}};
    Sensitive sensitive = new Sensitive(4, values, rows, new long[2], new long[2][0]);
    int[] flu = {0};

    assertThat(sensitive.hierarchicallyClose(0.625, sensitive, taxonomy).holds(flu, 0, 1)).isTrue();
    assertThat(sensitive.hierarchicallyClose(0.624, sensitive, taxonomy).holds(flu, 0, 1))
        .isFalse();
    assertThat(sensitive.close(0.75, sensitive).holds(flu, 0, 1)).isTrue();
    assertThat(sensitive.close(0.749, sensitive).holds(flu, 0, 1)).isFalse();
  }

  /** The ranges of numbers and sets of values of {@link Mondrian} are held to the same. */
  @Property(tries = 500)
  void tightValuesHoldAsWell(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 10) int strictness) {
    Microdata table = Microdata.random(seed);
    Tuples tuples = table.tuples();
    boolean[] ordered = new boolean[tuples.width()];
    ordered[0] = true;

    for (Ask ask : Ask.all(table, k, strictness, Ask.pairs(table.secrets()))) {
      int[] groups = Mondrian.solve(tuples, ask.requirement(), ordered);
      if (!ask.holds().test(table.all())) {
        assertThat(groups).containsOnly(Classes.WITHHELD);
        continue;
      }
      assertThat(table.grouped(groups)).as(ask.name()).allMatch(ask.holds());
      assertThat(Mondrian.loss(tuples, groups, ordered))
          .as(ask.name())
          .isLessThanOrEqualTo(Mondrian.loss(tuples, new int[groups.length], ordered) + 1e-9);
    }
  }

  private static Classes solve(Microdata table, Ask ask, double withhold) {
    return LabelSolver.solve(table.tuples(), ask.requirement(), withhold, BUDGET);
  }

  private static int rows(Microdata table, Classes classes) {
    return table.published(classes).values().stream().mapToInt(List::size).sum();
  }
}
