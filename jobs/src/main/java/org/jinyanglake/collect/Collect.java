package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
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
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Tolerance;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Originals;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.SparkTypes;
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
  private final Intake intake;
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
    this.intake =
        new Intake(contract, raw.map(v -> v.state().files()).orElse(new TreeMap<>()), repairs);
    this.days = new Days(contract, intake);
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

  /**
   * The rows that a file would bring, wherever it lies. Nothing is stored; rows that would be
   * refused are not among them.
   *
   * @throws LakeException if the file as a whole would be refused, and why
   */
  public static Dataset<Row> preview(Contract contract, Engine engine, Path file) {
    Collect collect = new Collect(contract, engine, "", Optional.empty(), false);
    try {
      FileSystem fs = file.getFileSystem(engine.lake().hadoop());
      FileStatus status = fs.getFileStatus(file);
      LandingFile landed =
          new LandingFile(file.getName(), file, status.getLen(), status.getModificationTime());
      List<CheckedFile> readable = collect.intake.sort(collect.delivered.preview(fs, landed));
      if (readable.isEmpty()) {
        Stream<String> why =
            Stream.concat(collect.intake.held().stream(), collect.intake.notes().stream());
        throw new LakeException(why.collect(Collectors.joining("; ")));
      }
      return collect.rows(readable, Tally.in(engine.spark()));
    } catch (IOException | UncheckedIOException e) {
      throw new LakeException("cannot read " + file + ": " + e.getMessage(), e);
    }
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
            contract, intake, new TreeMap<>(intake.files()), consignments, delivered.look(fresh));
    List<CheckedFile> readable = control.whole(intake.sort(control.before()));
    readable = daily ? days.last(readable) : readable;
    readable = repairs ? delivered.repairing(readable, raw) : readable;
    while (true) {
      Tally tally = Tally.in(engine.spark(), control.summed());
      Dataset<Row> rows = rows(readable, tally);
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
        wider.forEach(intake::widened);
        contract = Widening.apply(contract, wider);
        continue;
      }
      wider.forEach(intake::tooNarrow);
      List<CheckedFile> tolerated =
          readable.stream()
              .filter(each -> tolerable(each, counts.get(each.file().name())))
              .toList();
      List<CheckedFile> kept =
          timely(tolerated, commit, written, tolerated.size() == readable.size());
      kept = control.sums(control.whole(kept), counts);
      if (kept.size() == readable.size()) {
        control.settle();
        return commit(commit, readable, counts, written);
      }
      engine.discard(written, commit);
      readable = kept;
    }
  }

  private Dataset<Row> rows(List<CheckedFile> readable, Tally tally) {
    Dataset<Row> rows =
        LandingReader.read(engine.spark(), contract, readable, tally, clock.instant());
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (Column column : contract.columns()) {
      org.apache.spark.sql.Column value =
          contract.isValidity(column)
              ? lit(null).cast(SparkTypes.of(column.type()))
              : column
                  .expression()
                  .map(sql -> expr(sql).cast(SparkTypes.of(column.type())))
                  .orElse(col(column.name()));
      columns.add(value.as(column.name()));
    }
    if (contract.drift().adds()) {
      columns.add(col(Lineage.ADDED));
    } else if (raw.filter(v -> v.table().schema().findField(Lineage.ADDED) != null).isPresent()) {
      // What was kept stays, though the contract keeps no more.
      columns.add(lit(null).cast(LandingReader.ADDED).as(Lineage.ADDED));
    }
    columns.add(col(LandingReader.FILE).as(Lineage.FILE));
    columns.add(col(LandingReader.ROW).as(Lineage.ROW));
    columns.add(lit(run).as(Lineage.RUN));
    columns.add(lit(clock.instant()).as(Lineage.COLLECTED_AT));
    if (contract.loadMode() == LoadMode.HISTORY) {
      columns.add(lit(null).cast(DataTypes.StringType).as(Lineage.SEEN));
    }
    return rows.select(columns.toArray(org.apache.spark.sql.Column[]::new));
  }

  /**
   * Those files that may be stored though they have rows for days that are final. A table without
   * rows has no such days yet.
   *
   * @param all whether these are all files that were written, so that nothing is written again
   */
  private List<CheckedFile> timely(
      List<CheckedFile> readable, Commit commit, List<DataFile> written, boolean all) {
    Optional<Delivery.FinalDays> policy =
        contract
            .delivery()
            .finalDays()
            .filter(any -> raw.filter(v -> !v.state().partitions().isEmpty()).isPresent());
    if (policy.isEmpty()) {
      return readable;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), contract.zone());
    FinalDays days = new FinalDays(today.minusDays(policy.get().after() + 1L));
    SortedMap<String, SortedMap<LocalDate, Long>> late = days.in(written, commit, contract, engine);
    List<CheckedFile> kept = new ArrayList<>();
    for (CheckedFile each : readable) {
      String file = each.file().name();
      boolean holds = late.containsKey(file) && policy.get().then() == Delivery.Then.HOLD;
      if (holds) {
        intake.complain("finalDays", Delivery.Then.HOLD, file, days.complain(late.get(file)));
        intake.refuse(
            each,
            days.complain(late.get(file))
                + "; deliver the file without them, or change finalDays in the contract");
      } else {
        kept.add(each);
      }
    }
    if (all && kept.size() == readable.size()) {
      late.forEach(
          (file, counts) ->
              intake.complain("finalDays", Delivery.Then.WARN, file, days.complain(counts)));
    }
    return kept;
  }

  private static boolean changed(Tally.OfFile count) {
    return count != null && count.changed();
  }

  /** Whether a file may be stored; if not it is refused here as a whole. */
  private boolean tolerable(CheckedFile each, Tally.OfFile count) {
    if (count == null) {
      return true;
    }
    if (!count.damage().isEmpty()) {
      intake.refuse(each, count.damage());
      return false;
    }
    Optional<String> retyped = repairs ? Optional.empty() : Retyped.complain(contract, count);
    if (retyped.isPresent()) {
      intake.refuse(each, retyped.get());
      return false;
    }
    boolean empties = snapshot && count.good() == 0;
    if (!count.complete() || empties) {
      intake.refuse(
          each,
          count.refused()
              + " rows do not fit, the first for: "
              + count.rows().get(0).reason()
              + "; is it the right file, delimiter and encoding?");
      return false;
    }
    Optional<Tolerance> exceeded =
        contract
            .tolerance()
            .filter(tolerance -> !repairs) // each row of such a file is a case of its own
            .filter(tolerance -> !tolerance.takes(count.refused(), count.good() + count.refused()));
    exceeded.ifPresent(tolerance -> intake.refuse(each, tooMany(count, tolerance)));
    return exceeded.isEmpty();
  }

  private static String tooMany(Tally.OfFile count, Tolerance tolerance) {
    return "%d of %d rows do not fit, more than the tolerance of %s; most of them for: %s; correct the file and deliver it again, or raise tolerance in the contract; nothing of it was stored"
        .formatted(
            count.refused(),
            count.good() + count.refused(),
            tolerance,
            String.join(", ", count.mostFrequent(3)));
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
        intake.unknown(each, count.unknown());
      }
      intake.collected(each, good, bad);
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
    intake.facts().forEach(list::add);
    if (!intake.complaints().isEmpty()) {
      document.putArray("delivery").addAll(intake.complaints());
    }
    if (!fetched.isEmpty()) {
      document.putArray("fetch").addAll(fetched);
    }
    if (!refused.isEmpty()) {
      ObjectNode fact = document.putArray("refused").addObject();
      fact.put("stage", "collect");
      fact.put("rows", refused.size());
      fact.put("kept", RefusedRows.write(engine.lake(), contract.dataset(), refused));
    }
    List<Originals.Kept> expired = delivered.expired(intake.collectedAt());
    if (!expired.isEmpty()) {
      ArrayNode facts = document.putArray("expired");
      expired.forEach(
          each -> facts.addObject().put("sha256", each.sha256()).put("bytes", each.bytes()));
    }
    State state =
        new State(
            contract.hash(),
            0,
            intake.files(),
            partitions(change, readable),
            State.Key.NONE,
            change.deleted());
    String evidence = engine.lake().evidence().write("collect", state, document);
    raw.filter(version -> !change.replaced().isEmpty())
        .ifPresent(version -> commit.remove(version.files(change.replaced())));
    Version version = commit.add(change.added()).execute(run, evidence);
    delivered.delete(expired);
    return new Result(
        version, readable.size(), rows, refused.size(), intake.held(), intake.notes());
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
