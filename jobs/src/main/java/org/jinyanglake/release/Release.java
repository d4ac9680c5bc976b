package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Profile;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Withdrawn;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Mosaic;
import org.jinyanglake.release.history.Neighbour;
import org.jinyanglake.release.history.OpenTables;
import org.jinyanglake.release.tables.LinkedTable;

/**
 * Opens partitions of a dataset in a zone: writes them where no reader looks, lets the {@link Gate}
 * judge what was written, and swaps those that passed in, all in one commit, each with a
 * certificate. Partitions that did not pass stay as they are in the zone, unless what is there is
 * weaker than what holds now: then it leaves in the same commit. Why is committed to the raw table.
 * Under a new version of the dataset's key, all that is in the zone is replaced or nothing.
 */
public final class Release {
  private static final Profile NO_ROWS = new Profile(0, 0, 0, 0, new TreeMap<>(), new TreeMap<>());

  /** Rows that are sooner compared in the driver than in tasks. */
  private static final int FEW = 10_000;

  private static final String REFUSED = "made anew, it did not pass the gate";

  private final Contract contract;
  private final Zone zone;
  private final Engine engine;
  private final Gate gate;
  private final Policy policy;

  private Release(Contract contract, Zone zone, Engine engine, Gate gate, Policy policy) {
    this.contract = contract;
    this.zone = zone;
    this.engine = engine;
    this.gate = gate;
    this.policy = policy;
  }

  public static Release of(Contract contract, Zone zone, Engine engine, Gate gate, Policy policy) {
    return new Release(contract, zone, engine, gate, policy);
  }

  /**
   * What is to be opened.
   *
   * @param raw the raw version that it was made from
   * @param open the zone's version that was found to lack it; empty if the zone has none
   * @param due the partitions to open, each with the raw ones that it is made of
   * @param gone partitions that leave the zone, whatever comes of {@code due}, and why
   * @param weak partitions that leave the zone unless {@code due} takes their place, and why
   * @param rows the rows for the zone, desensitized
   * @param source the raw rows that they were made from
   * @param recoding see {@link Gate.Staged}
   * @param rules results of the contract's rules, by raw partition, for the certificates
   * @param key the key with which {@code rows} were made
   * @param hierarchies digests of those that the zone's techniques name
   * @param recognizers version of the recognizers that redacted texts; 0 if none was redacted
   * @param earlier what the zone remembers of the raw partitions that are due; empty if it
   *     remembers nothing of persons
   * @param beside tables that readers of the zone may join with this one; empty if it remembers
   *     nothing of persons
   * @param linked tables of counts that share cells with this one and are open in the zone
   */
  public record Offer(
      Version raw,
      Optional<Version> open,
      SortedMap<String, SortedSet<String>> due,
      SortedMap<String, Withdrawn> gone,
      SortedMap<String, Withdrawn> weak,
      Dataset<Row> rows,
      Dataset<Row> source,
      Optional<Dataset<Row>> recoding,
      Map<String, JsonNode> rules,
      State.Key key,
      SortedMap<String, String> hierarchies,
      int recognizers,
      Optional<Earlier> earlier,
      Optional<OpenTables.Beside> beside,
      List<LinkedTable> linked) {

    /** What a partition is made of if others were merged into it; else empty. */
    SortedSet<String> merged(String path) {
      SortedSet<String> of = due.get(path);
      return of.equals(Set.of(path)) ? new TreeSet<>() : of;
    }

    /** Whether the zone is under another version of the key, which must not stay beside this. */
    private boolean isUnderAnotherKey() {
      int there = open.map(version -> version.state().key().version()).orElse(0);
      return key.version() > 0 && there > 0 && there != key.version();
    }

    /** What is due, beside what of the zone it takes the place of. */
    private List<Component> components() {
      State there = open.map(Version::state).orElse(State.EMPTY);
      return Component.of(there.partitions(), due).stream()
          .filter(each -> !each.wanted().isEmpty())
          .toList();
    }
  }

  /**
   * What came of it.
   *
   * @param open the zone's new version; empty if nothing was opened
   * @param raw the raw version then
   * @param opened the partitions that were opened
   * @param rows in them
   * @param empty opened partitions of which all rows are withheld, and why
   * @param refused why the gate refused partitions, by path
   * @param left partitions that left the zone, and why; not those that were made anew
   */
  public record Result(
      Optional<Version> open,
      Version raw,
      List<String> opened,
      long rows,
      SortedMap<String, String> empty,
      SortedMap<String, List<String>> refused,
      SortedMap<String, Withdrawn> left) {}

  /**
   * Stages, judges, swaps.
   *
   * @param signature who approved, and the key that signs
   * @throws ConflictException if the raw table, the zone's or one that shares persons with it moved
   *     on meanwhile; nothing was opened
   */
  public Result execute(Offer offer, Signature signature, String run) {
    Lake lake = engine.lake();
    // What only leaves the zone can, whatever the contract wants the table to look like.
    Optional<Commit.Layout> layout =
        offer.due().isEmpty()
            ? Optional.empty()
            : Optional.of(Layouts.of(contract, zone, offer.rows().schema()));
    Commit commit = Commit.to(lake, zone, contract.dataset(), offer.open(), layout);
    String folder = lake.conf().staging() + "/" + UUID.randomUUID();
    try {
      List<DataFile> staged =
          offer.due().isEmpty() ? List.of() : engine.write(ordered(offer), commit, folder);
      lake.observer().at("gate", contract.dataset().toString(), offer.due().size() + " partitions");
      Gate.Judged judged = judge(offer, commit, staged);
      Map<String, Verdict> verdicts = byPartition(judged);
      SortedMap<String, List<String>> refused = refused(verdicts);
      SortedSet<String> drifted = drifted(verdicts, refused.keySet(), signature, refused);
      lake.observer()
          .at(
              "publish",
              contract.dataset().toString(),
              verdicts.size() - refused.size() + " partitions");
      offer.due().keySet().stream()
          .filter(path -> !verdicts.containsKey(path))
          .forEach(path -> refused.put(path, List.of(nothing())));
      Set<String> stays = new TreeSet<>();
      SortedMap<String, Withdrawn> leaving = new TreeMap<>(offer.gone());
      for (Component each : offer.components()) {
        Optional<String> failed =
            each.wanted().keySet().stream().filter(refused::containsKey).findFirst();
        failed.ifPresent(
            path -> {
              for (String mate : each.wanted().keySet()) {
                if (refused.putIfAbsent(mate, with(path)) == null && drifted.contains(path)) {
                  drifted.add(mate);
                }
              }
            });
        each.there()
            .forEach(
                (path, there) -> {
                  if (failed.isEmpty()) {
                    leaving.putIfAbsent(path, replaced(there));
                  } else if (offer.weak().containsKey(path)) {
                    leaving.putIfAbsent(path, offer.weak().get(path).adding(REFUSED));
                  } else if (!leaving.containsKey(path)) {
                    stays.add(path);
                  }
                });
      }
      Version raw =
          refused.isEmpty() ? offer.raw() : remember(offer, refused, drifted, signature, run);
      List<String> opened =
          offer.due().keySet().stream().filter(path -> !refused.containsKey(path)).toList();
      if ((opened.isEmpty() && leaving.isEmpty())
          || (offer.isUnderAnotherKey() && !stays.isEmpty())) {
        return new Result(
            Optional.empty(), raw, List.of(), 0, new TreeMap<>(), refused, new TreeMap<>());
      }
      offer.open().ifPresent(version -> commit.remove(version.files(leaving.keySet())));
      List<DataFile> passed =
          staged.stream()
              .filter(file -> !refused.containsKey(Version.path(commit.table(), file)))
              .toList();
      Lock turn = offer.beside().map(OpenTables.Beside::turn).orElseGet(ReentrantLock::new);
      Version open;
      turn.lock();
      try {
        lookAgain(offer, judged, opened);
        List<DataFile> moved = engine.moveIn(passed, commit);
        commit.add(moved).madeFrom(raw);
        Map<String, List<DataFile>> published =
            moved.stream()
                .collect(Collectors.groupingBy(file -> Version.path(commit.table(), file)));
        Issuer issuer =
            new Issuer(contract, zone, policy, offer, signature, run, landed(offer, opened));
        List<Issuer.Issued> certificates =
            opened.stream()
                .map(
                    path ->
                        issuer.certificate(
                            path,
                            verdicts.get(path),
                            commit.table(),
                            published.getOrDefault(path, List.of())))
                .toList();
        SortedMap<String, Withdrawn> before =
            offer.open().map(version -> version.state().withdrawn()).orElse(new TreeMap<>());
        State state = state(raw, offer, leaving, certificates, judged.noted());
        if (!state.withdrawn().equals(before)) {
          commit.withdrawn(state.withdrawn());
        }
        opened.forEach(leaving::remove);
        String evidence =
            lake.evidence().write("release", state, facts(leaving, certificates, offer.open()));
        open = commit.execute(run, evidence);
      } finally {
        turn.unlock();
      }
      Superseded superseded = Superseded.of(lake, zone, contract.dataset());
      superseded.takeOut(open);
      superseded.deleteOrphans(open);
      offer.earlier().ifPresent(each -> each.tidy(open.state()));
      long rows = passed.stream().mapToLong(DataFile::recordCount).sum();
      SortedMap<String, String> empty = new TreeMap<>();
      opened.stream()
          .filter(path -> verdicts.containsKey(path) && verdicts.get(path).rows() == 0)
          .filter(path -> verdicts.get(path).withheld() > 0)
          .forEach(path -> empty.put(path, nothing()));
      return new Result(Optional.of(open), raw, opened, rows, empty, refused, leaving);
    } finally {
      engine.discardAll(folder);
    }
  }

  /**
   * What a trial found, of all partitions tried together.
   *
   * @param rows that would be published
   * @param withheld source rows that would not be
   * @param k the persons of the smallest class; 0 if there are no persons to protect
   * @param sensitive what was reached of the conditions on sensitive columns
   * @param failures why the gate would refuse, without values
   * @param profile what an approval is bound to
   * @param attacks what was measured by attacking
   * @param loss see {@link Verdict}
   * @param before how easily persons are found in the raw rows without direct identifiers
   * @param after how easily persons are found in what would be published; null, as {@code before},
   *     if there are no persons to protect
   * @param sample some of the rows; none if the gate refuses
   */
  public record Trial(
      long rows,
      long withheld,
      long k,
      List<Certificate.SensitiveResult> sensitive,
      List<String> failures,
      Profile profile,
      List<AttackResult> attacks,
      double loss,
      Risk before,
      Risk after,
      @JsonIgnore List<Row> sample) {}

  /**
   * Stages and judges as {@link #execute} does, and deletes what was staged.
   *
   * @param look is given the rows that were written, before they are deleted
   */
  public Trial attempt(Offer offer, int sample, Consumer<Dataset<Row>> look) {
    Commit commit =
        Commit.to(
            engine.lake(),
            zone,
            contract.dataset(),
            offer.open(),
            Optional.of(Layouts.of(contract, zone, offer.rows().schema())));
    String folder = engine.lake().conf().staging() + "/" + UUID.randomUUID();
    try {
      List<DataFile> staged = engine.write(ordered(offer), commit, folder);
      Collection<Verdict> verdicts = judge(offer, commit, staged).verdicts();
      // Rows that the gate refuses may hold what it found in them.
      boolean showable = !staged.isEmpty() && verdicts.stream().allMatch(Verdict::passed);
      look.accept(engine.read(staged, commit));
      long withheld = verdicts.stream().mapToLong(Verdict::withheld).sum();
      int k = verdicts.stream().mapToInt(Verdict::kRequired).max().orElse(0);
      ClassSizes sizes = ClassSizes.of(staged(offer, commit, staged));
      boolean persons = !sizes.before().isEmpty();
      return new Trial(
          staged.stream().mapToLong(DataFile::recordCount).sum(),
          withheld,
          verdicts.stream().mapToLong(Verdict::kReached).min().orElse(0),
          verdicts.stream()
              .flatMap(verdict -> Issuer.classes(verdict).sensitive().stream())
              .toList(),
          verdicts.stream().flatMap(v -> v.failures().stream()).map(Failure::toString).toList(),
          verdicts.stream().map(Verdict::profile).findFirst().orElse(NO_ROWS),
          verdicts.stream().flatMap(verdict -> verdict.attacks().stream()).toList(),
          verdicts.stream().mapToDouble(Verdict::loss).max().orElse(0),
          persons ? Risk.of(sizes.before(), 0, k) : null,
          persons ? Risk.of(sizes.after(), withheld, k) : null,
          showable ? sample(engine.read(staged, commit), sample) : List.of());
    } finally {
      engine.discardAll(folder);
    }
  }

  /** Rows from here and there, as text; the same ones each time. */
  private static List<Row> sample(Dataset<Row> rows, int size) {
    org.apache.spark.sql.Column[] all =
        java.util.Arrays.stream(rows.columns())
            .map(name -> col(name).cast("string").as(name))
            .toArray(org.apache.spark.sql.Column[]::new);
    return rows.orderBy(xxhash64(all)).limit(size).select(all).collectAsList();
  }

  /**
   * The rows of each partition by their released values: in the order of the landing files they
   * could be laid beside those, row by row.
   */
  private Dataset<Row> ordered(Offer offer) {
    List<org.apache.spark.sql.Column> order = new ArrayList<>();
    contract.partitionColumns().forEach(each -> order.add(col(each.name()).asc_nulls_first()));
    for (String name : offer.rows().columns()) {
      if (contract.partitionColumns().stream().noneMatch(each -> each.name().equals(name))) {
        order.add(col(name));
      }
    }
    return whole(offer.rows())
        .sortWithinPartitions(order.toArray(org.apache.spark.sql.Column[]::new));
  }

  /**
   * Of merged partitions one file each: by several, made by tasks that read a few days each, one
   * could tell the days.
   */
  private Dataset<Row> whole(Dataset<Row> rows) {
    return contract.merges().isEmpty()
        ? rows
        : rows.repartition(
            contract.partitionColumns().stream()
                .map(each -> col(each.name()))
                .toArray(org.apache.spark.sql.Column[]::new));
  }

  private Gate.Judged judge(Offer offer, Commit commit, List<DataFile> staged) {
    return offer.due().isEmpty()
        ? new Gate.Judged(List.of(), new TreeMap<>())
        : gate.judged(staged(offer, commit, staged));
  }

  private Gate.Staged staged(Offer offer, Commit commit, List<DataFile> files) {
    return new Gate.Staged(
        contract,
        zone,
        commit.table(),
        files,
        offer.recoding(),
        offer.recoding().isPresent()
                || contract.margins().isPresent()
                || Gate.changesAtRandom(contract, zone)
            ? Optional.of(offer.source())
            : Optional.empty(),
        policy,
        Optional.of(new Gate.Background(offer.source(), offer.raw().snapshot().snapshotId())),
        offer.recoding().flatMap(recoding -> offer.earlier()),
        offer.beside().map(OpenTables.Beside::next).orElse(List.of()),
        offer.linked());
  }

  /**
   * Joins with what was opened since the gate looked.
   *
   * @throws ConflictException if something of it singles out more, so that all is judged anew
   */
  private void lookAgain(Offer offer, Gate.Judged judged, List<String> opened) {
    List<Neighbour> since = offer.beside().map(OpenTables.Beside::next).orElse(List.of());
    if (since.isEmpty()) {
      return;
    }
    long rows = judged.verdicts().stream().mapToLong(Verdict::rows).sum();
    Map<String, Mosaic> joined =
        offer
            .earlier()
            .orElseThrow()
            .joined(
                since,
                judged.noted(),
                policy.k(contract, zone),
                rows > FEW
                    ? Optional.of(offer.source().sparkSession().sparkContext())
                    : Optional.empty());
    Map<String, Verdict> verdicts = byPartition(judged);
    for (String path : opened) {
      Mosaic mosaic = joined.get(path);
      if (mosaic != null && mosaic.rate() > verdicts.get(path).upper("mosaic")) {
        throw new ConflictException(
            "%s was opened meanwhile, which shares persons with %s"
                .formatted(mosaic.dataset(), contract.dataset()));
      }
    }
  }

  private static Map<String, Verdict> byPartition(Gate.Judged judged) {
    Map<String, Verdict> verdicts = new HashMap<>();
    judged.verdicts().forEach(verdict -> verdicts.put(verdict.partition(), verdict));
    return verdicts;
  }

  /** Of the raw partitions behind those that are opened, the landing files. */
  private Map<String, SortedSet<String>> landed(Offer offer, List<String> opened) {
    if (opened.isEmpty() || !(contract.source() instanceof Source.Files)) {
      return Map.of();
    }
    SortedSet<String> partitions = new TreeSet<>();
    opened.forEach(path -> partitions.addAll(offer.due().get(path)));
    return LandedFiles.of(offer.raw(), partitions);
  }

  private String nothing() {
    if (contract.anonymity().isEmpty()) {
      return contract.sample().isPresent()
          ? "no row of it is in the sample"
          : "no row of it may be opened";
    }
    Anonymity anonymity = contract.anonymity().get();
    List<String> reasons = new ArrayList<>();
    reasons.add("it has fewer than %d persons".formatted(policy.k(contract, zone)));
    if (!anonymity.sensitive(contract, zone).isEmpty()) {
      reasons.add("its sensitive values are too much alike");
    }
    if (anonymity.mostLoss() < 1) {
      reasons.add("it would lose more than " + anonymity.mostLoss());
    }
    return "no row of it may be opened, as %s; merge partitions, open fewer quasi-identifiers, or leave it closed"
        .formatted(String.join(", or ", reasons));
  }

  private static List<String> with(String refused) {
    return List.of("its rows change places with those of %s, which is refused".formatted(refused));
  }

  private static SortedMap<String, List<String>> refused(Map<String, Verdict> verdicts) {
    SortedMap<String, List<String>> refused = new TreeMap<>();
    verdicts.forEach(
        (path, verdict) -> {
          if (!verdict.passed()) {
            refused.put(path, verdict.failures().stream().map(Failure::toString).toList());
          }
        });
    return refused;
  }

  /**
   * Partitions that nothing is wrong with but that they are beyond what was signed; why, goes to
   * the refused ones. Another approval lets them be tried again.
   */
  private SortedSet<String> drifted(
      Map<String, Verdict> verdicts,
      Set<String> others,
      Signature signature,
      SortedMap<String, List<String>> refused) {
    SortedSet<String> drifted = new TreeSet<>();
    SortedMap<String, List<String>> reasons = new TreeMap<>();
    verdicts.forEach(
        (path, verdict) -> {
          List<String> beyond = signature.terms().beyond(zone, verdict.profile());
          if (!others.contains(path) && !beyond.isEmpty()) {
            drifted.add(path);
            reasons.put(
                path,
                List.of(
                    "%s: beyond what %s signed: %s; if that is right: lake propose %s --key FILE, lake approve %s --key FILE"
                        .formatted(
                            Check.DRIFT.code(),
                            signature.officer(),
                            String.join(", ", beyond),
                            contract.dataset(),
                            contract.dataset())));
          }
        });
    refused.putAll(reasons);
    return drifted;
  }

  /** Under which name a raw partition is held back as beyond what an approval of a zone signed. */
  private String drift(String approval) {
    return State.PartitionState.beyond(zone, approval);
  }

  /** By what the gate judges, for the states of what it lets in and refuses. */
  private String standard(Offer offer) {
    return Standard.of(contract, zone, policy, offer.hierarchies(), offer.recognizers()).text();
  }

  /** Commits to the raw table why partitions may not be opened, so that no run tries them again. */
  private Version remember(
      Offer offer,
      SortedMap<String, List<String>> refused,
      Set<String> drifted,
      Signature signature,
      String run) {
    Version raw = offer.raw();
    SortedMap<String, State.PartitionState> partitions = new TreeMap<>(raw.state().partitions());
    ObjectNode facts = Evidence.JSON.createObjectNode();
    ArrayNode holds = facts.putArray("hold");
    refused.forEach(
        (path, reasons) -> {
          for (String of : offer.due().getOrDefault(path, new TreeSet<>())) {
            State.PartitionState partition = partitions.get(of);
            Map<String, List<String>> held = new TreeMap<>(partition.held());
            held.keySet().removeIf(gate -> gate.startsWith(drift("")));
            held.put(
                drifted.contains(path) ? drift(signature.approval()) : zone.catalog(), reasons);
            partitions.put(of, partition.held(held).by(zone.catalog(), standard(offer)));
          }
          ObjectNode fact = holds.addObject();
          fact.put("partition", path);
          fact.put("gate", zone.catalog());
          reasons.forEach(fact.putArray("reasons")::add);
        });
    State state = raw.state().with(partitions);
    return Commit.to(
            engine.lake(), Zone.RAW, contract.dataset(), Optional.of(raw), Optional.empty())
        .execute(run, engine.lake().evidence().write("gate", state, facts));
  }

  /** What is in the zone now stays in another partition, or in a newer version of this one. */
  private static Withdrawn replaced(State.PartitionState there) {
    return new Withdrawn(
        Withdrawn.Reason.MERGED,
        "its rows are published in another partition",
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        there.certificate());
  }

  private State state(
      Version raw,
      Offer offer,
      SortedMap<String, Withdrawn> leaving,
      List<Issuer.Issued> certificates,
      SortedMap<String, String> noted) {
    SortedMap<String, State.PartitionState> partitions =
        new TreeMap<>(offer.open().map(v -> v.state().partitions()).orElse(new TreeMap<>()));
    partitions.keySet().removeAll(leaving.keySet());
    Map<String, String> ids =
        certificates.stream()
            .map(Issuer.Issued::certificate)
            .collect(Collectors.toMap(Certificate::partition, Certificate::id));
    ids.forEach(
        (path, id) ->
            partitions.put(
                path,
                State.PartitionState.released(
                        raw.state().version(offer.due().get(path)),
                        contract.hash(),
                        id,
                        raw.state().searched(offer.due().get(path)),
                        offer.merged(path))
                    .by(zone.catalog(), standard(offer))));
    SortedSet<String> again = new TreeSet<>(ids.keySet());
    if (!ids.isEmpty()) {
      again.add(Withdrawn.ALL);
    }
    ids.keySet().forEach(path -> again.addAll(offer.due().get(path)));
    // What stays while nothing is opened is of the contract and the key that opened it.
    Optional<State> stays =
        offer
            .open()
            .map(Version::state)
            .filter(state -> certificates.isEmpty() && !partitions.isEmpty());
    State state =
        new State(
            stays.map(State::contract).orElse(contract.hash()),
            raw.snapshot().snapshotId(),
            new TreeMap<>(),
            partitions,
            stays.map(State::key).orElse(offer.key()));
    return state
        .published(published(offer, ids.keySet(), noted))
        .withdrawn(
            Withdrawn.after(
                offer.open().map(version -> version.state().withdrawn()).orElse(new TreeMap<>()),
                leaving,
                again));
  }

  /** What was remembered, and the rows of what is opened; what leaves the zone is not forgotten. */
  private State.Published published(
      Offer offer, Set<String> opened, SortedMap<String, String> noted) {
    State.Published before =
        offer.open().map(version -> version.state().published()).orElse(State.Published.NOTHING);
    SortedMap<String, String> now = new TreeMap<>(noted);
    now.keySet()
        .retainAll(opened.stream().flatMap(path -> offer.due().get(path).stream()).toList());
    if (offer.earlier().isEmpty() || now.isEmpty()) {
      return before;
    }
    SortedMap<String, String> files = new TreeMap<>(before.files());
    files.putAll(now);
    return new State.Published(offer.earlier().get().identity(), files);
  }

  /** A record {@code release} names the certificate that ended by it, if one did. */
  private static ObjectNode facts(
      SortedMap<String, Withdrawn> left,
      List<Issuer.Issued> certificates,
      Optional<Version> before) {
    Map<String, State.PartitionState> there =
        before.map(version -> version.state().partitions()).orElse(new TreeMap<>());
    ObjectNode facts = Evidence.JSON.createObjectNode();
    ArrayNode releases = facts.putArray("release");
    for (Issuer.Issued issued : certificates) {
      ObjectNode fact = releases.addObject();
      fact.put("partition", issued.certificate().partition());
      fact.set("certificate", issued.certificate().toTree());
      issued.opening().ifPresent(opening -> fact.set("source", opening));
      Optional.ofNullable(there.get(issued.certificate().partition()))
          .ifPresent(ended -> fact.put("replaces", ended.certificate()));
    }
    Withdrawal.record(left, facts);
    return facts;
  }
}
