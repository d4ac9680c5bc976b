package org.jinyanglake.aggregate.suppression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.linear.LinearSolver;

/**
 * Other values of a measure that a reader could not tell from the true ones if just the cells that
 * differ were suppressed: by how much each moves, by its place. All margins hold, no value is less
 * than 0.
 */
record Shift(Map<Integer, Double> moves) {
  private static final int FIRST = 60;

  /** Cells that can move so far, in units of what was asked for, need no bound. */
  private static final double MOST = 1000;

  /** The solver's noise, as a share of the move that was asked for. */
  private static final double NOTHING = 1e-7;

  /** So little, but not nothing, that of suppressed cells the nearest are taken. */
  private static final double SUPPRESSED = 1e-3;

  /** The table in which cells are moved, with what lies beside what. */
  static final class Space {
    private final List<TableCell> cells;
    private final List<Margin> margins;
    private final List<List<Integer>> of = new ArrayList<>();
    private final double[] costs;

    /**
     * @param costs what it costs to suppress each cell
     */
    Space(List<TableCell> cells, double[] costs) {
      this.cells = cells;
      this.costs = costs;
      this.margins = Margin.of(cells);
      cells.forEach(cell -> of.add(new ArrayList<>(4)));
      for (int i = 0; i < margins.size(); i++) {
        of.get(margins.get(i).whole()).add(i);
        for (int part : margins.get(i).parts()) {
          of.get(part).add(i);
        }
      }
    }

    /**
     * The cheapest shift that moves one cell by an amount; empty if there is none.
     *
     * @param only whether only cells that are suppressed already may move
     */
    Optional<Shift> find(
        int measure, Measure what, int target, double amount, BitSet suppressed, boolean only) {
      for (int size = FIRST; ; size *= 4) {
        Set<Integer> near = near(target, size, suppressed, only);
        Optional<Shift> found = solve(measure, what, target, amount, suppressed, near);
        if (found.isPresent() || near.size() < size) {
          return found;
        }
      }
    }

    /** Cells that may move, from near to far; what is further away keeps its value. */
    private Set<Integer> near(int target, int size, BitSet suppressed, boolean only) {
      Set<Integer> near = new HashSet<>(Set.of(target));
      ArrayDeque<Integer> next = new ArrayDeque<>(near);
      Set<Integer> seen = new HashSet<>();
      while (!next.isEmpty()) {
        for (int margin : of.get(next.poll())) {
          if (!seen.add(margin)) {
            continue;
          }
          List<Integer> around = new ArrayList<>(List.of(margins.get(margin).whole()));
          for (int part : margins.get(margin).parts()) {
            around.add(part);
          }
          for (int cell : around) {
            if (cells.get(cell).isMovable() && (!only || suppressed.get(cell)) && near.add(cell)) {
              next.add(cell);
              if (near.size() >= size) {
                return near;
              }
            }
          }
        }
      }
      return near;
    }

    private Optional<Shift> solve(
        int measure,
        Measure what,
        int target,
        double amount,
        BitSet suppressed,
        Set<Integer> near) {
      double unit = Math.abs(amount);
      if (amount < 0 && !(cells.get(target).values()[measure] >= unit)) {
        return Optional.empty();
      }
      int[] moving = near.stream().mapToInt(Integer::intValue).sorted().toArray();
      Map<Integer, Integer> column = new HashMap<>();
      Set<Integer> touched = new TreeSet<>();
      // Two unknowns for each cell: how far it moves up, and down.
      double[] cost = new double[2 * moving.length];
      double[] most = new double[2 * moving.length];
      for (int i = 0; i < moving.length; i++) {
        int cell = moving[i];
        column.put(cell, i);
        touched.addAll(of.get(cell));
        double value = cells.get(cell).values()[measure];
        cost[2 * i] = cost[2 * i + 1] = (suppressed.get(cell) ? SUPPRESSED : 1) * costs[cell];
        most[2 * i] = MOST;
        most[2 * i + 1] = Double.isNaN(value) ? 0 : Math.max(0, value) / unit;
      }
      int goal = column.get(target);
      LinearSolver.Builder problem = LinearSolver.newGeneralBuilder(cost);
      // The builder heeds no upper bounds; as rows it does.
      for (int i = 0; i < most.length; i++) {
        if (most[i] < MOST) {
          double[] bounded = new double[cost.length];
          bounded[i] = 1;
          problem.inequality(most[i], bounded);
        }
      }
      double[] moved = new double[cost.length];
      set(moved, goal, Math.signum(amount));
      problem.equality(1, moved);
      for (int margin : touched) {
        constrain(problem, margins.get(margin), measure, what, unit, column);
      }
      Optimisation.Result result = problem.solve();
      if (!result.getState().isFeasible()) {
        return Optional.empty();
      }
      Map<Integer, Double> found = new HashMap<>();
      for (int i = 0; i < moving.length; i++) {
        double move = result.doubleValue(2 * i) - result.doubleValue(2 * i + 1);
        if (Math.abs(move) > NOTHING) {
          found.put(moving[i], move * unit);
        }
      }
      return Optional.of(new Shift(found));
    }

    /** The slack of what is not known is taken as none. */
    private void constrain(
        LinearSolver.Builder problem,
        Margin margin,
        int measure,
        Measure what,
        double unit,
        Map<Integer, Integer> column) {
      double[] whole = new double[2 * column.size()];
      double sum = 0;
      set(whole, column.get(margin.whole()), 1);
      for (int part : margin.parts()) {
        set(whole, column.get(part), -1);
        sum += cells.get(part).values()[measure];
      }
      if (what.sums()) {
        problem.equality(0, whole);
        return;
      }
      double total = cells.get(margin.whole()).values()[measure];
      problem.inequality(slack(sum - total) / unit, whole);
      for (int part : margin.parts()) {
        if (column.containsKey(part) || column.containsKey(margin.whole())) {
          double[] pair = new double[2 * column.size()];
          set(pair, column.get(part), 1);
          set(pair, column.get(margin.whole()), -1);
          problem.inequality(slack(total - cells.get(part).values()[measure]) / unit, pair);
        }
      }
    }

    private static double slack(double most) {
      return Double.isNaN(most) ? 0 : Math.max(0, most);
    }

    private static void set(double[] sum, Integer column, double factor) {
      if (column != null) {
        sum[2 * column] = factor;
        sum[2 * column + 1] = -factor;
      }
    }
  }
}
