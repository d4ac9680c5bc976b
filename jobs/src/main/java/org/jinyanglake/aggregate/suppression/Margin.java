package org.jinyanglake.aggregate.suppression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A cell and the finer cells that it is the total of, as places in a list of cells.
 *
 * <p>The cells that name the same dimensions are one grouping set, as of SQL, and complete: a cell
 * without a row has nobody in it. So a cell is the total of those of each finer grouping set that
 * lie in it, and it is enough to say so of the next finer ones. Hierarchies are no special case: a
 * cell of street and district lies in one of the district.
 */
record Margin(int whole, int[] parts) {

  static List<Margin> of(List<TableCell> cells) {
    Map<Set<String>, List<Integer>> sets = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      sets.computeIfAbsent(cells.get(i).at().keySet(), any -> new ArrayList<>()).add(i);
    }
    List<Margin> margins = new ArrayList<>();
    for (Set<String> coarse : sets.keySet()) {
      for (Set<String> fine : sets.keySet()) {
        if (isFiner(fine, coarse)
            && sets.keySet().stream().noneMatch(x -> isFiner(fine, x) && isFiner(x, coarse))) {
          add(sets.get(coarse), sets.get(fine), coarse, cells, margins);
        }
      }
    }
    return margins;
  }

  private static boolean isFiner(Set<String> fine, Set<String> coarse) {
    return fine.size() > coarse.size() && fine.containsAll(coarse);
  }

  private static void add(
      List<Integer> wholes,
      List<Integer> parts,
      Set<String> dimensions,
      List<TableCell> cells,
      List<Margin> margins) {
    Map<SortedMap<String, String>, List<Integer>> within = new HashMap<>();
    for (int part : parts) {
      SortedMap<String, String> at = new TreeMap<>(cells.get(part).at());
      at.keySet().retainAll(dimensions);
      within.computeIfAbsent(at, any -> new ArrayList<>()).add(part);
    }
    for (int whole : wholes) {
      List<Integer> found = within.get(cells.get(whole).at());
      if (found != null) {
        margins.add(new Margin(whole, found.stream().mapToInt(Integer::intValue).toArray()));
      }
    }
  }
}
