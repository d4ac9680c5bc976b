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
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * What a zone lacks of a dataset.
 *
 * @param raw the raw version that this is seen from
 * @param open the zone's version; empty if the zone has none
 * @param due partitions that passed their checks and are not in the zone in this version
 * @param gone partitions in the zone that raw no longer has
 * @param refused partitions that the zone's gate refused in this version, and why
 */
record Opening(
    Version raw,
    Optional<Version> open,
    SortedSet<String> due,
    SortedSet<String> gone,
    SortedMap<String, List<String>> refused) {

  static Opening of(Contract contract, Zone zone, Version raw, Lake lake) {
    Optional<Version> open = lake.version(zone, contract.dataset());
    boolean sameContract =
        open.map(version -> version.state().contract().equals(contract.hash())).orElse(false);
    Map<String, State.PartitionState> there =
        open.map(version -> version.state().partitions()).orElse(new TreeMap<>());
    SortedSet<String> due = new TreeSet<>();
    SortedMap<String, List<String>> refused = new TreeMap<>();
    raw.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              State.PartitionState released = there.get(path);
              if (partition.held().containsKey(zone.catalog())) {
                refused.put(path, partition.held().get(zone.catalog()));
              } else if (!partition.held().containsKey(Zone.RAW.catalog())
                  && (!sameContract
                      || released == null
                      || !released.version().equals(partition.version()))) {
                due.add(path);
              }
            });
    SortedSet<String> gone = new TreeSet<>(there.keySet());
    gone.removeAll(raw.state().partitions().keySet());
    return new Opening(raw, open, due, gone, refused);
  }

  boolean isEmpty() {
    return due.isEmpty() && gone.isEmpty();
  }
}
