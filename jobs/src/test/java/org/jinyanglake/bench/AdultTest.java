package org.jinyanglake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.bench.Adult.Goal;
import org.jinyanglake.desensitize.anonymity.Classes;
import org.jinyanglake.desensitize.anonymity.LabelSolver;
import org.jinyanglake.desensitize.anonymity.Mondrian;
import org.jinyanglake.desensitize.anonymity.Requirement;
import org.jinyanglake.desensitize.anonymity.Tuples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Losses on the table by which anonymizers are compared, beside what others lose there. */
class AdultTest {
  static final List<Goal> GOALS = Adult.GOALS;

  @ParameterizedTest
  @FieldSource("GOALS")
  void labelsLoseLessThanArxLocalAndTheStudy(Goal goal) throws IOException {
    Tuples tuples = Adult.tuples(goal.columns());
    Classes classes = LabelSolver.solve(tuples, Requirement.rows(tuples, goal.k()), 0, true);

    assertThat(classes.loss(tuples)).isLessThan(goal.labels() + 0.00005);
    assertThat(goal.labels()).isLessThan(goal.labelsOfArx());
    assertThat(rows(tuples, classes.of()).values()).allMatch(rows -> rows >= goal.k());
  }

  @ParameterizedTest
  @FieldSource("GOALS")
  void tightValuesLoseLessThanPeersAndThePrototype(Goal goal) throws IOException {
    Tuples tuples = Adult.tuples(goal.columns());
    boolean[] ordered = Adult.ordered(goal.columns());
    int[] groups = Mondrian.solve(tuples, Requirement.rows(tuples, goal.k()), ordered);

    assertThat(Mondrian.loss(tuples, groups, ordered)).isLessThan(goal.values());
    assertThat(goal.values()).isLessThan(goal.valuesOfPeers());
    assertThat(rows(tuples, groups).values()).allMatch(rows -> rows >= goal.k());
  }

  private static Map<Integer, Integer> rows(Tuples tuples, int[] groups) {
    Map<Integer, Integer> rows = new HashMap<>();
    for (int tuple = 0; tuple < groups.length; tuple++) {
      assertThat(groups[tuple]).isNotNegative();
      rows.merge(groups[tuple], tuples.rows()[tuple], Integer::sum);
    }
    return rows;
  }
}
