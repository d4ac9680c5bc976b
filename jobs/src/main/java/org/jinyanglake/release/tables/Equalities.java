package org.jinyanglake.release.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which totals a reader can subtract: for each cell its parts by one or more further dimensions, of
 * every way of cutting it that is published. Parts that have no row are empty.
 */
final class Equalities {

  /** A total and its parts, by their places among the entries. */
  record Total(int total, List<Integer> parts) {}

  private Equalities() {}

  static List<Total> among(List<Entry> entries) {
    Set<Set<String>> cuts = new HashSet<>();
    entries.forEach(entry -> cuts.add(entry.place().keySet()));
    Map<Map<String, String>, Integer> at = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      at.put(entries.get(i).place(), i);
    }
    Map<Set<String>, List<Set<String>>> above = new HashMap<>();
    cuts.forEach(cut -> above.put(cut, above(cut, cuts)));
    Map<List<Object>, Total> totals = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      Map<String, String> place = entries.get(i).place();
      for (Set<String> cut : above.get(place.keySet())) {
        Map<String, String> rolledUp = new HashMap<>(place);
        rolledUp.keySet().retainAll(cut);
        Integer total = at.get(rolledUp);
        if (total != null) {
          totals
              .computeIfAbsent(
                  List.of(total, place.keySet()), any -> new Total(total, new ArrayList<>()))
              .parts()
              .add(i);
        }
      }
    }
    return List.copyOf(totals.values());
  }

  /** The cuts that are next coarser; the totals of others follow from theirs. */
  private static List<Set<String>> above(Set<String> cut, Collection<Set<String>> cuts) {
    List<Set<String>> coarser =
        cuts.stream().filter(each -> each.size() < cut.size() && cut.containsAll(each)).toList();
    return coarser.stream()
        .filter(
            each ->
                coarser.stream()
                    .noneMatch(other -> other.size() > each.size() && other.containsAll(each)))
        .toList();
  }
}
