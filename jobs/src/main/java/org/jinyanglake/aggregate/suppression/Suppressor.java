package org.jinyanglake.aggregate.suppression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Secondary suppression: which further cells of linked tables have to be suppressed so that of no
 * suppressed cell more can be inferred than an interval that is wide enough.
 *
 * <p>For each cell and direction the cheapest shift is sought by which it could be so much greater
 * or less (Kelly, Golden and Assad 1992, in Hundepool et al., Statistical Disclosure Control, 2012,
 * section 4.4), what moves is suppressed, and what moves with it counts for the other cells. Then
 * each cell is published again that the others do not need. What comes out is a heuristic's choice;
 * that it is safe is for the gate to find out.
 */
public final class Suppressor {

  /** Above so many suppressed cells it takes too long to see which of them could do without. */
  private static final int MOST_TO_SPARE = 2000;

  /** What may be lost in the solver's digits. */
  private static final double EXACT = 1e-9;

  private final List<TableCell> cells;
  private final List<Measure> measures;
  private final double share;
  private final Shift.Space space;
  private final BitSet suppressed = new BitSet();
  private final List<List<Shift>> shifts = new ArrayList<>();

  private Suppressor(List<TableCell> cells, List<Measure> measures, double percent) {
    this.cells = List.copyOf(cells);
    this.measures = List.copyOf(measures);
    this.share = percent / 100;
    double[] costs =
        cells.stream()
            .mapToDouble(cell -> Math.log(3 + Math.max(0, size(cell.values()))))
            .toArray();
    this.space = new Shift.Space(this.cells, costs);
    measures.forEach(each -> shifts.add(new ArrayList<>()));
    for (int i = 0; i < cells.size(); i++) {
      TableCell.Standing standing = cells.get(i).standing();
      suppressed.set(
          i, standing == TableCell.Standing.UNSAFE || standing == TableCell.Standing.HIDDEN);
    }
  }

  private static double size(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).max().orElse(0);
  }

  /**
   * The places of the cells to suppress, the unsafe ones too.
   *
   * @param cells of a table, of those that are linked with it, and of their earlier versions, each
   *     place once
   * @param measures what {@link TableCell#values} holds; needs at least one
   * @param percent by how much of itself an unsafe cell could be greater and less
   */
  public static BitSet of(List<TableCell> cells, List<Measure> measures, double percent) {
    Suppressor suppressor = new Suppressor(cells, measures, percent);
    if (!suppressor.suppressed.isEmpty()) {
      suppressor.protect();
      suppressor.spare();
    }
    return suppressor.suppressed;
  }

  private void protect() {
    BitSet done = new BitSet();
    while (!done.equals(suppressed)) {
      List<Integer> todo = suppressed.stream().filter(i -> !done.get(i)).boxed().toList();
      for (int cell :
          todo.stream().sorted(Comparator.comparingDouble(this::need).reversed()).toList()) {
        for (int m = 0; m < measures.size(); m++) {
          protect(cell, m, false);
        }
        done.set(cell);
      }
    }
  }

  private double need(int cell) {
    return cells.get(cell).standing() == TableCell.Standing.UNSAFE
        ? size(cells.get(cell).values())
        : -1;
  }

  /** Whether the cell is protected then. */
  private boolean protect(int cell, int m, boolean only) {
    double value = cells.get(cell).values()[m];
    double width = measures.get(m).width();
    boolean unsafe = cells.get(cell).standing() == TableCell.Standing.UNSAFE;
    double margin = unsafe && !Double.isNaN(value) ? share * value : 0;
    boolean safe = true;
    if (margin > 0 && furthest(cell, m, -1) < margin * (1 - EXACT)) {
      safe &= move(cell, m, -margin, only);
    }
    if (margin > 0 && furthest(cell, m, 1) < margin * (1 - EXACT)) {
      safe &= move(cell, m, margin, only);
    }
    if (isNarrow(cell, m) && !move(cell, m, width - furthest(cell, m, -1), only)) {
      // Where it cannot be so much greater, it may be less besides.
      double down = Math.min(width, value) * (1 - EXACT);
      safe &= furthest(cell, m, -1) >= down || move(cell, m, -down, only);
      safe &= !isNarrow(cell, m) || move(cell, m, width - furthest(cell, m, -1), only);
    }
    return safe;
  }

  private boolean isNarrow(int cell, int m) {
    double width = measures.get(m).width();
    return furthest(cell, m, -1) + furthest(cell, m, 1) < width * (1 - EXACT);
  }

  private double furthest(int cell, int m, int direction) {
    double furthest = 0;
    for (Shift shift : shifts.get(m)) {
      furthest = Math.max(furthest, direction * shift.moves().getOrDefault(cell, 0.0));
    }
    return furthest;
  }

  private boolean move(int cell, int m, double amount, boolean only) {
    Optional<Shift> shift = space.find(m, measures.get(m), cell, amount, suppressed, only);
    shift.ifPresent(
        found -> {
          found.moves().keySet().forEach(suppressed::set);
          shifts.get(m).add(found);
        });
    return shift.isPresent();
  }

  /** Publishes what the others do not need, the largest first. */
  private void spare() {
    List<Integer> spare =
        suppressed.stream()
            .filter(i -> cells.get(i).standing() == TableCell.Standing.OPEN)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -size(cells.get(i).values())))
            .toList();
    if (suppressed.cardinality() <= MOST_TO_SPARE) {
      spare.forEach(this::spare);
    }
  }

  private void spare(int cell) {
    List<List<Shift>> before = shifts.stream().map(List::copyOf).toList();
    suppressed.clear(cell);
    boolean safe = true;
    for (int m = 0; m < measures.size() && safe; m++) {
      List<Shift> of = shifts.get(m);
      List<Map<Integer, Double>> lost =
          of.stream().map(Shift::moves).filter(moves -> moves.containsKey(cell)).toList();
      of.removeIf(shift -> shift.moves().containsKey(cell));
      int[] others =
          lost.stream()
              .flatMapToInt(moves -> moves.keySet().stream().mapToInt(Integer::intValue))
              .filter(suppressed::get)
              .distinct()
              .sorted()
              .toArray();
      int measure = m;
      safe = IntStream.of(others).allMatch(other -> protect(other, measure, true));
    }
    if (!safe) {
      suppressed.set(cell);
      for (int m = 0; m < measures.size(); m++) {
        shifts.set(m, new ArrayList<>(before.get(m)));
      }
    }
  }
}
