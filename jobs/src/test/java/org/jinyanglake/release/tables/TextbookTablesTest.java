package org.jinyanglake.release.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The table of Fischetti and Salazar, "Models and algorithms for optimizing cell suppression in
 * tabular data with linear constraints", Journal of the American Statistical Association 95 (2000):
 * investments by activity and region, of which the one of activity II in region C is sensitive.
 */
class TextbookTablesTest {
  private static final Set<Set<String>> SETS =
      MadeTable.cube(List.of(List.of("activity"), List.of("region")));
  private static final double[][] INVESTMENTS = {{20, 50, 10}, {8, 19, 22}, {17, 32, 12}};

  private static MadeTable table(double width) {
    MadeTable table = new MadeTable(new Quantity("investment", true, width));
    for (int activity = 0; activity < 3; activity++) {
      for (int region = 0; region < 3; region++) {
        table.add(
            Map.of(
                "activity",
                "I".repeat(activity + 1),
                "region",
                "ABC".substring(region, region + 1)),
            SETS,
            INVESTMENTS[activity][region]);
      }
    }
    return table;
  }

  private static BitSet cells(MadeTable table, String... names) {
    BitSet cells = new BitSet();
    for (String name : names) {
      String[] parts = name.split(" ");
      cells.set(
          table.places().stream()
              .map(Map::copyOf)
              .toList()
              .indexOf(Map.of("activity", parts[0], "region", parts[1])));
    }
    return cells;
  }

  @Test
  void theIntervalOfTheBookIsFound() {
    // It is 5 to 30.
    MadeTable table = table(25);
    BitSet hidden = cells(table, "II A", "II C", "III A", "III C");
    assertThat(table.tooNarrow(hidden, new BitSet(), 10).isEmpty()).isTrue();
    assertThat(table(25.1).tooNarrow(hidden, new BitSet(), 10)).isEqualTo(hidden);
    BitSet sensitive = cells(table, "II C");
    assertThat(table(0).tooNarrow(hidden, sensitive, 36).isEmpty()).as("at most 30").isTrue();
    assertThat(table(0).tooNarrow(hidden, sensitive, 37)).isEqualTo(sensitive);
  }

  @Test
  void oneCellAloneIsKnownToTheUnit() {
    MadeTable table = table(1);
    BitSet alone = cells(table, "II C");
    assertThat(table.tooNarrow(alone, alone, 10)).isEqualTo(alone);
    BitSet row = cells(table, "II A", "II C");
    assertThat(table.tooNarrow(row, alone, 10)).as("by the totals of the regions").isEqualTo(row);
  }

  @Test
  void fourCellsAreEnough() {
    MadeTable table = table(5);
    BitSet sensitive = cells(table, "II C");
    BitSet hidden = table.suppressed(sensitive, 20);
    assertThat(hidden.cardinality()).isEqualTo(4);
    assertThat(table.tooNarrow(hidden, sensitive, 20).isEmpty()).isTrue();
  }
}
