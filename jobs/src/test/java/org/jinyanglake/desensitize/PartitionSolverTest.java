package org.jinyanglake.desensitize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jinyanglake.contract.Diversity.Distance;
import org.jinyanglake.contract.Diversity.Measure;
import org.jinyanglake.contract.Type;
import org.jinyanglake.desensitize.anonymity.Crowd;
import org.junit.jupiter.api.Test;

/** Partitions with more combinations of quasi-identifiers than are solved at once. */
class PartitionSolverTest {
  private static final int K = 2;

  private static PartitionSolver solver(List<Condition> conditions, boolean whole) {
    return new PartitionSolver(
        1, 1, List.of(new Labels(1, true, Type.Kind.INTEGER)), conditions, K, 0, 1, true, whole);
  }

  /** Rows of one person each: day, number, sensitive value if there is one, counts, buckets. */
  private static Iterator<Row> rows(int day, int numbers, int values) {
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < numbers; number++) {
      for (int value = 0; value < Math.max(1, values); value++) {
        List<Object> row = new ArrayList<>(List.of(day, number));
        if (values > 0) {
          row.add("v" + value);
        }
        row.addAll(List.of(1L, 1L));
        if (values > 0) {
          row.add(null);
        }
        for (int word = 0; word < Crowd.words(K); word++) {
          row.add(1L << (number + value) % 64);
        }
        rows.add(RowFactory.create(row.toArray()));
      }
    }
    return rows.iterator();
  }

  private static List<PartitionSolver.Solved> solved(PartitionSolver solver, Iterator<Row> rows) {
    List<PartitionSolver.Solved> solved = new ArrayList<>();
    solver.call(rows).forEachRemaining(solved::add);
    return solved;
  }

  @Test
  void aLargePartitionIsCutIntoBlocksOfNeighbours() {
    int numbers = 2 * PartitionSolver.BLOCK + 7;
    List<PartitionSolver.Solved> solved = solved(solver(List.of(), false), rows(5, numbers, 0));
    assertThat(solved)
        .extracting(each -> each.stats().rowsIn())
        .containsExactly((long) PartitionSolver.BLOCK, PartitionSolver.BLOCK + 7L);
    assertThat(solved)
        .allSatisfy(
            each -> {
              assertThat(each.of()).containsExactly(5);
              assertThat(each.stats().rowsOut()).isEqualTo(each.stats().rowsIn());
              assertThat(each.stats().k()).isGreaterThanOrEqualTo(K);
            });
  }

  @Test
  void rowsOfOneTupleStayTogether() {
    Condition two = new Condition(Measure.DISTINCT, 2, 0, Distance.EQUAL, 1);
    List<PartitionSolver.Solved> solved =
        solved(solver(List.of(two), false), rows(5, PartitionSolver.BLOCK, 3));
    assertThat(solved).hasSizeGreaterThan(1);
    Set<Object> seen = new HashSet<>();
    solved.forEach(
        block -> block.changed().forEach(row -> assertThat(seen.add(row.get(1))).isTrue()));
    assertThat(seen).hasSize(PartitionSolver.BLOCK);
  }

  @Test
  void aPartitionIsNotCutWhereClassesAreComparedWithAllOfIt() {
    Condition close = new Condition(Measure.CLOSENESS, 0.9, 0, Distance.EQUAL, 1);
    List<PartitionSolver.Solved> solved =
        solved(solver(List.of(close), true), rows(5, 2 * PartitionSolver.BLOCK + 7, 1));
    assertThat(solved).hasSize(1);
  }

  @Test
  void partitionsDoNotMix() {
    List<Row> rows = new ArrayList<>();
    rows(1, 3, 0).forEachRemaining(rows::add);
    rows(2, 4, 0).forEachRemaining(rows::add);
    assertThat(solved(solver(List.of(), false), rows.iterator()))
        .extracting(each -> each.of().get(0), each -> each.stats().rowsIn())
        .containsExactly(tuple(1, 3L), tuple(2, 4L));
    assertThat(solved(solver(List.of(), false), rows(1, 0, 0))).isEmpty();
  }
}
