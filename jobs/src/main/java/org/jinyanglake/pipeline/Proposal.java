package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.jinyanglake.contract.Change;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Profile;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.release.Gate;
import org.jinyanglake.release.Release;

/**
 * Tries what a contract version would open, on one partition, and opens nothing: the newest, or,
 * where some are held back as beyond what was signed, the newest of those, for it is about them
 * that the officer is asked once more.
 */
final class Proposal {
  private static final int SAMPLE = 10;

  private final Context context;
  private final Contract contract;

  Proposal(Context context, Contract contract) {
    this.context = context;
    this.contract = contract;
  }

  /**
   * What would be opened.
   *
   * @throws RefusedApprovalException if the contract does not fit the table that is there
   */
  Preview preview() {
    Optional<Approval> last =
        Ledger.of(context.lake())
            .state()
            .inForce(contract.dataset().toString(), context.clock().instant());
    List<Change> changes =
        last.map(approval -> Contracts.changes(Contracts.restore(approval.canonical()), contract))
            .orElse(List.of());
    List<Preview.InZone> zones = new ArrayList<>();
    Optional<Version> raw = context.lake().version(Zone.RAW, contract.dataset());
    raw.flatMap(version -> Misfit.of(contract, version))
        .ifPresent(
            why -> {
              throw new RefusedApprovalException(contract.dataset() + ": " + why);
            });
    for (Zone zone : contract.opened()) {
      zones.add(inZone(zone, raw, last));
    }
    return new Preview(
        contract.dataset().toString(),
        contract.version(),
        contract.hash(),
        last.map(Approval::version).orElse(""),
        changes,
        zones);
  }

  private Preview.InZone inZone(Zone zone, Optional<Version> raw, Optional<Approval> last) {
    Profile signed =
        last.map(approval -> approval.terms().profiles().get(zone.catalog())).orElse(null);
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
    State released =
        context.lake().version(zone, contract.dataset()).map(Version::state).orElse(State.EMPTY);
    raw.map(Version::state)
        .ifPresent(
            state ->
                context
                    .composition(contract, zone, state, released)
                    .partitions()
                    .forEach(
                        (path, of) -> {
                          if (of.stream().noneMatch(each -> isHeld(state, each))) {
                            due.put(path, of);
                          }
                        }));
    int k = contract.anonymity().isEmpty() ? 0 : context.policy().k(contract, zone);
    if (due.isEmpty()) {
      return new Preview.InZone(
          zone.catalog(),
          columns,
          0,
          0,
          0,
          k,
          signed,
          List.of(),
          "",
          null,
          null,
          List.of(),
          List.of(),
          List.of());
    }
    String tried = tried(zone, raw.get().state(), due, last);
    SortedMap<String, SortedSet<String>> one = new TreeMap<>(Map.of(tried, due.get(tried)));
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
    Gate gate = context.gate(engine);
    BeforeAfter compared =
        new BeforeAfter(contract, zone, offer.source(), rows(raw.get(), one).getMax());
    Release.Trial trial =
        Release.of(contract, zone, engine, gate, context.policy())
            .attempt(offer, SAMPLE, compared::look);
    List<JsonNode> rules = new ArrayList<>();
    one.get(tried).stream()
        .map(offer.rules()::get)
        .filter(Objects::nonNull)
        .forEach(list -> list.forEach(rules::add));
    LongSummaryStatistics rows = rows(raw.get(), due);
    rows.accept(trial.profile().rowsLeast());
    int told = Math.max(k, context.policy().in(zone).k());
    return new Preview.InZone(
        zone.catalog(),
        columns,
        due.size(),
        rows.getMin(),
        rows.getMax(),
        k,
        signed,
        last.map(approval -> approval.terms().beyond(zone, trial.profile())).orElse(List.of()),
        tried,
        trial,
        compared.utility(gate.covers(contract, zone), trial, told),
        new Joins(context, contract, zone, engine).of(compared.before(), compared.after()),
        rules,
        Preview.text(trial.sample()));
  }

  private static String tried(
      Zone zone, State raw, SortedMap<String, SortedSet<String>> due, Optional<Approval> last) {
    return last.map(approval -> State.PartitionState.beyond(zone, approval.id())).stream()
        .flatMap(
            beyond ->
                due.entrySet().stream()
                    .filter(
                        each ->
                            each.getValue().stream()
                                .anyMatch(
                                    of -> raw.partitions().get(of).held().containsKey(beyond))))
        .map(Map.Entry::getKey)
        .reduce((earlier, later) -> later)
        .orElse(due.lastKey());
  }

  /** The rows of the partitions, by the catalog; some may be left out before they are tried. */
  private static LongSummaryStatistics rows(Version raw, SortedMap<String, SortedSet<String>> due) {
    Map<String, Long> counts = new HashMap<>();
    raw.files()
        .forEach(
            (path, files) ->
                counts.put(path, files.stream().mapToLong(DataFile::recordCount).sum()));
    LongSummaryStatistics rows = new LongSummaryStatistics();
    due.values()
        .forEach(of -> rows.accept(of.stream().mapToLong(p -> counts.getOrDefault(p, 0L)).sum()));
    return rows;
  }

  private static boolean isHeld(State raw, String path) {
    return raw.partitions().get(path).held().containsKey(Zone.RAW.catalog());
  }
}
