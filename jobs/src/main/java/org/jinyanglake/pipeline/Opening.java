package org.jinyanglake.pipeline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.release.Component;

/**
 * What a zone lacks of a dataset.
 *
 * @param raw the raw version that this is seen from
 * @param open the zone's version; empty if the zone has none
 * @param due partitions that passed their checks and are not in the zone in this version, each with
 *     the raw ones that it is made of
 * @param gone partitions that leave the zone, and why: raw no longer has them, or they are under a
 *     version of the key that must not stay and cannot be made anew now, or a newer list found
 *     classified content in them that nobody has reviewed, or what holds now is stricter than what
 *     they were released under and they cannot be made anew now
 * @param weak partitions in the zone that must not stay as they are, since what holds now is
 *     stricter, and what becomes of them unless {@code due} takes their place
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
    SortedMap<String, Withdrawn> gone,
    SortedMap<String, Withdrawn> weak,
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
    String beyond = beyond(context, contract, zone, raw.state());
    Tightening tightening = Tightening.of(context, contract, zone, released);
    SortedMap<String, Withdrawn> stopped = stopped(context, contract, released);
    Set<String> closed = new TreeSet<>();
    stopped.forEach((path, each) -> closed.addAll(each.of(path)));
    Predicate<String> isHeld =
        path ->
            closed.contains(path)
                || unreviewed.containsKey(path)
                || isHeld(raw.state().partitions().get(path), tightening)
                || raw.state().partitions().get(path).held().containsKey(beyond);
    String now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    SortedMap<String, Withdrawn> gone = new TreeMap<>();
    SortedMap<String, Withdrawn> weak = new TreeMap<>();
    SortedSet<String> standing = new TreeSet<>();
    List<Component> free = new ArrayList<>();
    for (Component each : components) {
      boolean waits =
          each.wanted().keySet().stream().anyMatch(composition.waiting()::containsKey)
              || each.wanted().values().stream().flatMap(Set::stream).anyMatch(isHeld)
              || stopped.containsKey(Withdrawn.ALL)
              || each.wanted().keySet().stream().anyMatch(stopped::containsKey);
      if (!waits) {
        free.add(each);
      }
      each.there()
          .forEach(
              (path, there) -> {
                List<String> stricter = tightening.since(there);
                Optional<Withdrawn> left =
                    each.of(path).stream()
                        .flatMap(of -> gone(of, there, raw, unreviewed, now).stream())
                        .findFirst();
                if (left.isPresent()) {
                  gone.put(path, left.get());
                } else if (!stricter.isEmpty()) {
                  Withdrawn why =
                      new Withdrawn(
                          Withdrawn.Reason.TIGHTENED,
                          String.join(", ", stricter),
                          now,
                          there.certificate());
                  if (waits) {
                    gone.put(path, why.adding("it is held back and cannot be made anew"));
                  } else {
                    weak.put(path, why);
                  }
                } else if (waits) {
                  standing.add(path);
                }
              });
    }
    int before = released.key().version();
    int key = context.key(contract, zone, before);
    SortedSet<String> blocking = new TreeSet<>();
    if (before > 0 && key > before) {
      if (context.isUsable(contract.dataset(), before) && !standing.isEmpty()) {
        key = before;
        blocking = standing;
      } else {
        for (String path : standing) {
          gone.put(
              path,
              new Withdrawn(
                  Withdrawn.Reason.KEY,
                  "the key under which it was made must not be used any more; it is held back and cannot be made anew",
                  now,
                  released.partitions().get(path).certificate()));
        }
      }
    }
    boolean anew = key != before || !released.contract().equals(contract.hash());
    Predicate<State.PartitionState> isStill =
        there ->
            (there.judged().isEmpty() ? released.contract() : there.judged())
                .equals(contract.hash());
    SortedMap<String, SortedSet<String>> due = new TreeMap<>();
    for (Component each : free) {
      if (anew
          || !each.isUpToDate(raw.state(), isStill)
          || each.there().keySet().stream().anyMatch(weak::containsKey)) {
        due.putAll(each.wanted());
      }
    }
    SortedMap<String, List<String>> refused = new TreeMap<>();
    raw.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              if (!unreviewed.containsKey(path)) {
                if (tightening.isRefused(partition)) {
                  refused.put(path, partition.held().get(zone.catalog()));
                }
                if (partition.held().containsKey(beyond)) {
                  refused.put(path, partition.held().get(beyond));
                }
              }
            });
    stopped.forEach((path, each) -> refused.put(path, List.of(again(each, contract))));
    return new Opening(
        raw, open, due, gone, weak, refused, key, blocking, unreviewed, composition.waiting());
  }

  /**
   * Under which name partitions are held back that are beyond what the approval of now signed;
   * empty if there are none. Only where some are beyond any is the approval verified.
   */
  private static String beyond(Context context, Contract contract, Zone zone, State raw) {
    String start = State.PartitionState.beyond(zone, "");
    boolean any =
        raw.partitions().values().stream()
            .flatMap(partition -> partition.held().keySet().stream())
            .anyMatch(name -> name.startsWith(start));
    return any
        ? context
            .approval(contract)
            .map(each -> State.PartitionState.beyond(zone, each.id()))
            .orElse("")
        : "";
  }

  /**
   * What a person stopped; another version of the contract, approved by two since, opens it again.
   */
  private static SortedMap<String, Withdrawn> stopped(
      Context context, Contract contract, State released) {
    SortedMap<String, Withdrawn> stopped = new TreeMap<>(released.withdrawn());
    stopped.values().removeIf(each -> each.reason() != Withdrawn.Reason.STOPPED);
    if (!stopped.isEmpty()) {
      context
          .lastApproval(contract)
          .ifPresent(last -> stopped.values().removeIf(each -> opensAgain(last, each)));
    }
    return stopped;
  }

  /**
   * One that was in the ledger when it was stopped does not, also if it only waited for its notice
   * or claims a later time. What earlier versions of the lake stopped names none: there times tell.
   */
  private static boolean opensAgain(Approval approval, Withdrawn stopped) {
    boolean isLater =
        stopped.approvals().isEmpty()
            ? Instant.parse(approval.approvedAt()).isAfter(Instant.parse(stopped.since()))
            : !stopped.approvals().contains(approval.id());
    return isLater && !approval.contract().equals(stopped.contract());
  }

  private static String again(Withdrawn stopped, Contract contract) {
    return "stopped on %s: %s; to open it again, raise the version of the contract, and two persons approve it: lake propose %s --key FILE, lake approve %s --key FILE"
        .formatted(stopped.since(), stopped.words(), contract.dataset(), contract.dataset());
  }

  private static boolean isHeld(State.PartitionState partition, Tightening tightening) {
    return partition.held().containsKey(Zone.RAW.catalog()) || tightening.isRefused(partition);
  }

  /**
   * Whether a raw partition makes what was released of it leave the zone: it is not there any more,
   * or it waits for a review and was searched by another list then.
   */
  private static Optional<Withdrawn> gone(
      String path,
      State.PartitionState released,
      Version raw,
      SortedMap<String, List<String>> unreviewed,
      String since) {
    State.PartitionState now = raw.state().partitions().get(path);
    if (now == null) {
      return Optional.of(
          new Withdrawn(
              Withdrawn.Reason.SOURCE,
              "its source does not have it any more",
              since,
              released.certificate()));
    }
    return unreviewed.containsKey(path) && !released.searched().equals(now.searched())
        ? Optional.of(
            new Withdrawn(
                Withdrawn.Reason.REVIEW,
                "it waits for a review by a newer list",
                since,
                released.certificate()))
        : Optional.empty();
  }

  /**
   * The same without anything to open: what has to leave the zone can, whoever approved what.
   *
   * @param why what cannot take the place of something weaker, in words
   */
  Opening withdrawal(String why) {
    SortedMap<String, Withdrawn> all = new TreeMap<>(gone);
    weak.forEach((path, each) -> all.put(path, each.adding(why)));
    return new Opening(
        raw,
        open,
        new TreeMap<>(),
        all,
        new TreeMap<>(),
        refused,
        key,
        new TreeSet<>(),
        unreviewed,
        waiting);
  }

  boolean isEmpty() {
    return due.isEmpty() && gone.isEmpty();
  }
}
