package org.jinyanglake.pipeline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Merging;
import org.jinyanglake.lake.Partitions;
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

  /** Of a contract that merges nothing: each is made of the one of its name. */
  static Composition unmerged(State raw) {
    SortedMap<String, SortedSet<String>> partitions = new TreeMap<>();
    raw.partitions().keySet().forEach(path -> partitions.put(path, new TreeSet<>(Set.of(path))));
    return new Composition(partitions, new TreeMap<>());
  }

  /**
   * What a contract asks for that merges partitions.
   *
   * @param k partitions of fewer persons are merged
   * @param raw of what is not judged yet, nobody knows the persons
   * @param released what the zone has: who was published in a merged partition stays there, for who
   *     keeps that version would know the few who left it
   * @param today where the contract's clocks are
   */
  static Composition of(Merging merging, int k, State raw, State released, LocalDate today) {
    Map<String, String> stays = new HashMap<>();
    released
        .partitions()
        .forEach((label, partition) -> partition.merged().forEach(of -> stays.put(of, label)));
    SortedMap<String, SortedSet<String>> partitions = new TreeMap<>();
    SortedMap<String, String> waiting = new TreeMap<>();
    List<String> newest = newest(raw);
    raw.partitions()
        .forEach(
            (path, partition) -> {
              Optional<String> target = merging.target(path);
              Optional<String> taken =
                  target.filter(
                      label ->
                          merging.isAlways()
                              || label.equals(stays.get(path))
                              || label.equals(path)
                              || !partition.judged().isEmpty() && partition.persons() < k);
              partitions.computeIfAbsent(taken.orElse(path), any -> new TreeSet<>()).add(path);
              if (isHeld(partition)) { // corrected, it may be one of few
                target.ifPresent(
                    label -> waiting.put(label, "waits for " + path + ", which is held back"));
              }
            });
    partitions
        .keySet()
        .forEach(
            path ->
                merging
                    .unfinished(path, newest, today)
                    .filter(period -> !raw.partitions().containsKey(path))
                    .ifPresent(
                        period ->
                            waiting.put(path, "waits until the %s is over".formatted(period))));
    waiting.keySet().retainAll(partitions.keySet());
    return new Composition(partitions, waiting);
  }

  /** Of each column the greatest value of partitions that hold something to be released. */
  private static List<String> newest(State raw) {
    List<String> newest = new ArrayList<>();
    raw.partitions()
        .forEach(
            (path, partition) -> {
              List<String> values = Partitions.values(path);
              while (newest.size() < values.size()) {
                newest.add(null);
              }
              for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                if (value != null
                    && !isHeld(partition)
                    && partition.persons() > 0
                    && (newest.get(i) == null || value.compareTo(newest.get(i)) > 0)) {
                  newest.set(i, value);
                }
              }
            });
    return newest;
  }

  private static boolean isHeld(State.PartitionState partition) {
    return partition.held().containsKey(Zone.RAW.catalog());
  }
}
