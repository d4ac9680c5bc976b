package org.jinyanglake.release.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jinyanglake.aggregate.suppression.Measure;
import org.jinyanglake.aggregate.suppression.Suppressor;
import org.jinyanglake.aggregate.suppression.TableCell;
import org.jinyanglake.aggregate.suppression.TableCell.Standing;

/**
 * Tables with all their totals, one or several linked ones, of which tests suppress cells and ask
 * what can be inferred. Cells of fewer than five persons, the first measure, must be hidden.
 */
final class MadeTable {
  static final int N_MIN = 5;
  static final double PERCENT = 10;

  private final List<Quantity> quantities;
  private final SortedMap<SortedMap<String, String>, double[]> cells =
      new TreeMap<>(Comparator.comparing(Object::toString));

  MadeTable(Quantity... quantities) {
    this.quantities = List.of(quantities);
  }

  /** Adds to a finest cell and to each total that a grouping set gives it. */
  void add(Map<String, String> finest, Set<Set<String>> groupingSets, double... values) {
    for (Set<String> set : groupingSets) {
      SortedMap<String, String> at = new TreeMap<>(finest);
      at.keySet().retainAll(set);
      double[] sums = cells.computeIfAbsent(at, any -> new double[values.length]);
      Arrays.setAll(sums, i -> sums[i] + values[i]);
    }
  }

  /** The grouping sets of CUBE over dimensions of which some are hierarchies (ROLLUP). */
  static Set<Set<String>> cube(List<List<String>> dimensions) {
    Set<Set<String>> sets = new HashSet<>(Set.of(Set.of()));
    for (List<String> dimension : dimensions) {
      Set<Set<String>> with = new HashSet<>();
      for (Set<String> set : sets) {
        for (int level = 0; level <= dimension.size(); level++) {
          Set<String> longer = new TreeSet<>(set);
          longer.addAll(dimension.subList(0, level));
          with.add(longer);
        }
      }
      sets = with;
    }
    return sets;
  }

  /** Counts of persons who are each in one cell, skewed so that many cells are small. */
  static MadeTable random(Random random) {
    List<List<String>> dimensions =
        switch (random.nextInt(5)) {
          case 0 -> List.of(List.of("a"), List.of("b"));
          case 1 -> List.of(List.of("district", "street"), List.of("b"));
          case 2 -> List.of(List.of("a"), List.of("b"), List.of("c"));
          case 3 -> List.of(List.of("city", "district", "street"));
          default -> List.of(List.of("a"), List.of("linked"), List.of("b"));
        };
    Set<Set<String>> sets = cube(dimensions);
    // Two tables that share a dimension and show no cell of all three.
    if (dimensions.get(1 % dimensions.size()).contains("linked")) {
      sets.removeIf(set -> set.contains("linked") && set.contains("b"));
    }
    MadeTable table = new MadeTable(new Quantity("persons", true, N_MIN));
    List<String> columns = dimensions.stream().flatMap(List::stream).toList();
    int size = columns.size() == 2 ? 3 + random.nextInt(3) : 2 + random.nextInt(2);
    fill(table, sets, columns, new TreeMap<>(), size, random);
    return table;
  }

  private static void fill(
      MadeTable table,
      Set<Set<String>> sets,
      List<String> columns,
      SortedMap<String, String> at,
      int size,
      Random random) {
    if (columns.isEmpty()) {
      if (random.nextInt(6) > 0) {
        table.add(at, sets, Math.floor(Math.exp(random.nextDouble() * 5)));
      }
      return;
    }
    for (int i = 0; i < size; i++) {
      SortedMap<String, String> finer = new TreeMap<>(at);
      finer.put(columns.get(0), at.values() + "." + i);
      fill(table, sets, columns.subList(1, columns.size()), finer, size, random);
    }
  }

  /** Visits of persons who may be in several cells; a total counts them once. */
  static MadeTable visits(Random random) {
    Set<Set<String>> sets = cube(List.of(List.of("a"), List.of("b")));
    MadeTable table =
        new MadeTable(new Quantity("persons", false, N_MIN), new Quantity("visits", true, N_MIN));
    Map<SortedMap<String, String>, Set<Integer>> persons = new HashMap<>();
    for (int visit = 0; visit < 150; visit++) {
      int person = random.nextInt(90);
      Map<String, String> at =
          Map.of(
              "a", "a" + (int) (4 * Math.pow(random.nextDouble(), 2)),
              "b", "b" + (int) (4 * Math.pow(random.nextDouble(), 2)));
      table.add(at, sets, 0, 1);
      for (Set<String> set : sets) {
        SortedMap<String, String> rolledUp = new TreeMap<>(at);
        rolledUp.keySet().retainAll(set);
        persons.computeIfAbsent(rolledUp, any -> new HashSet<>()).add(person);
      }
    }
    persons.forEach((place, of) -> table.cells.get(place)[0] = of.size());
    return table;
  }

  /** The cells, in the order of all that tells of them by number. */
  List<SortedMap<String, String>> places() {
    return List.copyOf(cells.keySet());
  }

  /** Those that must be hidden. */
  BitSet unsafe() {
    BitSet unsafe = new BitSet();
    List<SortedMap<String, String>> all = places();
    IntStream.range(0, all.size())
        .filter(i -> cells.get(all.get(i))[0] < N_MIN)
        .forEach(unsafe::set);
    return unsafe;
  }

  /** What the transformer suppresses. */
  BitSet suppressed() {
    return suppressed(unsafe(), PERCENT);
  }

  BitSet suppressed(BitSet unsafe, double percent) {
    List<SortedMap<String, String>> all = places();
    return Suppressor.of(
        IntStream.range(0, all.size())
            .mapToObj(
                i ->
                    new TableCell(
                        all.get(i),
                        cells.get(all.get(i)),
                        unsafe.get(i) ? Standing.UNSAFE : Standing.OPEN))
            .toList(),
        quantities.stream().map(q -> new Measure(q.column(), q.adds(), q.width())).toList(),
        percent);
  }

  /** What the gate finds if just these cells are hidden. */
  BitSet tooNarrow(BitSet hidden) {
    return tooNarrow(hidden, unsafe(), PERCENT);
  }

  BitSet tooNarrow(BitSet hidden, BitSet unsafe, double percent) {
    List<Entry> entries = new ArrayList<>();
    List<SortedMap<String, String>> all = places();
    for (int i = 0; i < all.size(); i++) {
      entries.add(new Entry(all.get(i), hidden.get(i), unsafe.get(i), cells.get(all.get(i))));
    }
    return IntervalAudit.tooNarrow(entries, quantities, percent);
  }

  /** For the message of a test that fails: each cell, with a mark if it is hidden. */
  String toString(BitSet hidden) {
    StringBuilder text = new StringBuilder();
    List<SortedMap<String, String>> all = places();
    for (int i = 0; i < all.size(); i++) {
      text.append(all.get(i)).append(Arrays.toString(cells.get(all.get(i))));
      text.append(hidden.get(i) ? "x " : " ");
    }
    return text.toString();
  }
}
