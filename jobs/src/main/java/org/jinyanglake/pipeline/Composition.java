package org.jinyanglake.pipeline;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.desensitize.Merging;
import org.jinyanglake.lake.State;

/**
 * Of which raw partitions those of a zone are to be made.
 *
 * @param partitions by path in the zone, the paths in raw
 * @param waiting merged ones of which more may come, and why they wait: what each release of them
 *     added would be seen by the difference
 */
record Composition(
    SortedMap<String, SortedSet<String>> partitions, SortedMap<String, String> waiting) {

  /**
   * What a contract asks for.
   *
   * @param k partitions of fewer persons are merged
   * @param raw of what is not judged yet, nobody knows the persons
   */
  static Composition of(Merging merging, int k, State raw) {
    SortedMap<String, SortedSet<String>> partitions = new TreeMap<>();
    SortedMap<String, String> waiting = new TreeMap<>();
    raw.partitions()
        .forEach(
            (path, partition) -> {
              Optional<String> target =
                  merging
                      .target(path)
                      .filter(
                          label ->
                              merging.isAlways()
                                  || label.equals(path)
                                  || !partition.judged().isEmpty() && partition.persons() < k);
              partitions.computeIfAbsent(target.orElse(path), any -> new TreeSet<>()).add(path);
              target.ifPresent(label -> waiting.put(label, ""));
            });
    waiting.replaceAll(
        (label, none) ->
            merging
                .unfinished(label, raw.partitions().keySet())
                .map(period -> "waits until the %s is over".formatted(period))
                .orElse(""));
    waiting.values().removeIf(String::isEmpty);
    return new Composition(partitions, waiting);
  }
}
