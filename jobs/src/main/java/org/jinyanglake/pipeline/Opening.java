package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.Component;

/**
 * What a zone lacks of a dataset.
 *
 * @param raw the raw version that this is seen from
 * @param open the zone's version; empty if the zone has none
 * @param due partitions that passed their checks and are not in the zone in this version, each with
 *     the raw ones that it is made of
 * @param gone partitions that leave the zone: raw no longer has them, or they are under a version
 *     of the key that must not stay and cannot be made anew now, or a newer list found classified
 *     content in them that nobody has reviewed
 * @param refused raw partitions that the zone's gate refused in this version, and why
 * @param key the version of the dataset's key to open them under; 0 if the zone needs none
 * @param blocking partitions for which a newer version of the key has to wait: they are in the zone
 *     and cannot be made anew now. Empty if none waits
 * @param unreviewed raw partitions that wait for a declassification review, and what was found in
 *     them
 * @param waiting partitions that are not opened yet, and why; nobody has to do anything
 */
record Opening(
    Version raw,
    Optional<Version> open,
    SortedMap<String, SortedSet<String>> due,
    SortedSet<String> gone,
    SortedMap<String, List<String>> refused,
    int key,
    SortedSet<String> blocking,
    SortedMap<String, List<String>> unreviewed,
    SortedMap<String, String> waiting) {

  /**
   * What a zone lacks now. A table is under one version of the key: if a newer one is ordered, all
   * of it is due. What cannot be made anew now makes the order wait, unless somebody else may have
   * the key or nobody has it any more; then it leaves the zone.
   */
  static Opening of(Context context, Contract contract, Zone zone, Version raw) {
    Optional<Version> open = context.lake().version(zone, contract.dataset());
    State released = open.map(Version::state).orElse(State.EMPTY);
    SortedMap<String, List<String>> unreviewed =
        Unreviewed.of(contract, raw, context.review(contract));
    Composition composition = context.composition(contract, zone, raw.state(), released);
    Collection<Component> components =
        Component.of(released.partitions(), composition.partitions());
    String beyond =
        context
            .approval(contract)
            .map(approval -> State.PartitionState.beyond(zone, approval.id()))
            .orElse("");
    Predicate<String> isHeld =
        path ->
            unreviewed.containsKey(path)
                || isHeld(raw.state().partitions().get(path), zone)
                || raw.state().partitions().get(path).held().containsKey(beyond);
    SortedSet<String> gone = new TreeSet<>();
    SortedSet<String> standing = new TreeSet<>();
    List<Component> free = new ArrayList<>();
    for (Component each : components) {
      boolean waits =
          each.wanted().keySet().stream().anyMatch(composition.waiting()::containsKey)
              || each.wanted().values().stream().flatMap(Set::stream).anyMatch(isHeld);
      if (!waits) {
        free.add(each);
      }
      for (String path : each.there().keySet()) {
        if (each.of(path).stream()
            .anyMatch(of -> isGone(of, each.there().get(path), raw, unreviewed))) {
          gone.add(path);
        } else if (waits) {
          standing.add(path);
        }
      }
    }
    int before = released.key().version();
    int key = context.key(contract, zone, before);
    SortedSet<String> blocking = new TreeSet<>();
    if (before > 0 && key > before) {
      if (context.isUsable(contract.dataset(), before) && !standing.isEmpty()) {
        key = before;
        blocking = standing;
      } else {
        gone.addAll(standing);
      }
    }
    boolean anew = key != before || !released.contract().equals(contract.hash());
    Predicate<State.PartitionState> isStill =
        there ->
            (there.judged().isEmpty() ? released.contract() : there.judged())
                .equals(contract.hash());
    SortedMap<String, SortedSet<String>> due = new TreeMap<>();
    for (Component each : free) {
      if (anew || !each.isUpToDate(raw.state(), isStill)) {
        due.putAll(each.wanted());
      }
    }
    SortedMap<String, List<String>> refused = new TreeMap<>();
    raw.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              for (String by : List.of(zone.catalog(), beyond)) {
                if (!unreviewed.containsKey(path) && partition.held().containsKey(by)) {
                  refused.put(path, partition.held().get(by));
                }
              }
            });
    return new Opening(
        raw, open, due, gone, refused, key, blocking, unreviewed, composition.waiting());
  }

  private static boolean isHeld(State.PartitionState partition, Zone zone) {
    return partition.held().containsKey(Zone.RAW.catalog())
        || partition.held().containsKey(zone.catalog());
  }

  /**
   * Whether a raw partition makes what was released of it leave the zone: it is not there any more,
   * or it waits for a review and was searched by another list then.
   */
  private static boolean isGone(
      String path,
      State.PartitionState released,
      Version raw,
      SortedMap<String, List<String>> unreviewed) {
    State.PartitionState now = raw.state().partitions().get(path);
    return now == null
        || unreviewed.containsKey(path) && !released.searched().equals(now.searched());
  }

  /** All that is in a zone leaves it: the contract does not open it any more. */
  static Opening end(Version raw, Version open) {
    return new Opening(
        raw,
        Optional.of(open),
        new TreeMap<>(),
        new TreeSet<>(open.state().partitions().keySet()),
        new TreeMap<>(),
        open.state().key().version(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** The same without anything to open: what has to leave the zone can, whoever approved what. */
  Opening withdrawal() {
    return new Opening(
        raw, open, new TreeMap<>(), gone, refused, key, new TreeSet<>(), unreviewed, waiting);
  }

  boolean isEmpty() {
    return due.isEmpty() && gone.isEmpty();
  }
}
