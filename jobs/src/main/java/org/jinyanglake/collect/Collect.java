package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.lake.Originals;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Brings landing files into a dataset's raw table, each once. What became of every file and every
 * row of it is committed with the rows: for each file, rows in = rows stored + rows refused.
 */
public final class Collect {
  private Contract contract;
  private final Engine engine;
  private final String run;
  private final Optional<Version> raw;
  private final Account account;
  private final Days days;
  private final Delivered delivered;
  private final boolean repairs;
  private final boolean snapshot;
  private final boolean daily;
  private List<ObjectNode> fetched = List.of();
  private List<Consignment> consignments = List.of();
  private Clock clock = Clock.systemUTC();

  private Collect(
      Contract contract, Engine engine, String run, Optional<Version> raw, boolean repairs) {
    this.contract = contract;
    this.engine = engine;
    this.run = run;
    this.raw = raw;
    this.delivered = new Delivered(contract, engine.lake());
    this.repairs = repairs;
    this.snapshot = contract.loadMode() == LoadMode.SNAPSHOT && !repairs;
    this.daily = contract.isDaily() && !repairs;
    this.account = new Account(contract, raw.map(v -> v.state().files()).orElse(new TreeMap<>()));
    this.days = new Days(contract, account);
  }

  /**
   * What came of a collection.
   *
   * @param version the raw table with it
   * @param collected files whose rows were stored
   * @param stored rows stored
   * @param refused rows refused
   * @param held files that were refused as a whole, and why
   * @param notes what is worth knowing: unknown columns, duplicates
   */
  public record Result(
      Version version,
      int collected,
      long stored,
      long refused,
      List<String> held,
      List<String> notes) {}

  /**
   * How a load changes the table.
   *
   * @param added files to add
   * @param replaced partitions to empty before
   * @param touched partitions of the files
   * @param deleted where deletions of keys are kept from now on
   */
  record Change(
      List<DataFile> added, Set<String> replaced, Set<String> touched, SortedSet<String> deleted) {

    /** Without deletions. */
    Change(List<DataFile> added, Set<String> replaced, Set<String> touched) {
      this(added, replaced, touched, new TreeSet<>());
    }
  }

  /**
   * A collection into a raw table.
   *
   * @param contract with the types of the table, {@link org.jinyanglake.lake.Widened}
   * @param raw the table as it is; empty if there is none yet
   */
  public static Collect of(Contract contract, Engine engine, String run, Optional<Version> raw) {
    return new Collect(contract, engine, run, raw, false);
  }

  /** A collection of repaired files: their rows take the place of refused ones. */
  public static Collect repairs(
      Contract contract, Engine engine, String run, Optional<Version> raw) {
    return new Collect(RepairedRows.contract(contract), engine, run, raw, true);
  }

  /** With where files were fetched from: facts for the evidence. */
  public Collect fetched(List<ObjectNode> facts) {
    fetched = List.copyOf(facts);
    return this;
  }

  /** With what control files say of the files, as {@link Arrivals} tells it. */
  public Collect controlled(List<Consignment> due) {
    consignments = List.copyOf(due);
    return this;
  }

  /** By another clock than the system's. */
  public Collect at(Clock other) {
    clock = other;
    return this;
  }

  /**
   * Collects files and commits. To be called once.
   *
   * @param fresh the files, as {@link Arrivals} tells them
   * @throws ConflictException if another run committed to the table, or a file was changed,
   *     meanwhile; nothing was collected
   */
  public Result execute(List<LandingFile> fresh) {
    engine.lake().observer().at("collect", contract.dataset().toString(), fresh.size() + " files");
    ControlCheck control =
        new ControlCheck(
            contract, account, new TreeMap<>(account.files()), consignments, delivered.look(fresh));
    Intake intake = new Intake(contract, account, repairs);
    Choice choice =
        new Choice(contract, account, repairs, daily ? Optional.of(days) : Optional.empty());
    List<CheckedFile> candidates = control.whole(intake.sort(control.before()));
    List<CheckedFile> readable = choose(choice, candidates);
    Contract narrow = contract;
    Instant now = clock.instant();
    RawRows source = new RawRows(engine, run, raw, now);
    Acceptance acceptance = new Acceptance(account, engine, raw, repairs, now);
    while (true) {
      Tally tally = Tally.in(engine.spark(), control.summed());
      Dataset<Row> rows = source.of(contract, readable, tally);
      Commit commit =
          Commit.to(
              engine.lake(),
              Zone.RAW,
              contract.dataset(),
              raw,
              Optional.of(Layouts.of(contract, Zone.RAW, rows.schema())));
      List<DataFile> written =
          readable.isEmpty() ? List.of() : engine.write(rows, commit, commit.metadata().location());
      Map<String, Tally.OfFile> counts = tally.value();
      if (readable.stream().anyMatch(each -> changed(counts.get(each.file().name())))) {
        engine.discard(written, commit);
        throw new ConflictException(contract.dataset() + ": a file changed while read", null);
      }
      SortedMap<String, Widening.Change> wider = Widening.of(contract, counts.values());
      if (contract.drift().widens() && !wider.isEmpty()) {
        engine.discard(written, commit);
        wider.forEach(account::widened);
        contract = Widening.apply(contract, wider);
        continue;
      }
      List<CheckedFile> kept = acceptance.of(contract, readable, counts, commit, written);
      kept = control.whole(kept);
      List<CheckedFile> unread = control.unread(readable);
      if (!unread.isEmpty()) {
        counts.putAll(counts(source, contract, unread, control.summed()));
      }
      kept = control.sums(kept, counts);
      if (kept.size() == readable.size()) {
        wider.forEach(account::tooNarrow);
        control.settle();
        return commit(commit, readable, counts, written);
      }
      engine.discard(written, commit);
      // What was refused leaves no trace, and what gave way to it takes its place.
      contract = narrow;
      account.narrowed();
      candidates = without(candidates, readable, kept);
      readable = choose(choice, candidates);
    }
  }

  /** Reads files of which nothing is stored. */
  private Map<String, Tally.OfFile> counts(
      RawRows source, Contract contract, List<CheckedFile> files, Set<String> summed) {
    Tally tally = Tally.in(engine.spark(), summed);
    source.of(contract, files, tally).write().format("noop").mode("overwrite").save();
    return tally.value();
  }

  private List<CheckedFile> choose(Choice choice, List<CheckedFile> candidates) {
    List<CheckedFile> chosen = choice.of(candidates);
    return repairs ? delivered.repairing(chosen, raw) : chosen;
  }

  /** Candidates without those that were read and not kept. */
  private static List<CheckedFile> without(
      List<CheckedFile> candidates, List<CheckedFile> read, List<CheckedFile> kept) {
    Set<LandingFile> out = read.stream().map(CheckedFile::file).collect(Collectors.toSet());
    kept.forEach(each -> out.remove(each.file()));
    return candidates.stream().filter(each -> !out.contains(each.file())).toList();
  }

  private static boolean changed(Tally.OfFile count) {
    return count != null && count.changed();
  }

  private Result commit(
      Commit commit,
      List<CheckedFile> readable,
      Map<String, Tally.OfFile> counts,
      List<DataFile> written) {
    Map<CheckedFile, Long> stored = new LinkedHashMap<>();
    List<RefusedRows.Row> refused = new ArrayList<>();
    for (CheckedFile each : readable) {
      Tally.OfFile count = counts.get(each.file().name());
      long good = count == null ? 0 : count.good();
      long bad = count == null ? 0 : count.refused();
      balance(each, good, bad);
      if (count != null) {
        count.rows().forEach(row -> refused.add(kept(row, each.fingerprint().layout())));
        account.unknown(each, count.unknown());
      }
      account.collected(each, good, bad);
      stored.put(each, good);
    }
    long rows = stored.values().stream().mapToLong(Long::longValue).sum();
    if (rows != written.stream().mapToLong(DataFile::recordCount).sum()) {
      throw new LakeException(
          contract.dataset() + ": rows read and rows written differ; nothing collected, run again");
    }
    Change change =
        switch (contract.loadMode()) {
          case APPEND ->
              daily
                  ? days.change(commit, written, stored, raw)
                  : new Change(written, Set.of(), partitions(commit, written));
          case SNAPSHOT ->
              snapshot
                  ? snapshot(commit, written)
                  : new Change(written, Set.of(), partitions(commit, written));
          case UPSERT, HISTORY -> new Upsert(contract, engine, raw).merge(commit, written);
        };
    ObjectNode document = Evidence.JSON.createObjectNode();
    ArrayNode list = document.putArray("file");
    account.facts().forEach(list::add);
    if (!account.complaints().isEmpty()) {
      document.putArray("delivery").addAll(account.complaints());
    }
    if (!fetched.isEmpty()) {
      document.putArray("fetch").addAll(fetched);
    }
    if (!refused.isEmpty()) {
      ObjectNode fact = document.putArray("refused").addObject();
      fact.put("stage", "collect");
      fact.put("rows", refused.size());
      fact.put("kept", RefusedRows.write(engine.lake(), contract.dataset(), refused));
      ArrayNode names = fact.putArray(RefusedHistory.COLUMNS);
      contract.sourceColumns().forEach(column -> names.add(column.name()));
    }
    List<Originals.Kept> expired = delivered.expired(account.collectedAt());
    if (!expired.isEmpty()) {
      ArrayNode facts = document.putArray("expired");
      expired.forEach(
          each -> facts.addObject().put("sha256", each.sha256()).put("bytes", each.bytes()));
    }
    State state =
        new State(
            contract.hash(),
            0,
            account.files(),
            partitions(change, readable),
            State.Key.NONE,
            change.deleted());
    String evidence = engine.lake().evidence().write("collect", state, document);
    raw.filter(version -> !change.replaced().isEmpty())
        .ifPresent(version -> commit.remove(version.files(change.replaced())));
    Version version = commit.add(change.added()).execute(run, evidence);
    delivered.delete(expired);
    return new Result(
        version, readable.size(), rows, refused.size(), account.held(), account.notes());
  }

  /** Rows in were counted by the fingerprint, the others by the reader. */
  private static void balance(CheckedFile each, long stored, long refused) {
    if (each.fingerprint().records() != stored + refused) {
      throw new LakeException(
          String.format(
              "%s: %d rows in, but %d stored and %d refused; nothing was collected, report this",
              each.file().name(), each.fingerprint().records(), stored, refused));
    }
  }

  private Change snapshot(Commit commit, List<DataFile> written) {
    Set<String> all = raw.map(v -> v.state().partitions().keySet()).orElse(new TreeSet<>());
    return new Change(written, written.isEmpty() ? Set.of() : all, partitions(commit, written));
  }

  private SortedMap<String, State.PartitionState> partitions(
      Change change, List<CheckedFile> readable) {
    String digest =
        readable.stream()
            .map(each -> each.fingerprint().sha256())
            .sorted()
            .collect(Collectors.joining("|"));
    SortedMap<String, State.PartitionState> before =
        raw.map(v -> v.state().partitions()).orElse(new TreeMap<>());
    SortedMap<String, State.PartitionState> after = new TreeMap<>(before);
    after.keySet().removeAll(change.replaced());
    for (String path : change.touched()) {
      boolean afresh = snapshot || daily;
      State.PartitionState old = afresh ? null : before.get(path);
      String content = daily ? days.digest(path) : digest;
      String version = Evidence.sha256((old == null ? "" : old.version()) + "|" + content);
      long refused = old == null ? 0 : old.refused();
      after.put(path, State.PartitionState.unjudged(version, refused));
    }
    return after;
  }

  /** The paths of the partitions that files belong to. */
  static Set<String> partitions(Commit commit, List<DataFile> files) {
    return files.stream()
        .map(file -> Version.path(commit.table(), file))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static RefusedRows.Row kept(RefusedRow row, Layout layout) {
    String repairs =
        layout instanceof RepairedRows repaired
            ? repaired.places().getOrDefault(row.row(), "")
            : "";
    return new RefusedRows.Row(
        row.file(),
        row.row(),
        row.line(),
        row.column(),
        row.rule(),
        row.reason(),
        row.text(),
        row.cells(),
        repairs);
  }
}
