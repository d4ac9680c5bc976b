package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which dataset derives from which. */
final class InputGraph {

  private final Map<DatasetName, Set<DatasetName>> inputs = new TreeMap<>();

  void add(DatasetName dataset, Collection<DatasetName> inputsOfIt) {
    inputs.put(dataset, new TreeSet<>(inputsOfIt));
  }

  /** All datasets, each after its inputs, by name where that leaves a choice; without cycles. */
  List<DatasetName> ordered() {
    Map<DatasetName, Integer> missing = new HashMap<>();
    Map<DatasetName, List<DatasetName>> users = new HashMap<>();
    TreeSet<DatasetName> ready = new TreeSet<>();
    inputs.forEach(
        (dataset, needed) -> {
          List<DatasetName> known = needed.stream().filter(inputs::containsKey).toList();
          known.forEach(input -> users.computeIfAbsent(input, n -> new ArrayList<>()).add(dataset));
          missing.put(dataset, known.size());
          if (known.isEmpty()) {
            ready.add(dataset);
          }
        });
    List<DatasetName> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      DatasetName next = ready.pollFirst();
      ordered.add(next);
      for (DatasetName user : users.getOrDefault(next, List.of())) {
        if (missing.merge(user, -1, Integer::sum) == 0) {
          ready.add(user);
        }
      }
    }
    return ordered;
  }

  /** A way from a dataset back to itself, both ends included; the shortest. */
  Optional<List<DatasetName>> cycle(DatasetName start) {
    Map<DatasetName, DatasetName> from = new HashMap<>();
    List<DatasetName> queue = new ArrayList<>(List.of(start));
    for (int i = 0; i < queue.size(); i++) {
      DatasetName at = queue.get(i);
      for (DatasetName input : inputs.getOrDefault(at, Set.of())) {
        if (input.equals(start)) {
          return Optional.of(path(start, at, from));
        }
        if (from.putIfAbsent(input, at) == null) {
          queue.add(input);
        }
      }
    }
    return Optional.empty();
  }

  private static List<DatasetName> path(
      DatasetName start, DatasetName last, Map<DatasetName, DatasetName> from) {
    List<DatasetName> path = new ArrayList<>(List.of(start));
    for (DatasetName at = last; !at.equals(start); at = from.get(at)) {
      path.add(1, at);
    }
    path.add(start);
    return path;
  }
}
