package org.jinyanglake.release.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random tables, suppressed by the transformer and audited by the gate. */
class RandomTablesTest {

  @Test
  void noSuppressedCellOfARandomTableCanBeInferred() {
    int secondary = 0;
    int needless = 0;
    int cells = 0;
    for (int seed = 0; seed < Integer.getInteger("n", 300); seed++) {
      MadeTable table = MadeTable.random(new Random(seed));
      BitSet hidden = table.suppress(Set.of());
      assertThat(table.audit(hidden).stream().boxed().toList())
          .as("table %s: %s", seed, table.toString(hidden))
          .isEmpty();
      BitSet added = (BitSet) hidden.clone();
      added.andNot(table.unsafe());
      cells += table.places().size();
      for (int cell = added.nextSetBit(0); cell >= 0; cell = added.nextSetBit(cell + 1)) {
        BitSet less = (BitSet) hidden.clone();
        less.clear(cell);
        secondary++;
        needless += table.audit(less).isEmpty() ? 1 : 0;
      }
    }
    System.err.println(cells + " cells, secondary " + secondary + " needless " + needless);
    assertThat(secondary).isGreaterThan(1000);
    assertThat(needless).isLessThan(secondary / 20);
  }
}
