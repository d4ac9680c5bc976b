package org.jinyanglake.release.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.release.tables.Equalities.Total;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * How much can be inferred of suppressed cells: by linear programming the greatest and the least
 * value that each can have, given all that is published and that nothing is less than 0 (Fischetti
 * and Salazar 2001; Hundepool et al., Statistical Disclosure Control, 2012, section 4.3). Values
 * need not be whole in this, which a reader may know.
 *
 * <p>The unknowns are how far the values are from the true ones, so that large and small cells of a
 * table do not spoil each other's digits. Whoever finds an interval wide enough must show two
 * tables that prove it, and these are checked against every equality: that the solver is right is
 * not believed. What an equality does not connect is looked at by itself.
 */
public final class IntervalAudit {

  /** What is lost in the solver's digits. */
  private static final double EXACT = 1e-6;

  /** The share of the greatest move that was looked for from which on a move is no such loss. */
  private static final double NOTED = 1e-3;

  private final List<Entry> entries;
  private final List<Total> totals;
  private final Quantity quantity;
  private final int index;
  private final double share;
  private final double[] most;
  private final double[] least;

  private IntervalAudit(
      List<Entry> entries, List<Total> totals, Quantity quantity, int index, double percent) {
    this.entries = entries;
    this.totals = totals;
    this.quantity = quantity;
    this.index = index;
    this.share = percent / 100;
    this.most = new double[entries.size()];
    this.least = new double[entries.size()];
  }

  /**
   * The hidden cells of which too much can be inferred, by their places among the entries.
   *
   * @param entries of one table and those linked with it, each place once
   * @param quantities what {@link Entry#truth} holds
   * @param percent by how much of itself an unsafe cell must be able to be greater or less
   */
  public static BitSet tooNarrow(List<Entry> entries, List<Quantity> quantities, double percent) {
    BitSet narrow = new BitSet();
    List<Total> totals = Equalities.among(entries);
    for (int i = 0; i < quantities.size(); i++) {
      narrow.or(new IntervalAudit(entries, totals, quantities.get(i), i, percent).narrow());
    }
    return narrow;
  }

  private BitSet narrow() {
    BitSet narrow = new BitSet();
    for (List<Integer> component : components()) {
      Problem problem = new Problem(component);
      problem.stretch(component, 1);
      problem.stretch(component, -1);
      for (int cell : component) {
        if (!isWide(cell)) {
          problem.stretch(List.of(cell), 1);
        }
        if (!isWide(cell)) {
          problem.stretch(List.of(cell), -1);
        }
        narrow.set(cell, !isWide(cell));
      }
    }
    return narrow;
  }

  private double truth(int cell) {
    return entries.get(cell).truth()[index];
  }

  /** By how much of the true value it must be able to be another. */
  private double around(int cell) {
    double truth = truth(cell);
    return entries.get(cell).unsafe() && !Double.isNaN(truth) ? share * Math.abs(truth) : 0;
  }

  private boolean isWide(int cell) {
    double around = around(cell) * (1 - EXACT);
    return most[cell] - least[cell] >= quantity.width() * (1 - EXACT)
        && most[cell] >= around
        && -least[cell] >= around;
  }

  /** Hidden cells that share an equality, directly or through others. */
  private Collection<List<Integer>> components() {
    int[] root = new int[entries.size()];
    Arrays.setAll(root, i -> i);
    for (Total total : totals) {
      int first = -1;
      for (int cell : cells(total)) {
        if (entries.get(cell).hidden()) {
          first = first < 0 ? cell : first;
          root[find(root, cell)] = find(root, first);
        }
      }
    }
    Map<Integer, List<Integer>> components = new HashMap<>();
    for (int i = 0; i < root.length; i++) {
      if (entries.get(i).hidden()) {
        components.computeIfAbsent(find(root, i), any -> new ArrayList<>()).add(i);
      }
    }
    return components.values();
  }

  private static int find(int[] root, int cell) {
    int at = cell;
    while (root[at] != at) {
      root[at] = root[root[at]];
      at = root[at];
    }
    return at;
  }

  private static List<Integer> cells(Total total) {
    List<Integer> cells = new ArrayList<>(total.parts());
    cells.add(total.total());
    return cells;
  }

  /** Sum of factor × move is 0, or not less than a bound. */
  private record Constraint(Map<Integer, Integer> factors, boolean equal, double bound) {}

  /** The unknowns of one component. */
  private final class Problem {
    private final List<Integer> cells;
    private final List<Constraint> constraints = new ArrayList<>();

    Problem(List<Integer> cells) {
      this.cells = cells;
      BitSet mine = new BitSet();
      cells.forEach(mine::set);
      for (Total total : totals) {
        if (cells(total).stream().anyMatch(mine::get)) {
          constrain(total, mine);
        }
      }
    }

    private void constrain(Total total, BitSet mine) {
      Map<Integer, Integer> factors = new HashMap<>();
      double parts = 0;
      for (int part : total.parts()) {
        parts += truth(part);
        if (mine.get(part)) {
          factors.put(part, 1);
        }
      }
      if (mine.get(total.total())) {
        factors.put(total.total(), -1);
      }
      if (quantity.adds()) {
        constraints.add(new Constraint(factors, true, 0));
        return;
      }
      constraints.add(new Constraint(factors, false, bound(truth(total.total()) - parts)));
      for (int part : total.parts()) {
        Map<Integer, Integer> pair = new HashMap<>();
        if (mine.get(part)) {
          pair.put(part, -1);
        }
        if (mine.get(total.total())) {
          pair.put(total.total(), 1);
        }
        if (!pair.isEmpty()) {
          constraints.add(new Constraint(pair, false, bound(truth(part) - truth(total.total()))));
        }
      }
    }

    /** What the gate cannot know leaves no room. */
    private static double bound(double least) {
      return Double.isNaN(least) ? 0 : Math.min(0, least);
    }

    /** How far up and down it is looked for; further is of no use. */
    private double reach(int cell) {
      return 2 * Math.max(quantity.width(), around(cell));
    }

    /** Moves cells as far as they go, and notes how far each went on the way. */
    void stretch(List<Integer> goals, int direction) {
      double reach = goals.stream().mapToDouble(this::reach).max().orElse(0);
      if (reach <= 0) {
        return;
      }
      ExpressionsBasedModel model = new ExpressionsBasedModel();
      Map<Integer, Variable> moves = new HashMap<>();
      for (int cell : cells) {
        double truth = truth(cell);
        double down = Double.isNaN(truth) ? 0 : Math.min(Math.max(truth, 0), reach);
        moves.put(cell, model.addVariable("c" + cell).lower(-down / reach).upper(1));
      }
      goals.stream().filter(cell -> !isWide(cell)).forEach(cell -> moves.get(cell).weight(1));
      for (int i = 0; i < constraints.size(); i++) {
        Constraint each = constraints.get(i);
        Expression expression = model.addExpression("e" + i);
        each.factors().forEach((cell, factor) -> expression.set(moves.get(cell), factor));
        if (each.equal()) {
          expression.level(0);
        } else {
          expression.lower(Math.max(-2 * each.factors().size(), each.bound() / reach));
        }
      }
      Optimisation.Result result = direction > 0 ? model.maximise() : model.minimise();
      Map<Integer, Double> found = new HashMap<>();
      moves.forEach(
          (cell, move) -> found.put(cell, reach * result.doubleValue(model.indexOf(move))));
      if (holds(found, reach)) {
        found.values().removeIf(move -> Math.abs(move) < NOTED * reach);
        found.forEach(
            (cell, move) -> {
              most[cell] = Math.max(most[cell], move);
              least[cell] = Math.min(least[cell], move);
            });
      }
    }

    /** Whether a table with these moves cannot be told from the true one. */
    private boolean holds(Map<Integer, Double> moves, double reach) {
      double noise = EXACT * reach;
      boolean noneBelow =
          moves.entrySet().stream()
              .allMatch(
                  move -> {
                    double truth = truth(move.getKey());
                    return move.getValue() + (Double.isNaN(truth) ? 0 : truth) >= -noise;
                  });
      return noneBelow
          && constraints.stream()
              .allMatch(
                  each -> {
                    double sum =
                        each.factors().entrySet().stream()
                            .mapToDouble(of -> of.getValue() * moves.get(of.getKey()))
                            .sum();
                    return each.equal() ? Math.abs(sum) <= noise : sum >= each.bound() - noise;
                  });
    }
  }
}
