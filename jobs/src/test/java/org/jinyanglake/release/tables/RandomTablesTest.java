package org.jinyanglake.release.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random tables of up to three dimensions, some linked, suppressed and then audited. */
class RandomTablesTest {
  private static final int TABLES = 200;

  @Test
  void ofNoSuppressedCellTooMuchCanBeInferred() {
    for (int seed = 0; seed < TABLES; seed++) {
      MadeTable table = MadeTable.random(new Random(seed));
      BitSet hidden = table.suppressed();
      assertThat(table.tooNarrow(hidden).stream().boxed())
          .as("table %s: %s", seed, table.toString(hidden))
          .isEmpty();
    }
  }

  @Test
  void withoutOneOfTheOthersTooMuchCanBe() {
    int others = 0;
    int found = 0;
    for (int seed = 0; seed < TABLES / 5; seed++) {
      MadeTable table = MadeTable.random(new Random(seed));
      BitSet hidden = table.suppressed();
      BitSet secondary = (BitSet) hidden.clone();
      secondary.andNot(table.unsafe());
      for (int cell : secondary.stream().toArray()) {
        BitSet less = (BitSet) hidden.clone();
        less.clear(cell);
        others++;
        found += table.tooNarrow(less).isEmpty() ? 0 : 1;
      }
    }
    // Few are not needed: the suppressor is a heuristic, though it looks for such.
    assertThat(others).isGreaterThan(150);
    assertThat(found).isGreaterThan(others * 95 / 100);
  }

  @Test
  void personsWhoAreInSeveralCellsAreProtectedToo() {
    for (int seed = 0; seed < TABLES / 5; seed++) {
      MadeTable table = MadeTable.visits(new Random(seed));
      BitSet hidden = table.suppressed();
      assertThat(table.tooNarrow(hidden).stream().boxed())
          .as("table %s: %s", seed, table.toString(hidden))
          .isEmpty();
    }
  }
}
