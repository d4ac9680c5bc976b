package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Release;

/** Tries what a contract version would open, on its newest partition, and opens nothing. */
final class Proposal {
  private static final int SAMPLE = 10;

  private final Context context;
  private final Contract contract;

  Proposal(Context context, Contract contract) {
    this.context = context;
    this.contract = contract;
  }

  Preview preview() {
    Optional<Approval> last =
        Optional.ofNullable(
            Ledger.of(context.lake()).state().approvals().get(contract.dataset().toString()));
    List<Change> changes =
        last.map(approval -> Contracts.changes(Contracts.restore(approval.canonical()), contract))
            .orElse(List.of());
    List<Preview.InZone> zones = new ArrayList<>();
    Optional<Version> raw = context.lake().version(Zone.RAW, contract.dataset());
    for (Zone zone : contract.opened()) {
      zones.add(inZone(zone, raw));
    }
    return new Preview(
        contract.dataset().toString(),
        contract.version(),
        contract.hash(),
        last.map(Approval::version).orElse(""),
        changes,
        zones);
  }

  private Preview.InZone inZone(Zone zone, Optional<Version> raw) {
    List<Preview.Opened> columns =
        contract.columns(zone).stream()
            .map(
                column ->
                    new Preview.Opened(
                        column.name(),
                        column.label(),
                        Preview.technique(
                            column.techniques().get(zone).name(),
                            column.techniques().get(zone).options())))
            .toList();
    SortedMap<String, SortedSet<String>> due = new TreeMap<>();
    raw.map(Version::state)
        .ifPresent(
            state ->
                context
                    .composition(contract, zone, state)
                    .partitions()
                    .forEach(
                        (path, of) -> {
                          if (of.stream().noneMatch(each -> isHeld(state, each))) {
                            due.put(path, of);
                          }
                        }));
    if (due.isEmpty()) {
      return new Preview.InZone(zone.catalog(), columns, 0, "", null, List.of(), List.of());
    }
    String newest = due.lastKey();
    SortedMap<String, SortedSet<String>> one = due.tailMap(newest);
    Engine engine = context.engine().get().in(contract.zone());
    Release.Offer offer =
        context.offer(
            contract,
            zone,
            new Opening(
                raw.get(),
                context.lake().version(zone, contract.dataset()),
                one,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                context.key(contract, zone, 0),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>()),
            engine);
    Release.Trial trial =
        Release.of(contract, zone, engine, context.gate(engine), context.policy())
            .attempt(offer, SAMPLE);
    List<JsonNode> rules = new ArrayList<>();
    one.get(newest).stream()
        .map(offer.rules()::get)
        .filter(Objects::nonNull)
        .forEach(list -> list.forEach(rules::add));
    return new Preview.InZone(
        zone.catalog(), columns, due.size(), newest, trial, rules, Preview.text(trial.sample()));
  }

  private static boolean isHeld(State raw, String path) {
    return raw.partitions().get(path).held().containsKey(Zone.RAW.catalog());
  }
}
