package org.jinyanglake.release.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jinyanglake.release.attack.Attacked.Kind;
import org.junit.jupiter.api.Test;

/** Who knows some raw values finds as many rows as there are that may have them. */
class RowLinkageTest {

  /** More than the linkage takes at a time. */
  private static final int ROWS = 40_000;

  private static final Covers DECADE =
      (raw, published) ->
          published == null || raw != null && (int) raw / 10 == (int) published / 10;

  private static final List<Attacked> COLUMNS =
      List.of(
          new Attacked("age", Kind.COVERED, true, DECADE, ""),
          new Attacked("amount", Kind.KEPT, false, (raw, published) -> false, ""),
          new Attacked("token", Kind.TOKEN, false, (raw, published) -> false, ""),
          new Attacked("channel", Kind.KEPT, false, (raw, published) -> false, ""));

  @Test
  void countsTheRowsOfEachTargetAndCombination() {
    SplittableRandom random = new SplittableRandom(7);
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Object age = random.nextInt(20) == 0 ? null : (Object) (random.nextInt(9) * 10);
      Object channel = random.nextInt(3) == 0 ? null : "c" + random.nextInt(3);
      rows.add(new Object[] {age, new BigDecimal(random.nextInt(50) + ".50"), "t", channel});
    }
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Object age = i % 7 == 0 ? null : (Object) random.nextInt(100);
      Object amount = i == 1 ? null : new BigDecimal(random.nextInt(60) + (i == 2 ? ".5" : ".50"));
      Object channel = i % 5 == 0 ? null : "c" + random.nextInt(4);
      targets.add(new Target(i, i, new Object[] {age, amount, "x", channel}, new Object[0]));
    }
    RowLinkage linkage = new RowLinkage(COLUMNS, targets);
    rows.forEach(row -> linkage.add(column -> row[column]));
    List<Integer> expected = new ArrayList<>();
    for (Target target : targets) {
      for (int[] combination : RowLinkage.combinations(COLUMNS)) {
        expected.add(
            (int)
                rows.stream()
                    .filter(
                        row ->
                            Arrays.stream(combination)
                                .allMatch(i -> mayBe(i, target.values()[i], row[i])))
                    .count());
      }
    }
    assertThat(linkage.candidates())
        .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
    assertThat(expected).contains(0).anyMatch(count -> count > 1_000);
  }

  private static boolean mayBe(int column, Object raw, Object published) {
    if (column == 0) {
      return DECADE.covers(raw, published);
    }
    if (raw instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) published) == 0;
    }
    return raw == null ? published == null : raw.equals(published);
  }
}
