package org.jinyanglake.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * What a zone lacks of a dataset.
 *
 * @param raw the raw version that this is seen from
 * @param open the zone's version; empty if the zone has none
 * @param due partitions that passed their checks and are not in the zone in this version
 * @param gone partitions that leave the zone: raw no longer has them, or they are under a version
 *     of the key that must not stay and cannot be made anew now, or a newer list found classified
 *     content in them that nobody has reviewed
 * @param refused partitions that the zone's gate refused in this version, and why
 * @param key the version of the dataset's key to open them under; 0 if the zone needs none
 * @param blocking partitions for which a newer version of the key has to wait: they are in the zone
 *     and cannot be made anew now. Empty if none waits
 * @param unreviewed partitions that wait for a declassification review, and what was found in them
 */
record Opening(
    Version raw,
    Optional<Version> open,
    SortedSet<String> due,
    SortedSet<String> gone,
    SortedMap<String, List<String>> refused,
    int key,
    SortedSet<String> blocking,
    SortedMap<String, List<String>> unreviewed) {

  /**
   * What a zone lacks now. A table is under one version of the key: if a newer one is ordered, all
   * of it is due. What cannot be made anew now makes the order wait, unless somebody else may have
   * the key or nobody has it any more; then it leaves the zone.
   */
  static Opening of(Context context, Contract contract, Zone zone, Version raw) {
    Optional<Version> open = context.lake().version(zone, contract.dataset());
    State released = open.map(Version::state).orElse(State.EMPTY);
    Map<String, State.PartitionState> there = released.partitions();
    SortedMap<String, List<String>> unreviewed =
        Unreviewed.of(contract, raw, context.review(contract));
    int before = released.key().version();
    int key = context.key(contract, zone, before);
    SortedSet<String> blocking = new TreeSet<>();
    SortedSet<String> gone = new TreeSet<>(there.keySet());
    gone.removeIf(
        path ->
            raw.state().partitions().containsKey(path)
                && !(unreviewed.containsKey(path) && isByAnotherList(path, there, raw)));
    if (before > 0 && key > before) {
      SortedSet<String> held = new TreeSet<>(there.keySet());
      held.removeIf(
          path ->
              gone.contains(path)
                  || !unreviewed.containsKey(path)
                      && !isHeld(raw.state().partitions().get(path), zone));
      if (context.isUsable(contract.dataset(), before) && !held.isEmpty()) {
        key = before;
        blocking = held;
      } else {
        gone.addAll(held);
      }
    }
    boolean anew = key != before || !released.contract().equals(contract.hash());
    SortedSet<String> due = new TreeSet<>();
    SortedMap<String, List<String>> refused = new TreeMap<>();
    raw.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              if (unreviewed.containsKey(path)) {
                return;
              }
              if (partition.held().containsKey(zone.catalog())) {
                refused.put(path, partition.held().get(zone.catalog()));
              } else if (!partition.held().containsKey(Zone.RAW.catalog())
                  && (anew
                      || !there.containsKey(path)
                      || !there.get(path).version().equals(partition.version()))) {
                due.add(path);
              }
            });
    return new Opening(raw, open, due, gone, refused, key, blocking, unreviewed);
  }

  private static boolean isHeld(State.PartitionState partition, Zone zone) {
    return partition != null
        && (partition.held().containsKey(Zone.RAW.catalog())
            || partition.held().containsKey(zone.catalog()));
  }

  /** Whether what is open of a partition was searched by another list than what is raw now. */
  private static boolean isByAnotherList(
      String path, Map<String, State.PartitionState> there, Version raw) {
    return !there.get(path).searched().equals(raw.state().partitions().get(path).searched());
  }

  /** The same without anything to open: what has to leave the zone can, whoever approved what. */
  Opening withdrawal() {
    return new Opening(raw, open, new TreeSet<>(), gone, refused, key, new TreeSet<>(), unreviewed);
  }

  boolean isEmpty() {
    return due.isEmpty() && gone.isEmpty();
  }
}
