package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecodingTest {

  @Property(tries = 2000)
  void everyPublishedClassHasKPersons(
      @ForAll("partitions") List<Cell> cells, @ForAll @IntRange(min = 2, max = 5) int k) {
    Recoding.Solution solution = solve(cells, k);

    Map<List<Object>, Long> classes = classes(cells, solution.levels());
    assertThat(classes.values()).allMatch(persons -> Long.bitCount(persons) >= k);
    assertThat(solution.k())
        .isEqualTo(classes.values().stream().mapToInt(Long::bitCount).min().orElse(0));
  }

  @Property(tries = 2000)
  void aClassOfKPersonsIsGeneralizedOnlyToSaveTheRestIfThatIsAffordable(
      @ForAll("partitions") List<Cell> cells, @ForAll @IntRange(min = 2, max = 5) int k) {
    int[] levels = solve(cells, k).levels();

    Map<List<Object>, Long> declared = classes(cells, new int[cells.size()]);
    long moved = 0;
    long rest = 0;
    for (int i = 0; i < levels.length; i++) {
      boolean large = Long.bitCount(declared.get(cells.get(i).labels().get(0))) >= k;
      if (large && levels[i] != 0) {
        moved += cells.get(i).rows();
      } else if (levels[i] == 3) {
        rest += cells.get(i).rows();
      }
    }
    assertThat(moved).isLessThanOrEqualTo(Math.max(rows(cells) / 10, rest * 10));
  }

  @Property(tries = 2000)
  void rowsAreWithheldOnlyIfTheyHaveFewerThanKPersonsAndNoSmallClassCanJoinThem(
      @ForAll("partitions") List<Cell> cells, @ForAll @IntRange(min = 2, max = 5) int k) {
    int[] levels = solve(cells, k).levels();

    long persons = 0;
    long withheld = 0;
    Map<List<Object>, Long> published = new HashMap<>();
    for (int i = 0; i < levels.length; i++) {
      Cell cell = cells.get(i);
      if (levels[i] == Recoding.WITHHELD) {
        persons |= cell.persons();
        withheld += cell.rows();
      } else {
        published.merge(cell.labels().get(levels[i]), cell.rows(), Long::sum);
      }
    }
    assertThat(Long.bitCount(persons)).isLessThan(k);
    if (withheld > 0 && !published.isEmpty()) {
      assertThat(Collections.min(published.values()))
          .isGreaterThan(Math.max(rows(cells) / 10, withheld * 10));
    }
  }

  @Property(tries = 1000)
  void theOrderOfTuplesDoesNotMatter(
      @ForAll("partitions") List<Cell> cells,
      @ForAll @IntRange(min = 2, max = 5) int k,
      @ForAll long seed) {
    List<Cell> shuffled = new ArrayList<>(cells);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(byCell(shuffled, k)).isEqualTo(byCell(cells, k));
  }

  @Test
  void aSmallClassClimbsUntilItHasCompany() {
    List<Cell> cells =
        List.of(
            new Cell(0, "a", 5, 0b11111), new Cell(4, "a", 3, 0b111), new Cell(5, "a", 2, 0b11000));

    assertThat(solve(cells, 5).levels()).containsExactly(0, 1, 1);
  }

  @Test
  void aRestOfOnePersonIsJoinedByTheSmallestClass() {
    List<Cell> cells =
        List.of(
            new Cell(0, "a", 900, 0b1111100000),
            new Cell(4, "a", 90, 0b11111),
            new Cell(7, "a", 1, 0b1));

    assertThat(solve(cells, 5).levels()).containsExactly(0, 3, 3);
  }

  @Test
  void aRestOfOnePersonIsWithheldIfJoiningItCostsTooMuch() {
    List<Cell> cells =
        List.of(
            new Cell(0, "a", 50, 0b1111100000),
            new Cell(4, "a", 49, 0b11111),
            new Cell(7, "a", 1, 0b1));

    assertThat(solve(cells, 5).levels()).containsExactly(0, 0, Recoding.WITHHELD);
  }

  @Test
  void nullIsALabelLikeAnyOther() {
    List<Cell> cells = List.of(new Cell(0, null, 50, 0b11111), new Cell(0, "a", 1, 0b1));

    assertThat(solve(cells, 5).levels()).containsExactly(0, Recoding.WITHHELD);
  }

  @Test
  void onePersonWithManyRowsIsOne() {
    assertThat(solve(List.of(new Cell(0, "a", 1000, 0b1)), 2).levels())
        .containsExactly(Recoding.WITHHELD);
  }

  /**
   * The rows of a leaf of a binary tree of eight, and of a flag that has no level but {@code *}.
   *
   * @param persons a bit for each
   */
  record Cell(int leaf, String flag, long rows, long persons) {
    List<List<Object>> labels() {
      return List.of(
          Arrays.asList("leaf" + leaf, flag),
          List.of("two" + leaf / 2, "*"),
          List.of("four" + leaf / 4, "*"),
          List.of("*", "*"));
    }
  }

  @Provide
  Arbitrary<List<Cell>> partitions() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.of("a", "b").injectNull(0.3),
            Arbitraries.longs().between(9, 600),
            Arbitraries.longs().between(1, 0b111111111))
        .as(Cell::new)
        .list()
        .uniqueElements(cell -> cell.labels().get(0))
        .ofMinSize(1)
        .ofMaxSize(14);
  }

  private static Recoding.Solution solve(List<Cell> cells, int k) {
    return Recoding.solve(
        cells.stream()
            .map(
                cell ->
                    new Recoding.Tuple(
                        cell.labels(), cell.rows(), new Persons(new long[] {cell.persons()}, 0)))
            .toList(),
        k);
  }

  private static Map<Cell, Integer> byCell(List<Cell> cells, int k) {
    int[] levels = solve(cells, k).levels();
    Map<Cell, Integer> byCell = new HashMap<>();
    for (int i = 0; i < levels.length; i++) {
      byCell.put(cells.get(i), levels[i]);
    }
    return byCell;
  }

  private static Map<List<Object>, Long> classes(List<Cell> cells, int[] levels) {
    Map<List<Object>, Long> classes = new HashMap<>();
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] != Recoding.WITHHELD) {
        classes.merge(
            cells.get(i).labels().get(levels[i]), cells.get(i).persons(), (a, b) -> a | b);
      }
    }
    return classes;
  }

  private static long rows(List<Cell> cells) {
    return cells.stream().mapToLong(Cell::rows).sum();
  }
}
