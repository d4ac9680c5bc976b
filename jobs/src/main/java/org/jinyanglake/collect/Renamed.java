package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Columns that a file may have under a new name: of the names that the contract does not know the
 * nearest, each for one column only.
 *
 * @param names new names by the old ones, in the contract's order
 */
record Renamed(Map<String, String> names) {

  static Renamed of(List<String> missing, List<String> unknown) {
    Map<String, String> names = new LinkedHashMap<>();
    List<String> free = new ArrayList<>(unknown);
    for (String name : missing) {
      Optional<String> nearest =
          free.stream()
              .min(Comparator.comparingInt(other -> distance(name, other)))
              .filter(other -> isNear(name, other));
      nearest.ifPresent(
          other -> {
            names.put(name, other);
            free.remove(other);
          });
    }
    return new Renamed(names);
  }

  private static int distance(String name, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(name, other);
  }

  private static boolean isNear(String name, String other) {
    return distance(name, other) * 5 <= Math.max(name.length(), other.length()) * 3;
  }

  /** What to ask people, in brackets after a blank; empty if no name is near. */
  String question() {
    return names.isEmpty()
        ? ""
        : names.entrySet().stream()
            .map(each -> "is " + each.getKey() + " now " + each.getValue() + "?")
            .collect(Collectors.joining(" ", " (", ")"));
  }

  /** The alias that would accept the first of them, as a contract writes it. */
  String alias() {
    return names.values().stream().findFirst().map(Header::quoted).orElse("its new name");
  }
}
