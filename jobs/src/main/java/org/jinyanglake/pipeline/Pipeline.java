package org.jinyanglake.pipeline;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.CatalogUnavailableException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.ledger.Signer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs datasets through the stages: collect or aggregate, check, desensitize, release. Datasets run
 * side by side, after those that they derive from or that rules compare them with; the failure of
 * one stops no other. In the end what was committed is recorded in the ledger.
 */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Lake lake;
  private final SortedMap<DatasetName, Contract> contracts = new TreeMap<>();
  private final Policy policy;
  private final Path hierarchies;
  private Clock clock = Clock.systemUTC();

  /**
   * A pipeline.
   *
   * @param contracts all contracts of the lake, also those that are not to be run
   * @param hierarchies the folder of the hierarchies
   */
  public Pipeline(Lake lake, Collection<Contract> contracts, Policy policy, Path hierarchies) {
    this.lake = lake;
    contracts.forEach(contract -> this.contracts.put(contract.dataset(), contract));
    this.policy = policy;
    this.hierarchies = hierarchies;
  }

  /** By another clock than the system's. */
  public Pipeline at(Clock other) {
    clock = other;
    return this;
  }

  /**
   * Runs datasets up to a stage. Spark starts only if there is something to do.
   *
   * @param engine starts Spark; asked once at the most
   */
  public Summary run(Collection<DatasetName> datasets, Stage last, Supplier<Engine> engine) {
    String run = RUN.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    Context context = Context.of(lake, run, contracts, policy, hierarchies, engine, clock);
    ExecutorService threads = Executors.newFixedThreadPool(lake.conf().parallelism());
    Map<DatasetName, CompletableFuture<Outcome>> running = new HashMap<>();
    try {
      datasets.forEach(dataset -> start(dataset, datasets, last, context, threads, running));
      List<Outcome> outcomes =
          new ArrayList<>(
              running.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(each -> each.getValue().join())
                  .toList());
      if (last == Stage.RELEASE && datasets.containsAll(contracts.keySet())) {
        outcomes.addAll(Forsaken.of(lake, context.ledger().get(), contracts.keySet()));
      }
      return new Summary(run, outcomes, record(context, outcomes));
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a run of the datasets would begin with; changes nothing and starts no Spark. */
  public List<Plan> plan(Collection<DatasetName> datasets) {
    Context context =
        Context.of(
            lake,
            "plan",
            contracts,
            policy,
            hierarchies,
            () -> {
              throw new IllegalStateException("planning needs no Spark");
            },
            clock);
    return datasets.stream().map(dataset -> Plan.of(context, contracts.get(dataset))).toList();
  }

  /** Tries what approving a dataset's contract would open; opens and records nothing. */
  public Preview preview(Contract contract, Supplier<Engine> engine) {
    return new Proposal(
            Context.of(lake, "preview", contracts, policy, hierarchies, engine, clock), contract)
        .preview();
  }

  /**
   * Makes released partitions of a dataset anew and compares them with what is published; changes
   * and records nothing.
   *
   * @param zones open, conditional or both
   * @param partition its path; empty for all
   */
  public Rebuild.Result rebuild(
      DatasetName dataset,
      Collection<Zone> zones,
      Optional<String> partition,
      Supplier<Engine> engine) {
    return new Rebuild(
            Context.of(lake, "rebuild", contracts, policy, hierarchies, engine, clock), dataset)
        .execute(zones, partition);
  }

  /**
   * Of each two datasets of the lake, whether one holds what the other one does.
   *
   * @param engine asked if anything changed since they were compared last
   */
  public List<Duplicate> duplicates(Supplier<Engine> engine) {
    return Duplicates.upToDate(lake, contracts, policy, engine).amongAll();
  }

  /** Which datasets hold what one holds, or, while it has no data, would hold. */
  public List<Duplicate> duplicates(DatasetName dataset, Supplier<Engine> engine) {
    return Duplicates.upToDate(lake, contracts, policy, engine).of(contracts.get(dataset));
  }

  /**
   * Which datasets hold what a file holds, read as a dataset's contract says; stores nothing.
   *
   * @throws LakeException if the file cannot be read so
   */
  public List<Duplicate> duplicates(DatasetName dataset, Path file, Engine engine) {
    return Duplicates.upToDate(lake, contracts, policy, () -> engine)
        .of(contracts.get(dataset), file, engine);
  }

  /**
   * The version of a dataset's contract by which it is open, as it was recorded: for one of which
   * there is no contract any more.
   */
  public Optional<Contract> approved(DatasetName dataset) {
    return Ledger.of(lake)
        .state()
        .inForce(dataset.toString(), clock.instant())
        .map(approval -> Contracts.restore(approval.canonical()));
  }

  /**
   * Takes partitions of a dataset out of a zone at once, by the signed word of one person; needs no
   * Spark. They stay out until another version of the contract is approved by two.
   *
   * @param partitions their paths; empty for all, also for what is still to come
   * @param reason what readers are told
   * @param signer the contract's steward, chief data officer or declassification reviewer, or a
   *     deputy of theirs
   * @return what is withdrawn from the zone by it
   * @throws RefusedApprovalException for anyone else
   * @throws IllegalArgumentException if nothing of it is in the zone, or the reason is not to be
   *     read by anybody
   */
  public List<WithdrawnPartition> withdraw(
      Contract contract, Zone zone, Collection<String> partitions, String reason, Signer signer) {
    String run = RUN.format(Instant.now()) + "-" + UUID.randomUUID().toString().substring(0, 8);
    contracts.putIfAbsent(contract.dataset(), contract); // or it would not be recorded
    List<WithdrawnPartition> withdrawn =
        Stop.of(lake, contract, zone).execute(partitions, reason, signer, run);
    Context context =
        Context.of(
            lake,
            run,
            contracts,
            policy,
            hierarchies,
            () -> {
              throw new IllegalStateException("a withdrawal needs no Spark");
            },
            clock);
    record(context, List.of());
    return withdrawn;
  }

  private CompletableFuture<Outcome> start(
      DatasetName dataset,
      Collection<DatasetName> datasets,
      Stage last,
      Context context,
      ExecutorService threads,
      Map<DatasetName, CompletableFuture<Outcome>> running) {
    CompletableFuture<Outcome> known = running.get(dataset);
    if (known != null) {
      return known;
    }
    Contract contract = contracts.get(dataset);
    List<CompletableFuture<Outcome>> inputs = new ArrayList<>();
    contract.before().stream()
        .filter(datasets::contains)
        .forEach(each -> inputs.add(start(each, datasets, last, context, threads, running)));
    CompletableFuture<Outcome> future =
        CompletableFuture.allOf(inputs.toArray(CompletableFuture[]::new))
            .thenApplyAsync(done -> run(context, contract, last), threads);
    running.put(dataset, future);
    return future;
  }

  private Outcome run(Context context, Contract contract, Stage last) {
    String name = contract.dataset().toString();
    Outcome outcome;
    try {
      outcome = new DatasetRun(context, contract, last).execute();
    } catch (Exception | Error e) {
      LOG.error("{} failed", name, e);
      outcome = Outcome.failed(name, reason(e));
    }
    try {
      lake.observer().at("done", name, outcome.status().name());
    } catch (Exception | Error e) {
      LOG.error("the end of {} could not be told", name, e);
    }
    return outcome;
  }

  /** What may be said of an exception. */
  static String reason(Throwable e) {
    String message = e.getMessage();
    // Messages of others may hold values of the data.
    boolean ours = e instanceof LakeException || e instanceof CatalogUnavailableException;
    return ours && message != null
        ? message
        : e.getClass().getSimpleName() + "; the log has the details";
  }

  /** Records what is committed and not recorded yet; returns the head of the chain. */
  private String record(Context context, List<Outcome> outcomes) {
    var body = Evidence.JSON.createObjectNode();
    body.put("run", context.run());
    body.set(
        "datasets",
        Evidence.JSON.valueToTree(
            outcomes.stream()
                .filter(outcome -> outcome.status() != Outcome.Status.UNCHANGED)
                .toList()));
    LedgerState ledger =
        Ledger.of(lake)
            .catchUp(
                context.run(),
                contracts.keySet(),
                Ledger.entry("run", "", "", body),
                CertificateFiles::write);
    HeadFile.write(lake, context.run(), ledger, () -> context.keys().get().signing());
    return ledger.head();
  }
}
