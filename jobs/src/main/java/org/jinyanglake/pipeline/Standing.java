package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.collect.Arrivals;
import org.jinyanglake.collect.LandingFile;
import org.jinyanglake.collect.Overdue;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Review;

/**
 * How a dataset stands in the lake, told by what its tables hold.
 *
 * @param dataset {@code domain.name}
 * @param openingType unconditional, conditional or closed
 * @param collected when rows came in last, ISO 8601; empty if none ever did
 * @param stored rows stored of all files; of a derived dataset, the rows it has
 * @param refused rows refused of the files collected, at collection and by checks
 * @param partitions in the raw zone
 * @param released how many partitions are open, by zone
 * @param releasedAt when the last release was, ISO 8601; empty if there was none
 * @param approval empty if nothing is to be approved, else who has to do what
 * @param held why something is held back; empty if nothing is
 * @param withdrawn partitions that are not in a zone any more in which they were, and why
 * @param waiting landing files that the next run collects, or that wait for a control file
 */
public record Standing(
    String dataset,
    String openingType,
    String collected,
    long stored,
    long refused,
    int partitions,
    Map<String, Integer> released,
    String releasedAt,
    String approval,
    List<String> held,
    List<WithdrawnPartition> withdrawn,
    List<String> waiting) {

  /** How the dataset of a contract stands. */
  public static Standing of(Lake lake, Contract contract, Policy policy, LedgerState ledger) {
    Optional<Version> raw = lake.version(Zone.RAW, contract.dataset());
    Map<String, Integer> released = new TreeMap<>();
    Instant last = null;
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      Optional<Version> open = lake.version(zone, contract.dataset());
      if (open.isPresent()) {
        released.put(zone.catalog(), open.get().state().partitions().size());
        Instant at = at(open.get().snapshot());
        last = last == null || at.isAfter(last) ? at : last;
      }
    }
    List<String> held = new ArrayList<>();
    List<String> waiting = List.of();
    if (contract.source() instanceof Source.Files) {
      Arrivals arrivals = Arrivals.of(lake, contract, raw);
      held.addAll(arrivals.refused());
      waiting =
          Stream.concat(
                  arrivals.names().stream(), arrivals.waiting().stream().map(LandingFile::name))
              .toList();
      Overdue.of(contract, raw, Clock.systemUTC())
          .filter(overdue -> overdue.then() == Delivery.Then.HOLD)
          .ifPresent(overdue -> held.add(overdue.reason()));
    }
    raw.flatMap(version -> Misfit.of(contract, version)).ifPresent(held::add);
    State state = raw.map(Version::state).orElse(State.EMPTY);
    state
        .partitions()
        .forEach(
            (path, partition) ->
                partition
                    .held()
                    .forEach(
                        (gate, reasons) -> {
                          if (holds(gate, contract, ledger)) {
                            reasons.forEach(reason -> held.add(hold(path, gate, reason)));
                          }
                        }));
    if (!contract.opened().isEmpty()) {
      Optional<Review> review = Reviewed.counting(lake, ledger, policy, contract);
      List<String> unreviewed = new ArrayList<>();
      state
          .partitions()
          .forEach(
              (path, partition) ->
                  Unreviewed.of(contract, partition, review)
                      .forEach(reason -> unreviewed.add(hold(path, Zone.RAW.catalog(), reason))));
      held.addAll(unreviewed);
      if (!unreviewed.isEmpty()) {
        Reviewed.of(lake, ledger, policy, contract).flatMap(Reviewed::words).ifPresent(held::add);
      }
    }
    return new Standing(
        contract.dataset().toString(),
        contract.openingType().name().toLowerCase(Locale.ROOT),
        raw.map(version -> collected(lake, version)).orElse(""),
        contract.source() instanceof Source.Query
            ? raw.map(Standing::rows).orElse(0L)
            : state.files().values().stream()
                .flatMap(each -> each.inTable().stream())
                .mapToLong(State.FileState::stored)
                .sum(),
        state.files().values().stream()
                .filter(each -> each.outcome() == State.FileState.Outcome.COLLECTED)
                .mapToLong(State.FileState::refused)
                .sum()
            + state.partitions().values().stream().mapToLong(State.PartitionState::refused).sum(),
        state.partitions().size(),
        released,
        last == null ? "" : last.toString(),
        approval(contract, policy, ledger, released.values().stream().anyMatch(count -> count > 0)),
        held,
        WithdrawnPartition.of(lake, contract.dataset()),
        waiting);
  }

  /** What is beyond one approval need not be beyond the next one. */
  private static boolean holds(String gate, Contract contract, LedgerState ledger) {
    return !gate.contains("@")
        || ledger
            .approval(contract.dataset().toString(), contract.hash())
            .filter(each -> gate.endsWith("@" + each.id()))
            .isPresent();
  }

  private static String hold(String path, String gate, String reason) {
    return (path.isEmpty() ? "" : path + ": ")
        + (gate.equals(Zone.RAW.catalog())
            ? ""
            : "gate of the " + gate.replaceFirst("@.*", "") + " zone: ")
        + reason;
  }

  private static String approval(
      Contract contract, Policy policy, LedgerState ledger, boolean isOpen) {
    String dataset = contract.dataset().toString();
    Optional<Approval> waiting =
        ledger
            .waiting(dataset, Instant.now())
            .filter(each -> each.contract().equals(contract.hash()));
    if (waiting.isPresent()) {
      return "version %s, %s, takes effect at %s"
          .formatted(
              contract.version(),
              contract.retired()
                  ? "which retires it"
                  : "which opens it as " + contract.openingType().name().toLowerCase(Locale.ROOT),
              waiting.get().effectiveAt());
    }
    if (contract.opened().isEmpty() && !isOpen) {
      return "";
    }
    Optional<Approval> approved = ledger.approval(dataset, contract.hash());
    Approval proposal = ledger.proposals().get(dataset);
    boolean isProposed = proposal != null && proposal.contract().equals(contract.hash());
    if (approved.isPresent() && !isProposed) {
      return approved
          .get()
          .suspended(policy)
          .map(
              why ->
                  "version %s: %s; lake propose %s --key FILE, lake approve %s --key FILE"
                      .formatted(contract.version(), why, dataset, dataset))
          .orElse("");
    }
    return isProposed
        ? "version %s waits for %s: lake approve %s --key FILE"
            .formatted(contract.version(), contract.officer(), dataset)
        : "version %s is not proposed: %s: lake propose %s --key FILE"
            .formatted(contract.version(), contract.steward(), dataset);
  }

  /** The last commit that brought rows; judgements come after it. */
  private static String collected(Lake lake, Version raw) {
    for (Snapshot snapshot : raw.history()) {
      JsonNode document = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE));
      String stage = document.path("stage").asText();
      if (stage.equals("collect") || stage.equals("aggregate")) {
        return at(snapshot).toString();
      }
    }
    return "";
  }

  private static long rows(Version version) {
    return Long.parseLong(version.snapshot().summary().getOrDefault("total-records", "0"));
  }

  private static Instant at(Snapshot snapshot) {
    return Instant.ofEpochMilli(snapshot.timestampMillis());
  }
}
