package org.jinyanglake.pipeline;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.aggregate.Aggregate;
import org.jinyanglake.check.Compared;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.collect.Arrivals;
import org.jinyanglake.collect.Collect;
import org.jinyanglake.collect.Consignment;
import org.jinyanglake.collect.LandingFile;
import org.jinyanglake.collect.Overdue;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.fetch.Fetch;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Widened;
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.release.Release;
import org.jinyanglake.release.Withdrawal;

/** One dataset's way through the stages; each does what is due by what the tables hold. */
final class DatasetRun {
  private static final int ATTEMPTS = 10;

  /** Of more datasets that are alike the number says enough. */
  private static final int MOST_ALIKE = 3;

  private final Context context;
  private Contract contract;
  private final Stage last;
  private int files;
  private long stored;
  private long refused;
  private final List<Outcome.Released> released = new ArrayList<>();
  private final TreeSet<String> held = new TreeSet<>();
  private final TreeSet<String> notes = new TreeSet<>();
  private Optional<Fetch.Result> fetched = Optional.empty();
  private Set<String> beside = Set.of();
  private boolean worked;

  DatasetRun(Context context, Contract contract, Stage last) {
    this.context = context;
    this.contract = contract;
    this.last = last;
  }

  /** Runs the stages; when another run was faster at one, plans anew from what it left. */
  Outcome execute() {
    for (int attempt = 1; ; attempt++) {
      held.clear();
      try {
        stages();
        return outcome();
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw new LakeException(
              contract.dataset() + ": other runs keep changing it; run again later", e);
        }
      } catch (RuntimeException e) {
        try {
          leave();
        } catch (RuntimeException again) {
          e.addSuppressed(again);
        }
        throw e;
      }
    }
  }

  /**
   * Takes out of the zones what must not stay in them, where a stage failed before it came to that:
   * a delivery that no run survives would else keep open what was closed. Needs no Spark.
   */
  private void leave() {
    Optional<Version> found = context.lake().version(Zone.RAW, contract.dataset());
    if (last != Stage.RELEASE || found.isEmpty()) {
      return;
    }
    requireNewest(Zone.RAW, found);
    contract = Widened.by(contract, found.get());
    if (context.waiting(contract).isPresent()) {
      return;
    }
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      if (contract.opened().contains(zone)) {
        Opening opening = Opening.of(context, contract, zone, found.get());
        requireNewest(zone, opening.open());
        withdraw(opening.withdrawal("the run failed before it could be made anew"), zone);
      } else {
        close(found.get(), zone);
      }
    }
  }

  private void stages() {
    Optional<Version> before = context.lake().version(Zone.RAW, contract.dataset());
    requireNewest(Zone.RAW, before);
    Optional<String> misfit = before.flatMap(version -> Misfit.of(contract, version));
    if (misfit.isPresent()) {
      held.add(misfit.get());
      return;
    }
    Optional<Version> raw =
        contract.source() instanceof Source.Files ? collect(before) : aggregate(before);
    if (raw.isEmpty()) {
      return;
    }
    alike(before);
    if (last == Stage.COLLECT) {
      return;
    }
    contract = Widened.by(contract, raw.get());
    Version judged = check(raw.get());
    if (last == Stage.CHECK) {
      return;
    }
    Contract present = contract;
    try {
      open(judged);
    } finally {
      contract = present;
    }
  }

  /**
   * Opens by the contract, or, as long as its approval waits for its notice, by the one that is in
   * force; then closes what the contract does not open any more.
   */
  private void open(Version raw) {
    Version judged = raw;
    Optional<Approval> waiting = context.waiting(contract);
    if (waiting.isPresent()) {
      Optional<Contract> before =
          context
              .lastApproval(contract)
              .map(each -> Widened.by(Contracts.restore(each.canonical()), raw))
              .filter(each -> fields(each).equals(fields(contract)));
      notes.add(
          "version %s takes effect at %s%s"
              .formatted(
                  contract.version(),
                  waiting.get().effectiveAt(),
                  before.map(each -> ", until then version " + each.version()).orElse("")));
      if (before.isEmpty()) {
        return;
      }
      contract = before.get();
    }
    for (Zone zone : contract.opened()) {
      judged = release(judged, zone);
    }
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      if (!contract.opened().contains(zone)) {
        judged = close(judged, zone);
      }
    }
  }

  /** What a run that was cut off after its commit left for readers who know an old snapshot. */
  private void takeOut(Version open) {
    Superseded.of(context.lake(), open.zone(), open.dataset()).takeOut(open);
  }

  private void requireNewest(Zone zone, Optional<Version> version) {
    PutBack.refuse(context.lake(), context.ledger().get(), zone, contract.dataset(), version);
  }

  /** Names and types: whether rows of one contract's raw table are such of another's. */
  private static List<String> fields(Contract contract) {
    return contract.columns().stream().map(each -> each.name() + " " + each.type()).toList();
  }

  /** Withdraws what is open in a zone in which the contract does not open the dataset any more. */
  private Version close(Version raw, Zone zone) {
    String table = zone.catalog() + "." + contract.dataset();
    Optional<Version> open =
        context.ledger().get().recorded().containsKey(table)
            ? context.lake().version(zone, contract.dataset())
            : Optional.empty();
    requireNewest(zone, open);
    open.ifPresent(this::takeOut);
    open = open.filter(version -> !version.state().partitions().isEmpty());
    if (open.isEmpty()) {
      return raw;
    }
    Optional<Approval> approval = context.approval(contract);
    if (approval.isEmpty()) {
      held.add(
          "it stays open in the %s zone, which its contract closes, until that is approved: %s"
              .formatted(zone.catalog(), context.objection(contract, zone)));
      return raw;
    }
    String why =
        "%s by version %s, which %s approved on %s"
            .formatted(
                contract.retired() ? "retired" : "closed",
                contract.version(),
                approval.get().officerInWords(),
                approval.get().approvedAt());
    Withdrawn.Reason reason =
        contract.retired() ? Withdrawn.Reason.RETIRED : Withdrawn.Reason.CLOSED;
    String now = context.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    SortedMap<String, Withdrawn> leaving = new TreeMap<>();
    open.get()
        .state()
        .partitions()
        .forEach(
            (path, there) ->
                leaving.put(path, new Withdrawn(reason, why, now, there.certificate())));
    worked = true;
    Withdrawal.execute(context.lake(), raw, open.get(), leaving, context.run());
    notes.add("withdrawn from the %s zone: %s".formatted(zone.catalog(), why));
    return raw;
  }

  /**
   * Of a new contract: which datasets' contracts say the same. What they hold is compared by {@code
   * lake validate --against-lake}.
   */
  private void alike(Optional<Version> before) {
    boolean known =
        before.filter(raw -> raw.state().contract().equals(contract.hash())).isPresent();
    if (!known && contract.source() instanceof Source.Files) {
      List<Duplicate> found = context.duplicates().get().byName(contract);
      found.stream()
          .limit(MOST_ALIKE)
          .forEach(duplicate -> notes.add(twice(duplicate.whose(), duplicate.why())));
      if (found.size() > MOST_ALIKE) {
        notes.add(
            "collected twice? %d more have it by their names; lake validate --against-lake %s"
                .formatted(found.size() - MOST_ALIKE, contract.dataset()));
      }
    }
  }

  /** Files whose bytes another dataset has collected. */
  private void twins(Optional<Version> before, State now) {
    CollectedFiles collected = context.collected().get();
    collected.add(contract.dataset(), now);
    SortedMap<String, State.FileState> known =
        before.map(version -> version.state().files()).orElse(State.EMPTY.files());
    now.files()
        .forEach(
            (name, file) -> {
              boolean fresh =
                  !known.containsKey(name) || !known.get(name).sha256().equals(file.sha256());
              if (fresh && CollectedFiles.holdsRows(file)) {
                collected
                    .twin(contract.dataset(), file.sha256())
                    .ifPresent(
                        twin ->
                            notes.add(
                                twice(
                                    whose(twin.dataset()),
                                    name + " is, byte for byte, " + twin.name())));
              }
            });
  }

  private String whose(DatasetName dataset) {
    String provider = context.contracts().get(dataset).provider();
    return provider.isEmpty() ? dataset.toString() : dataset + " (" + provider + ")";
  }

  private static String twice(String whose, String why) {
    return "collected twice? " + whose + " has it already: " + why;
  }

  /** Once, also where another run makes this one plan anew. */
  private void fetch(Optional<Version> raw) {
    if (fetched.isEmpty()) {
      fetched = Fetch.of(context.lake(), contract).map(fetch -> fetch.execute(raw));
    }
    fetched.ifPresent(
        result -> {
          worked |= !result.files().isEmpty();
          held.addAll(result.held());
          notes.addAll(result.notes());
        });
  }

  private Optional<Version> collect(Optional<Version> raw) {
    fetch(raw);
    Arrivals delivery = Arrivals.of(context.lake(), contract, raw);
    held.addAll(delivery.refused());
    notes.addAll(delivery.notes());
    List<LandingFile> fresh = once(delivery.fresh(), raw);
    if (fresh.isEmpty() && delivery.consignments().isEmpty()) {
      return overdue(raw);
    }
    List<LandingFile> delivered = fresh.stream().filter(file -> !file.isRepaired()).toList();
    // What is repaired may be of a snapshot that is replaced now.
    Optional<Version> collected = collect(raw, delivered, delivery.consignments(), Collect::of);
    List<LandingFile> repaired = fresh.stream().filter(LandingFile::isRepaired).toList();
    return collect(collected, repaired, List.of(), Collect::repairs);
  }

  /** How files are collected. */
  private interface Collection {
    Collect of(Contract contract, Engine engine, String run, Optional<Version> raw);
  }

  private Optional<Version> collect(
      Optional<Version> raw,
      List<LandingFile> fresh,
      List<Consignment> consignments,
      Collection collection) {
    if (fresh.isEmpty() && consignments.isEmpty()) {
      return raw;
    }
    List<String> names = fresh.stream().map(LandingFile::name).toList();
    Contract wide = raw.map(version -> Widened.by(contract, version)).orElse(contract);
    Collect.Result collected =
        collection
            .of(wide, engine(), context.run(), raw)
            .at(context.clock())
            .fetched(Fetch.facts(context.lake(), contract, names))
            .controlled(consignments)
            .execute(fresh);
    Fetch.collected(context.lake(), contract, names);
    files += collected.collected();
    stored += collected.stored();
    refused += collected.refused();
    held.addAll(collected.held());
    notes.addAll(collected.notes());
    Version now = collected.version();
    twins(raw, now.state());
    return collected.stored() > 0 ? Optional.of(now) : overdue(Optional.of(now));
  }

  /** Says that data are overdue, if they are, as the contract wants it. */
  private Optional<Version> overdue(Optional<Version> raw) {
    Optional<Overdue> overdue = Overdue.of(contract, raw, context.clock());
    if (overdue.isEmpty()) {
      return raw;
    }
    switch (overdue.get().then()) {
      case WAIT -> notes.add(overdue.get().reason());
      case WARN -> notes.add("warning: " + overdue.get().reason());
      case HOLD -> held.add(overdue.get().reason());
    }
    return raw.map(
        version -> overdue.get().record(context.lake(), contract, context.run(), version));
  }

  /** Without files whose rows are in others as well, since two runs fetched them at once. */
  private List<LandingFile> once(List<LandingFile> fresh, Optional<Version> raw) {
    Set<String> collected =
        raw.map(version -> version.state().files().keySet()).orElse(State.EMPTY.files().keySet());
    beside =
        Fetch.of(context.lake(), contract)
            .map(f -> f.beside(collected, fresh.stream().map(LandingFile::name).toList()))
            .orElse(Set.of());
    return fresh.stream().filter(file -> !beside.contains(file.name())).toList();
  }

  private Optional<Version> aggregate(Optional<Version> raw) {
    Aggregate aggregate = Aggregate.of(contract, context.contracts(), context.lake());
    aggregate
        .waiting()
        .forEach(
            (path, input) -> held.add(name(path) + " waits for " + input + ", which is held back"));
    if (aggregate.upToDate(raw)) {
      return raw;
    }
    Optional<Version> made =
        aggregate.execute(engine(), context.run(), raw, input -> context.declassify(input).found());
    return made;
  }

  private Version check(Version raw) {
    Version judged = raw;
    Compared compared = context.compared(contract);
    if (!Judgement.due(compared, context.searched(contract), raw).isEmpty()) {
      judged =
          new Judgement(
                  contract,
                  engine(),
                  context.run(),
                  context.search(contract),
                  compared,
                  context.policy().holidays())
              .execute(raw);
      refused += refusedRows(judged) - refusedRows(raw);
    }
    judged
        .state()
        .partitions()
        .forEach(
            (path, partition) ->
                partition
                    .held()
                    .getOrDefault("raw", List.of())
                    .forEach(reason -> held.add(name(path) + ": " + reason)));
    return judged;
  }

  private static long refusedRows(Version version) {
    return version.state().partitions().values().stream()
        .mapToLong(State.PartitionState::refused)
        .sum();
  }

  private Version release(Version raw, Zone zone) {
    Opening opening = Opening.of(context, contract, zone, raw);
    requireNewest(zone, opening.open());
    opening.open().ifPresent(this::takeOut);
    opening.unreviewed().forEach((path, why) -> why.forEach(r -> held.add(name(path) + ": " + r)));
    opening.refused().forEach((path, why) -> why.forEach(r -> held.add(name(path) + ": " + r)));
    opening.waiting().forEach((path, why) -> notes.add(name(path) + " " + why));
    if (!opening.blocking().isEmpty()) {
      held.add(
          "the new version of its key waits for %s in the %s zone, held back now: correct what is held back, or withdraw it with lake keys compromised %s"
              .formatted(
                  String.join(", ", opening.blocking().stream().map(this::name).toList()),
                  zone.catalog(),
                  contract.dataset()));
    }
    if (opening.isEmpty()) {
      return raw;
    }
    Optional<Approval> approval = context.approval(contract);
    if (approval.isEmpty()) {
      held.add(context.objection(contract, zone));
      return withdraw(opening.withdrawal("the contract of now is not approved"), zone);
    }
    if (opening.due().isEmpty()) {
      return withdraw(opening, zone);
    }
    Release.Result result = release(opening, zone, approval.get());
    result
        .open()
        .ifPresent(
            version ->
                released.add(
                    new Outcome.Released(
                        zone.catalog(),
                        String.valueOf(version.snapshot().snapshotId()),
                        result.opened(),
                        result.rows())));
    result.empty().forEach((path, why) -> notes.add(name(path) + ": " + why));
    tell(result.left(), zone);
    result.refused().forEach((path, why) -> why.forEach(r -> held.add(name(path) + ": " + r)));
    // Under a new key all partitions are swapped or none: without those refused, plan anew.
    return result.open().isEmpty() && !result.refused().isEmpty()
        ? release(result.raw(), zone)
        : result.raw();
  }

  private Release.Result release(Opening opening, Zone zone, Approval approval) {
    context
        .lake()
        .observer()
        .at("release", contract.dataset().toString(), opening.due().size() + " partitions");
    context.judgedBy().record();
    try {
      return Release.of(contract, zone, engine(), context.gate(engine()), context.policy())
          .execute(
              context.offer(contract, zone, opening, engine()),
              context.signature(approval),
              context.run());
    } catch (ConflictException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!opening.weak().isEmpty()) { // whatever was wrong, they must not stay
        try {
          withdraw(opening.withdrawal("it could not be made anew"), zone);
        } catch (RuntimeException again) {
          e.addSuppressed(again);
        }
      }
      throw e;
    }
  }

  /** Takes out of a zone what has to leave it; the raw version. */
  private Version withdraw(Opening opening, Zone zone) {
    if (!opening.gone().isEmpty()) {
      worked = true;
      Withdrawal.execute(
          context.lake(), opening.raw(), opening.open().get(), opening.gone(), context.run());
      tell(opening.gone(), zone);
    }
    return opening.raw();
  }

  /** That the source has something no more holds nothing back. */
  private void tell(SortedMap<String, Withdrawn> left, Zone zone) {
    left.forEach(
        (path, why) -> {
          String words =
              "%s is withdrawn from the %s zone: %s"
                  .formatted(name(path), zone.catalog(), why.words());
          switch (why.reason()) {
            case MERGED -> {}
            case SOURCE, CLOSED, RETIRED -> notes.add(words);
            case TIGHTENED, REVIEW, KEY, STOPPED -> held.add(words);
          }
        });
  }

  private Engine engine() {
    worked = true;
    return context.engine().get().in(contract.zone());
  }

  private String name(String path) {
    return path.isEmpty() || path.equals(Withdrawn.ALL) ? contract.dataset().name() : path;
  }

  private Outcome outcome() {
    beside.forEach(
        name ->
            notes.add(
                name + ": not read, another run fetched its rows at the same time; delete it"));
    Outcome.Status status =
        !held.isEmpty()
            ? Outcome.Status.HELD
            : worked ? Outcome.Status.DONE : Outcome.Status.UNCHANGED;
    return new Outcome(
        contract.dataset().toString(),
        status,
        worked,
        files,
        stored,
        refused,
        List.copyOf(released),
        List.copyOf(held),
        List.copyOf(notes));
  }
}
