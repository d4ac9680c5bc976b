package org.jinyanglake.pipeline;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.ledger.StopOrder;
import org.jinyanglake.release.Withdrawal;
import org.jinyanglake.release.identifiers.IdentifierScanner;

/**
 * The immediate stop: one of the persons whom a contract names is enough to close, two are needed
 * to open again. The commit that takes the partitions out is the order itself, so that no crash can
 * part them.
 */
final class Stop {
  private static final int ATTEMPTS = 10;
  private static final int MOST_CHARACTERS = 200;

  private final Lake lake;
  private final Contract contract;
  private final Zone zone;

  private Stop(Lake lake, Contract contract, Zone zone) {
    this.lake = lake;
    this.contract = contract;
    this.zone = zone;
  }

  static Stop of(Lake lake, Contract contract, Zone zone) {
    return new Stop(lake, contract, zone);
  }

  /** As {@link Pipeline#withdraw}. */
  List<WithdrawnPartition> execute(
      Collection<String> partitions, String reason, Signer signer, String run) {
    requireReadable(reason);
    LedgerState ledger = Ledger.of(lake).state();
    StopOrder order =
        StopOrder.sign(contract, zone.catalog(), partitions, reason.strip(), ledger, signer);
    for (int attempt = 1; ; attempt++) {
      try {
        Version open = version(zone);
        SortedMap<String, Withdrawn> stopped = stopped(open.state(), partitions, order, ledger);
        Withdrawal.execute(
            lake, version(Zone.RAW), open, stopped, Evidence.JSON.valueToTree(order), run);
        return WithdrawnPartition.of(lake, contract.dataset()).stream()
            .filter(each -> each.zone().equals(zone.catalog()))
            .filter(each -> stopped.containsKey(each.partition()))
            .toList();
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw new LakeException(
              contract.dataset() + ": other runs keep changing it; try again at once", e);
        }
      }
    }
  }

  private SortedMap<String, Withdrawn> stopped(
      State open, Collection<String> partitions, StopOrder order, LedgerState ledger) {
    Set<String> known = new TreeSet<>(open.partitions().keySet());
    known.addAll(open.withdrawn().keySet());
    Set<String> chosen =
        new TreeSet<>(partitions.isEmpty() ? open.partitions().keySet() : partitions);
    if (partitions.isEmpty()) {
      known.add(Withdrawn.ALL);
      chosen.add(Withdrawn.ALL);
    }
    String since = order.signed().text("at");
    String hash =
        ledger
            .inForce(contract.dataset().toString(), Instant.parse(since))
            .map(Approval::contract)
            .orElse(contract.hash());
    SortedMap<String, Withdrawn> stopped = new TreeMap<>();
    for (String path : chosen) {
      if (!known.contains(path)) {
        throw new IllegalArgumentException(
            "%s has no partition '%s' in the %s zone; it has %s"
                .formatted(contract.dataset(), path, zone.catalog(), open.partitions().keySet()));
      }
      State.PartitionState there = open.partitions().get(path);
      Withdrawn before = open.withdrawn().get(path);
      String certificate =
          there != null ? there.certificate() : before != null ? before.certificate() : "";
      SortedSet<String> merged =
          there != null ? there.merged() : before != null ? before.merged() : new TreeSet<>();
      stopped.put(
          path,
          new Withdrawn(
              Withdrawn.Reason.STOPPED,
              order.signed().text("reason"),
              since,
              certificate,
              hash,
              merged,
              ledger.approvalsOf(contract.dataset().toString())));
    }
    return stopped;
  }

  private Version version(Zone of) {
    return lake.version(of, contract.dataset())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nothing of %s is in the %s zone".formatted(contract.dataset(), of.catalog())));
  }

  private static void requireReadable(String reason) {
    if (reason.isBlank() || reason.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the reason must be a sentence of at most %d characters".formatted(MOST_CHARACTERS));
    }
    if (new IdentifierScanner().scan(reason) != 0) {
      throw new IllegalArgumentException(
          "anybody reads the reason, and it holds what looks like an identifier: leave it out");
    }
  }
}
