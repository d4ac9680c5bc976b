package org.jinyanglake.pipeline;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.aggregate.Cells;
import org.jinyanglake.check.Compared;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.check.Search;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Declassify;
import org.jinyanglake.desensitize.Desensitize;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.desensitize.Merging;
import org.jinyanglake.desensitize.Sampling;
import org.jinyanglake.desensitize.recognize.Recognizers;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.lake.Widened;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.KeyVersion;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Review;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.Gate;
import org.jinyanglake.release.Release;
import org.jinyanglake.release.Signature;
import org.jinyanglake.release.Standard;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.OpenTables;
import org.jinyanglake.release.history.RowKey;

/**
 * What the datasets of a run share.
 *
 * @param contracts all contracts, by dataset
 * @param hierarchies the folder of the hierarchies
 * @param engine starts Spark when it is first asked
 * @param ledger as of when it is first asked
 * @param keys the lake's
 * @param levels the hierarchies, read
 * @param collected which files were collected, with those of this run
 * @param duplicates for comparing contracts
 * @param judgedBy the policy, in the ledger
 * @param openTables what is joined with what is to be published
 * @param clock what time it is
 */
record Context(
    Lake lake,
    String run,
    Map<DatasetName, Contract> contracts,
    Policy policy,
    Path hierarchies,
    Supplier<Engine> engine,
    Supplier<LedgerState> ledger,
    Supplier<Keys> keys,
    Supplier<Hierarchies> levels,
    Supplier<CollectedFiles> collected,
    Supplier<Duplicates> duplicates,
    JudgedBy judgedBy,
    Supplier<OpenTables> openTables,
    Clock clock) {

  static Context of(
      Lake lake,
      String run,
      Map<DatasetName, Contract> contracts,
      Policy policy,
      Path hierarchies,
      Supplier<Engine> engine,
      Clock clock) {
    Supplier<LedgerState> ledger = new Once<>(() -> Ledger.of(lake).state());
    Supplier<Keys> keys = new Once<>(() -> KeyLifecycle.of(lake).keys());
    return new Context(
        lake,
        run,
        contracts,
        policy,
        hierarchies,
        new Once<>(engine),
        ledger,
        keys,
        new Once<>(() -> Hierarchies.read(hierarchies)),
        new Once<>(() -> CollectedFiles.of(lake, contracts.values())),
        new Once<>(() -> new Duplicates(lake, contracts, policy)),
        new JudgedBy(lake, run, ledger, policy),
        new Once<>(() -> OpenTables.of(lake, contracts.values(), LakeRowKey.of(keys.get()))),
        clock);
  }

  /**
   * The approval of exactly this version of the contract, if it is in force. One that is suspended
   * is none: {@link #objection} tells why.
   */
  Optional<Approval> approval(Contract contract) {
    return lastApproval(contract)
        .filter(each -> each.contract().equals(contract.hash()))
        .filter(each -> each.suspended(policy).isEmpty());
  }

  /** Why nothing may be opened by a contract's version now, as {@link #approval} is empty. */
  String objection(Contract contract, Zone zone) {
    return "version %s %s: %s: lake propose %s --key FILE, %s: lake approve %s --key FILE, lake run"
        .formatted(
            contract.version(),
            lastApproval(contract)
                .filter(each -> each.contract().equals(contract.hash()))
                .flatMap(each -> each.suspended(policy))
                .map("waits: "::concat)
                .orElse("is not approved for the %s zone".formatted(zone.catalog())),
            contract.steward(),
            contract.dataset(),
            contract.officer(),
            contract.dataset());
  }

  /** The approval of exactly this version that waits for its notice. */
  Optional<Approval> waiting(Contract contract) {
    return ledger
        .get()
        .waiting(contract.dataset().toString(), clock.instant())
        .filter(each -> each.contract().equals(contract.hash()))
        .filter(each -> each.objection(policy.persons()).isEmpty());
  }

  /** The newest approval of the dataset that is in force, of whichever version. */
  Optional<Approval> lastApproval(Contract contract) {
    return ledger.get().inForce(contract.dataset().toString(), clock.instant());
  }

  /** The newest declassification review of the dataset; one that does not count is none. */
  Optional<Review> review(Contract contract) {
    return Reviewed.counting(lake, ledger.get(), policy, contract);
  }

  /** The list by which a contract's partitions are to be searched; empty if nothing is. */
  String searched(Contract contract) {
    return !contract.opened().isEmpty() && policy.classified().concerns(contract)
        ? policy.classified().version()
        : "";
  }

  /** The search for classified content in what may be opened. */
  Search search(Contract contract) {
    if (searched(contract).isEmpty()) {
      return Search.NONE;
    }
    Declassify step = declassify(contract);
    return new Search(policy.classified().version(), Optional.of(step.found()), step.places());
  }

  /** What a contract's rules compare with, as it is now. */
  Compared compared(Contract contract) {
    return Compared.of(contract, contracts, lake);
  }

  /** The step that leaves classified content out. */
  Declassify declassify(Contract contract) {
    return Declassify.of(contract, policy.classified());
  }

  /**
   * The version of the dataset's key to open a zone under; 0 if the zone needs none. It is never
   * older than the one that the zone is under, though another run may have begun a newer one since
   * the ledger was read.
   */
  int key(Contract contract, Zone zone, int before) {
    if (!contract.keyed(zone)) {
      return 0;
    }
    List<KeyVersion> versions = ledger.get().keys(contract.dataset().toString());
    return Math.max(before, versions.get(versions.size() - 1).version());
  }

  /** Whether more may be opened under a version of a key: it is neither compromised nor lost. */
  boolean isUsable(DatasetName dataset, int version) {
    return ledger.get().keys(dataset.toString()).stream()
        .filter(each -> each.version() == version)
        .allMatch(
            each ->
                each.state() == KeyVersion.State.ACTIVE
                    || each.state() == KeyVersion.State.DEACTIVATED);
  }

  Gate gate(Engine engine) {
    return Gate.of(engine.spark(), new org.apache.hadoop.fs.Path(hierarchies.toUri())).in(lake);
  }

  Signature signature(Approval approval) {
    return new Signature(
        approval.proposerInWords(),
        approval.officerInWords(),
        approval.approvedAt(),
        approval.id(),
        approval.terms(),
        keys.get().signing(),
        new Certificate.Chain(ledger.get().records(), ledger.get().head()));
  }

  /** Raw rows without what is classified; most partitions hold nothing of it. */
  private Dataset<Row> declassified(
      Contract contract, Version raw, Set<String> paths, Engine engine) {
    Dataset<Row> rows = engine.read(raw, contract, paths);
    SortedMap<String, State.PartitionState> partitions = raw.state().partitions();
    return paths.stream().allMatch(path -> partitions.get(path).classified().isEmpty())
        ? rows
        : declassify(contract).without(rows);
  }

  /** Makes of raw rows what the zone may see of them. */
  Release.Offer offer(Contract contract, Zone zone, Opening opening, Engine engine) {
    Keys versioned = keys.get().at(opening.key());
    KeyLifecycle lifecycle = KeyLifecycle.of(lake);
    State.Key key = lifecycle.ready(versioned, contract.dataset());
    opening.open().ifPresent(open -> lifecycle.checkVaults(versioned, contract, zone, open));
    Optional<Earlier> earlier = earlier(contract, zone, opening.open(), opening.due());
    int k = policy.k(contract, zone);
    ForZone made =
        make(
            contract,
            zone,
            opening.raw(),
            opening.due(),
            versioned,
            engine,
            source -> earlier.map(each -> each.grouped(source, k)).orElse(source));
    Map<String, JsonNode> rules = Judgement.results(lake, opening.raw(), raw(opening.due()));
    return new Release.Offer(
        opening.raw(),
        opening.open(),
        opening.due(),
        opening.gone(),
        opening.weak(),
        made.rows(),
        made.source(),
        made.recoding(),
        rules,
        key,
        hierarchies(contract, zone),
        recognizers(contract, zone),
        earlier,
        earlier
            .filter(any -> !opening.due().isEmpty())
            .map(any -> openTables.get().beside(contract, zone, raw(opening.due()))),
        new LinkedTables(this).of(contract, zone));
  }

  /**
   * What a zone remembers of raw partitions; empty where nobody tells the persons of its rows.
   *
   * @param open the zone's version
   * @param made partitions of the zone, each with the raw ones that it is made of
   */
  Optional<Earlier> earlier(
      Contract contract, Zone zone, Optional<Version> open, Map<String, SortedSet<String>> made) {
    return contract
        .anonymity()
        .filter(any -> contract.cells().isEmpty())
        .map(
            any ->
                Earlier.of(
                    lake,
                    contract,
                    zone,
                    open.map(Version::state).orElse(State.EMPTY),
                    made,
                    LakeRowKey.of(keys.get())));
  }

  /** Where the key is found under which published rows are noted, by tasks too. */
  record LakeRowKey(String folder) implements RowKey {
    private static LakeRowKey of(Keys keys) {
      return new LakeRowKey(keys.folder().toString());
    }

    @Override
    public byte[] open() {
      return Keys.rowKey(Path.of(folder));
    }

    @Override
    public boolean begunAnew() {
      return Keys.begunAnew(Path.of(folder));
    }
  }

  /**
   * What a zone may see of raw partitions.
   *
   * @param rows for the zone
   * @param source the raw rows that they were made from
   * @param recoding see {@link Gate.Staged}
   */
  record ForZone(Dataset<Row> rows, Dataset<Row> source, Optional<Dataset<Row>> recoding) {}

  /**
   * The way from raw rows to those of a zone: the only one, also when they are made anew.
   *
   * @param partitions of the zone, each with the raw ones that it is made of
   * @param grouped keeps rows of different pasts apart ({@link Earlier#GROUP}), where they have any
   */
  ForZone make(
      Contract contract,
      Zone zone,
      Version raw,
      Map<String, SortedSet<String>> partitions,
      Keys versioned,
      Engine engine,
      UnaryOperator<Dataset<Row>> grouped) {
    Contract typed = Widened.by(contract, raw);
    Dataset<Row> source =
        grouped.apply(
            Sampling.of(typed, versioned, declassified(typed, raw, raw(partitions), engine)));
    Desensitize.Result desensitized =
        Desensitize.of(typed)
            .to(zone)
            .with(versioned, levels.get(), policy.in(zone).k())
            .merging(merged(partitions))
            .apply(source);
    int least = policy.in(zone).nMin();
    return new ForZone(
        typed.margins().isEmpty()
            ? Cells.suppressed(desensitized.rows(), typed, zone, least)
            : Cells.suppressed(
                desensitized.rows(),
                source,
                typed,
                zone,
                least,
                new LinkedTables(this).shown(typed, zone, partitions.keySet(), engine)),
        source,
        desensitized.recoding());
  }

  private static SortedSet<String> raw(Map<String, SortedSet<String>> partitions) {
    return partitions.values().stream().flatMap(Set::stream).collect(toCollection(TreeSet::new));
  }

  private static Map<String, SortedSet<String>> merged(Map<String, SortedSet<String>> partitions) {
    Map<String, SortedSet<String>> merged = new HashMap<>(partitions);
    merged.entrySet().removeIf(each -> each.getValue().equals(Set.of(each.getKey())));
    return merged;
  }

  /** Of which raw partitions those of a zone, as it is now, are to be made. */
  Composition composition(Contract contract, Zone zone, State raw, State released) {
    if (contract.merges().isEmpty()) {
      return Composition.unmerged(raw);
    }
    return Composition.of(
        Merging.of(contract, levels.get()),
        policy.k(contract, zone),
        raw,
        released,
        LocalDate.ofInstant(clock.instant(), contract.zone()));
  }

  /**
   * The digests of the hierarchies that a zone's techniques or the merging of partitions name;
   * without those not there.
   */
  SortedMap<String, String> hierarchies(Contract contract, Zone zone) {
    Stream<Object> named =
        contract.columns(zone).stream()
            .map(column -> column.techniques().get(zone).options().get("hierarchy"))
            .filter(Objects::nonNull);
    Stream<String> merging = contract.merges().stream().flatMap(each -> each.hierarchy().stream());
    List<String> names = Stream.concat(named.map(Object::toString), merging).distinct().toList();
    return names.isEmpty() ? new TreeMap<>() : levels.get().digests(names);
  }

  /** By what a zone judges a dataset now. */
  Standard standard(Contract contract, Zone zone) {
    return Standard.of(
        contract, zone, policy, hierarchies(contract, zone), recognizers(contract, zone));
  }

  private static int recognizers(Contract contract, Zone zone) {
    return contract.columns(zone).stream()
            .anyMatch(column -> column.techniques().get(zone).name().equals("redact"))
        ? Recognizers.VERSION
        : 0;
  }

  /** The same under another policy. */
  Context under(Policy other) {
    return new Context(
        lake,
        run,
        contracts,
        other,
        hierarchies,
        engine,
        ledger,
        keys,
        levels,
        collected,
        duplicates,
        new JudgedBy(lake, run, ledger, other),
        openTables,
        clock);
  }
}
