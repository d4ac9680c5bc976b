package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.State;
import org.jinyanglake.release.Standard;

/**
 * What holds now in a zone of a dataset, beside what partitions were released under. An edited
 * contract holds once it is approved; until then the approved one does. Told from states alone; the
 * ledger's approvals are read only where a partition is under another contract.
 */
final class Tightening {
  private final Context context;
  private final Contract contract;
  private final Zone zone;
  private final State released;
  private final Standard standard;
  private final String text;

  /** By the text of a standard and the hash of a contract; most partitions have them in common. */
  private final Map<List<String>, List<String>> known = new HashMap<>();

  private Tightening(
      Context context, Contract contract, Zone zone, State released, Standard standard) {
    this.context = context;
    this.contract = contract;
    this.zone = zone;
    this.released = released;
    this.standard = standard;
    this.text = standard.text();
  }

  /**
   * What holds now.
   *
   * @param released what the zone's table holds
   */
  static Tightening of(Context context, Contract contract, Zone zone, State released) {
    boolean settled =
        released.partitions().isEmpty() || released.contract().equals(contract.hash());
    Contract holds =
        settled || context.approval(contract).isPresent()
            ? contract
            : context
                .lastApproval(contract)
                .map(approval -> Contracts.restore(approval.canonical()))
                .orElse(contract);
    return new Tightening(context, holds, zone, released, context.standard(holds, zone));
  }

  /** The text of the standard of now. */
  String standard() {
    return text;
  }

  /** Whether the zone's gate refused a raw partition, and by the standard of now. */
  boolean isRefused(State.PartitionState raw) {
    return raw.held().containsKey(zone.catalog())
        && text.equals(raw.standards().get(zone.catalog()));
  }

  /** In which ways what holds now is stricter than what a partition was released under. */
  List<String> since(State.PartitionState partition) {
    String then = partition.standards().getOrDefault(zone.catalog(), "");
    String hash = partition.judged().isEmpty() ? released.contract() : partition.judged();
    if (then.equals(text) && hash.equals(contract.hash())) {
      return List.of();
    }
    return known.computeIfAbsent(List.of(then, hash), key -> since(then, hash));
  }

  private List<String> since(String then, String hash) {
    List<String> stricter = new ArrayList<>(standard.beyond(Standard.parse(then)));
    if (!hash.equals(contract.hash())) {
      PastApprovals.of(context.lake(), context.ledger().get(), contract.dataset(), hash)
          .map(approval -> Contracts.restore(approval.canonical()))
          .ifPresent(
              before ->
                  Contracts.changes(before, contract).stream()
                      .filter(change -> !change.opensMore())
                      .map(Change::what)
                      .forEach(stricter::add));
    }
    return List.copyOf(stricter);
  }
}
