package org.jinyanglake.release.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jinyanglake.aggregate.suppression.Measure;
import org.jinyanglake.aggregate.suppression.Suppressor;
import org.jinyanglake.aggregate.suppression.TableCell;
import org.jinyanglake.aggregate.suppression.TableCell.Standing;

/** A table with all its totals, of which tests suppress cells and ask what can be inferred. */
final class MadeTable {
  static final int N_MIN = 5;
  static final double PERCENT = 10;

  private final Map<SortedMap<String, String>, double[]> cells = new TreeMap<>(MadeTable::compare);

  private static int compare(Map<String, String> a, Map<String, String> b) {
    return a.toString().compareTo(b.toString());
  }

  /** Adds to a finest cell and to each total that a grouping set gives it. */
  void add(Map<String, String> finest, List<Set<String>> groupingSets, double... values) {
    for (Set<String> set : groupingSets) {
      SortedMap<String, String> at = new TreeMap<>(finest);
      at.keySet().retainAll(set);
      double[] sums = cells.computeIfAbsent(at, any -> new double[values.length]);
      Arrays.setAll(sums, i -> sums[i] + values[i]);
    }
  }

  /** The grouping sets of CUBE over dimensions of which some are hierarchies (ROLLUP). */
  static List<Set<String>> cube(List<List<String>> dimensions) {
    List<Set<String>> sets = new ArrayList<>(List.of(Set.of()));
    for (List<String> dimension : dimensions) {
      List<Set<String>> with = new ArrayList<>();
      for (Set<String> set : sets) {
        for (int level = 0; level <= dimension.size(); level++) {
          Set<String> longer = new java.util.TreeSet<>(set);
          longer.addAll(dimension.subList(0, level));
          with.add(longer);
        }
      }
      sets = with;
    }
    return sets;
  }

  /** Counts of persons, skewed so that many cells are small, in a table of 1 to 3 dimensions. */
  static MadeTable random(Random random) {
    List<List<String>> dimensions = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int d = 0; d < count; d++) {
      dimensions.add(
          d == 0 && random.nextBoolean() ? List.of("district", "street") : List.of("d" + d));
    }
    MadeTable table = new MadeTable();
    List<Set<String>> sets = cube(dimensions);
    int size = 2 + random.nextInt(dimensions.size() == 3 ? 2 : 4);
    fill(table, sets, dimensions, 0, new TreeMap<>(), size, random);
    return table;
  }

  private static void fill(
      MadeTable table,
      List<Set<String>> sets,
      List<List<String>> dimensions,
      int depth,
      SortedMap<String, String> at,
      int size,
      Random random) {
    List<String> columns = dimensions.stream().flatMap(List::stream).toList();
    if (depth == columns.size()) {
      if (random.nextInt(6) > 0) {
        table.add(at, sets, Math.floor(Math.exp(random.nextDouble() * 5)));
      }
      return;
    }
    for (int i = 0; i < size; i++) {
      SortedMap<String, String> finer = new TreeMap<>(at);
      String column = columns.get(depth);
      finer.put(column, column.equals("street") ? at.get("district") + "." + i : "v" + i);
      fill(table, sets, dimensions, depth + 1, finer, size, random);
    }
  }

  List<SortedMap<String, String>> places() {
    return List.copyOf(cells.keySet());
  }

  double[] at(Map<String, String> place) {
    return cells.get(new TreeMap<>(place));
  }

  /** Suppressed by the transformer; of {@code known} cells nothing can be hidden any more. */
  BitSet suppress(Set<Map<String, String>> known) {
    List<TableCell> all = new ArrayList<>();
    for (SortedMap<String, String> place : places()) {
      double[] values = cells.get(place);
      all.add(
          new TableCell(
              place,
              values,
              known.contains(place)
                  ? Standing.KNOWN
                  : values[0] < N_MIN ? Standing.UNSAFE : Standing.OPEN));
    }
    return Suppressor.of(all, List.of(new Measure("persons", true, N_MIN)), PERCENT);
  }

  BitSet unsafe() {
    BitSet unsafe = new BitSet();
    List<SortedMap<String, String>> all = places();
    IntStream.range(0, all.size())
        .filter(i -> cells.get(all.get(i))[0] < N_MIN)
        .forEach(unsafe::set);
    return unsafe;
  }

  /** What the gate finds if just these cells are hidden. */
  BitSet audit(BitSet hidden) {
    List<Entry> entries = new ArrayList<>();
    List<SortedMap<String, String>> all = places();
    for (int i = 0; i < all.size(); i++) {
      double[] values = cells.get(all.get(i));
      entries.add(new Entry(new HashMap<>(all.get(i)), hidden.get(i), values[0] < N_MIN, values));
    }
    return IntervalAudit.tooNarrow(entries, List.of(new Quantity("persons", true, N_MIN)), PERCENT);
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
