package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.check.anomaly.Anomalies;
import org.jinyanglake.check.measure.LakeMetrics;
import org.jinyanglake.check.measure.MeasureHistory;
import org.jinyanglake.check.measure.PartitionStates;
import org.jinyanglake.check.measure.StateKey;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Holidays;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.FailingRowFiles;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Judges the partitions of a raw table that the contract's rules have not judged yet, and commits
 * the judgement: its results as evidence, rows that a row rule refuses as deleted, and which
 * partitions are held back.
 */
public final class Judgement {
  /** More refused rows than this hold their partitions back: something else must be wrong. */
  static final long MOST_REFUSED = 200_000;

  /** Where a row lies in the table, for its refusal. */
  private static final String DATA_FILE = "__data_file";

  private static final String POSITION = "__position";

  /** What is told of a refused row. */
  private static final StructType TOLD =
      new StructType()
          .add("dataFile", DataTypes.StringType)
          .add("position", DataTypes.LongType)
          .add("file", DataTypes.StringType)
          .add("row", DataTypes.LongType)
          .add("values", DataTypes.StringType);

  private final Contract contract;
  private final Engine engine;
  private final String run;
  private final Search search;
  private final Compared compared;
  private final Holidays holidays;

  /**
   * A judgement by a contract.
   *
   * @param search what is looked for beside the rules
   * @param compared what the rules compare with
   * @param holidays days on which nobody wonders about other numbers
   */
  public Judgement(
      Contract contract,
      Engine engine,
      String run,
      Search search,
      Compared compared,
      Holidays holidays) {
    this.contract = contract;
    this.engine = engine;
    this.run = run;
    this.search = search;
    this.compared = compared;
    this.holidays = holidays;
  }

  /**
   * The partitions that are not judged by this version of the contract, of the search and of what
   * is compared, or not measured.
   */
  public static SortedSet<String> due(Compared compared, String searched, Version raw) {
    return raw.state().partitions().entrySet().stream()
        .filter(
            partition ->
                !compared.isJudged(partition.getKey(), partition.getValue())
                    || !partition.getValue().searched().equals(searched)
                    || partition.getValue().measured().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Judges what is due; the version with the judgement.
   *
   * @throws ConflictException if another run committed to the table meanwhile
   */
  public Version execute(Version raw) {
    SortedSet<String> due = due(compared, search.version(), raw);
    if (due.isEmpty()) {
      return raw;
    }
    MeasureHistory history = MeasureHistory.of(engine.lake(), raw);
    SortedSet<String> standing = standing(raw, due, history);
    due.removeAll(standing);
    due.addAll(history.missing());
    if (due.isEmpty()) {
      return stand(raw, standing);
    }
    engine.lake().observer().at("check", contract.dataset().toString(), due.size() + " partitions");
    Dataset<Row> rows =
        engine
            .read(raw, contract, due)
            .withColumn(DATA_FILE, col("_file"))
            .withColumn(POSITION, col("_pos"))
            .withColumnRenamed(Lineage.FILE, "_file");
    Check.Result judged =
        Check.of(contract)
            .counting(search.found())
            .measuring()
            .telling()
            .gathering(TOLD, told())
            .expecting(expected(raw, due))
            .covering(refused(raw, due))
            .against(compared.rows(engine, due))
            .on(rows);
    Map<String, Long> refusing = refusing(judged);
    boolean tooMany = refusing.values().stream().mapToLong(Long::longValue).sum() > MOST_REFUSED;
    SortedMap<String, PartitionStates> measured =
        measured(judged, due, tooMany ? refusing.keySet() : Set.of());
    SortedMap<String, PartitionStates> states = history.with(measured).states();
    Set<String> heldByRules = heldByRules(raw, judged, due);
    judged =
        judged.with(
            Anomalies.of(contract, holidays)
                .judge(states.keySet(), path -> states.get(path).measures(), due, heldByRules));
    SortedMap<String, List<String>> held = held(judged);
    if (tooMany) {
      due.forEach(
          path ->
              held.computeIfAbsent(path, p -> new ArrayList<>())
                  .add(
                      "more than "
                          + MOST_REFUSED
                          + " rows refused; correct the source or the rules"));
    }
    Commit commit =
        Commit.to(engine.lake(), Zone.RAW, contract.dataset(), Optional.of(raw), Optional.empty());
    List<Refusal> refusals = tooMany ? List.of() : refusals(judged);
    Map<String, Long> counts = new HashMap<>();
    List<DeleteFile> deletes = deletes(raw, commit, refusals, counts);
    String kept = refusals.isEmpty() ? "" : keep(refusals);
    SortedMap<String, Findings> found = find(raw, judged.found(), refusals);

    Set<String> complete = tooMany ? Set.of() : judged.complete();
    SortedMap<String, State.PartitionState> partitions = standing(raw.state(), standing);
    for (String path : due) {
      State.PartitionState before = partitions.get(path);
      SortedMap<String, Long> classified =
          found.containsKey(path) ? found.get(path).counts() : new TreeMap<>();
      partitions.put(
          path,
          new State.PartitionState(
              version(before, counts.get(path), Optional.ofNullable(found.get(path))),
              compared.judged(path, complete.contains(path)),
              held.containsKey(path) ? Map.of("raw", held.get(path)) : Map.of(),
              "",
              before.refused() + counts.getOrDefault(path, 0L),
              search.version(),
              classified,
              judged.persons().getOrDefault(path, 0L),
              new TreeSet<>(),
              "",
              new TreeMap<>()));
    }
    MeasureHistory.keep(engine.lake(), contract.dataset(), partitions, history, measured);
    if (Persons.of(contract).isPresent()) {
      // What a gate refused together with others may pass with what they are now.
      partitions.replaceAll((path, each) -> due.contains(path) ? each : each.held(byRules(each)));
    }
    State state = raw.state().with(partitions);
    Map<String, String> failing = keepFailing(judged);
    String evidence =
        engine
            .lake()
            .evidence()
            .write("check", state, facts(raw, judged, counts, kept, due, found, measured, failing));
    Version after = commit.deleteRows(deletes).execute(run, evidence);
    MeasureHistory.clear(engine.lake(), after);
    FailingRowFiles.clear(engine.lake(), after, due, Set.copyOf(failing.values()));
    return after;
  }

  /** Of those that are due, the partitions of which the judgement stands. */
  private SortedSet<String> standing(Version raw, Set<String> due, MeasureHistory history) {
    SortedSet<String> found = new TreeSet<>(due);
    found.removeAll(history.missing());
    found.removeIf(path -> !raw.state().partitions().get(path).searched().equals(search.version()));
    return compared.standing(engine, raw.state(), found);
  }

  /** The partitions of which some stand as they were judged, by what there is now. */
  private SortedMap<String, State.PartitionState> standing(State state, Set<String> standing) {
    SortedMap<String, State.PartitionState> partitions = new TreeMap<>(state.partitions());
    standing.forEach(
        path ->
            partitions.computeIfPresent(
                path, (p, each) -> each.judged(compared.judged(path, true))));
    return partitions;
  }

  /** Records that all judgements stand; no row is read. */
  private Version stand(Version raw, SortedSet<String> standing) {
    State state = raw.state().with(standing(raw.state(), standing));
    String evidence =
        engine.lake().evidence().write("check", state, Evidence.JSON.createObjectNode());
    return Commit.to(
            engine.lake(), Zone.RAW, contract.dataset(), Optional.of(raw), Optional.empty())
        .execute(run, evidence);
  }

  /**
   * The states of every partition that was judged, also of one without rows. The least or greatest
   * number of a public column may be that of a row with classified content.
   *
   * @param unremoved the partitions that keep the rows without which they were measured
   */
  private SortedMap<String, PartitionStates> measured(
      Check.Result judged, Set<String> due, Set<String> unremoved) {
    SortedMap<String, PartitionStates> measured = new TreeMap<>();
    long now = System.currentTimeMillis();
    for (String path : due) {
      SortedMap<StateKey, com.amazon.deequ.analyzers.State<?>> states = judged.measured().get(path);
      if (unremoved.contains(path)) {
        measured.put(path, PartitionStates.unknown(run, now));
      } else if (states == null || states.isEmpty()) {
        measured.put(path, PartitionStates.empty(run, now));
      } else {
        PartitionStates all = new PartitionStates(run, now, states);
        measured.put(path, judged.found().containsKey(path) ? all.withoutValues() : all);
      }
    }
    return measured;
  }

  /**
   * The partitions of which rows were refused before: if none is left, that is a fault. Without
   * refusals a partition is empty since its keys were deleted or lie elsewhere now, which must
   * reach what is open of it.
   */
  private static Set<String> refused(Version raw, Set<String> due) {
    return due.stream()
        .filter(path -> raw.state().partitions().get(path).refused() > 0)
        .collect(Collectors.toSet());
  }

  /** The partitions that were held back and are not judged now, or are held back now. */
  private static Set<String> heldByRules(Version raw, Check.Result judged, Set<String> due) {
    Set<String> held = new HashSet<>(held(judged).keySet());
    raw.state()
        .partitions()
        .forEach(
            (path, partition) -> {
              if (!due.contains(path) && !byRules(partition).isEmpty()) {
                held.add(path);
              }
            });
    return held;
  }

  private static Map<String, List<String>> byRules(State.PartitionState partition) {
    Map<String, List<String>> held = new HashMap<>(partition.held());
    held.keySet().retainAll(Set.of("raw"));
    return held;
  }

  /**
   * Nobody has used rows that were never judged, so only a second judgement makes a new version.
   */
  private String version(State.PartitionState before, Long refused, Optional<Findings> found) {
    boolean same = refused == null && found.isEmpty() && before.classified().isEmpty();
    if (same || before.judged().isEmpty()) {
      return before.version();
    }
    String other = before.version() + "|" + contract.hash() + "|" + refused;
    return Evidence.sha256(
        found.isEmpty() && before.classified().isEmpty()
            ? other
            : other + "|" + search.version() + found.map(Findings::digest).orElse(""));
  }

  /** Where something was found, by path; a pass of its own, over partitions that hold any. */
  private SortedMap<String, Findings> find(
      Version raw, Map<String, Long> partitions, List<Refusal> refusals) {
    if (partitions.values().stream().mapToLong(Long::longValue).sum() > MOST_REFUSED) {
      SortedMap<String, Findings> unplaced = new TreeMap<>();
      partitions.forEach((path, rows) -> unplaced.put(path, Findings.unplaced(rows)));
      return unplaced;
    }
    if (partitions.isEmpty()) {
      return new TreeMap<>();
    }
    Set<Findings.RowName> refused =
        refusals.stream()
            .map(each -> new Findings.RowName(each.row().file(), each.row().row()))
            .collect(Collectors.toSet());
    return Findings.in(engine.read(raw, contract, partitions.keySet()), contract, search, refused);
  }

  /**
   * What the rules said of partitions when they were last judged, by path: arrays of the facts that
   * {@code check} records hold. Partitions whose judgement has left the table's history are
   * missing.
   */
  public static Map<String, JsonNode> results(Lake lake, Version raw, Set<String> partitions) {
    Map<String, JsonNode> results = new HashMap<>();
    for (Snapshot snapshot : raw.history()) {
      if (results.size() == partitions.size()) {
        break;
      }
      JsonNode document = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE));
      Map<String, ArrayNode> found = new HashMap<>();
      for (JsonNode fact : document.get("facts").path("check")) {
        String path = fact.get("partition").asText();
        if (partitions.contains(path) && !results.containsKey(path)) {
          found.computeIfAbsent(path, p -> Evidence.JSON.createArrayNode()).add(fact);
        }
      }
      results.putAll(found);
    }
    return results;
  }

  private static SortedMap<String, List<String>> held(Check.Result judged) {
    SortedMap<String, List<String>> held = new TreeMap<>();
    for (RuleResult result : judged.results()) {
      if (result.holds()) {
        held.computeIfAbsent(result.partition(), path -> new ArrayList<>())
            .add(result.rule() + ": " + result.reason());
      }
    }
    return held;
  }

  /** How many rows are to be refused, a row counted for each rule; of partitions with any. */
  private static Map<String, Long> refusing(Check.Result judged) {
    return judged.results().stream()
        .filter(result -> result.severity() == Rule.Severity.ROW && result.metric().orElse(0) > 0)
        .collect(
            Collectors.groupingBy(
                RuleResult::partition,
                Collectors.summingLong(result -> (long) result.metric().getAsDouble())));
  }

  /** A refused row, and where it lies in the table. */
  private record Refusal(String dataFile, long position, RefusedRows.Row row) {}

  private List<Column> told() {
    Column[] values = contract.columns().stream().map(c -> col(c.name())).toArray(Column[]::new);
    return List.of(
        col(DATA_FILE), col(POSITION), col("_file"), col(Lineage.ROW), to_json(struct(values)));
  }

  /** As if all partitions of the table were of one size. */
  private static long expected(Version raw, Set<String> due) {
    int all = raw.state().partitions().size();
    return (long) (raw.rows() * ((double) due.size() / Math.max(1, all)));
  }

  private List<Refusal> refusals(Check.Result judged) {
    List<RefusedRow> rows =
        judged
            .gathered()
            .orElseGet(
                () -> judged.refused().map(all -> RefusedRow.in(all, told())).orElse(List.of()));
    List<Refusal> refusals = new ArrayList<>();
    for (RefusedRow each : rows) {
      Row row = each.told();
      refusals.add(
          new Refusal(
              row.getString(0),
              row.getLong(1),
              new RefusedRows.Row(
                  row.getString(2),
                  row.getLong(3),
                  -1,
                  each.column(),
                  each.rule(),
                  each.reason(),
                  row.getString(4))));
    }
    refusals.sort(Comparator.comparing(Refusal::dataFile).thenComparing(Refusal::position));
    return refusals;
  }

  /** One file of positions a partition; also counts the refused rows of each. */
  private static List<DeleteFile> deletes(
      Version raw, Commit commit, List<Refusal> refusals, Map<String, Long> counts) {
    if (refusals.isEmpty()) {
      return List.of();
    }
    Map<String, DataFile> files = new HashMap<>();
    raw.files().values().forEach(list -> list.forEach(file -> files.put(file.location(), file)));
    SortedMap<String, List<Refusal>> byPartition = new TreeMap<>();
    for (Refusal refusal : refusals) {
      String path = Version.path(raw.table(), files.get(refusal.dataFile()));
      byPartition.computeIfAbsent(path, p -> new ArrayList<>()).add(refusal);
      counts.merge(path, 1L, Long::sum);
    }
    List<DeleteFile> deletes = new ArrayList<>();
    byPartition.forEach(
        (path, rows) -> deletes.add(delete(commit, files.get(rows.get(0).dataFile()), rows)));
    return deletes;
  }

  private static DeleteFile delete(Commit commit, DataFile file, List<Refusal> rows) {
    String location =
        commit
            .table()
            .locationProvider()
            .newDataLocation(
                commit.table().spec(), file.partition(), UUID.randomUUID() + "-deletes.parquet");
    try {
      PositionDeleteWriter<Void> writer =
          Parquet.writeDeletes(commit.table().io().newOutputFile(location))
              .withSpec(commit.table().spec())
              .withPartition(file.partition())
              .buildPositionWriter();
      try (writer) {
        PositionDelete<Void> delete = PositionDelete.create();
        for (Refusal row : rows) {
          writer.write(delete.set(row.dataFile(), row.position()));
        }
      }
      return writer.toDeleteFile();
    } catch (IOException e) {
      throw new LakeException("cannot write " + location + ": " + e.getMessage(), e);
    }
  }

  private String keep(List<Refusal> refusals) {
    return RefusedRows.write(
        engine.lake(), contract.dataset(), refusals.stream().map(Refusal::row).toList());
  }

  /** Where the rows for which rules fail are kept, by path. */
  private Map<String, String> keepFailing(Check.Result judged) {
    Map<String, String> kept = new HashMap<>();
    judged
        .failing()
        .forEach(
            (path, rows) -> {
              boolean withheld = judged.found().containsKey(path);
              kept.put(
                  path,
                  FailingRowFiles.write(
                      engine.lake(),
                      contract.dataset(),
                      path,
                      withheld ? rows.stream().map(RefusedRows.Row::untold).toList() : rows));
            });
    return kept;
  }

  private ObjectNode facts(
      Version raw,
      Check.Result judged,
      Map<String, Long> refused,
      String kept,
      SortedSet<String> due,
      Map<String, Findings> found,
      SortedMap<String, PartitionStates> measured,
      Map<String, String> failing) {
    ObjectNode facts = Evidence.JSON.createObjectNode();
    ArrayNode results = facts.putArray("check");
    for (RuleResult result : judged.results()) {
      ObjectNode fact = results.addObject();
      fact.put("partition", result.partition());
      fact.put("contract", contract.hash());
      fact.put("rule", result.rule());
      fact.put("severity", result.severity().name());
      fact.put("passed", result.passed());
      if (result.metric().isPresent()) {
        fact.put("metric", result.metric().getAsDouble());
      }
      fact.put("reason", result.reason());
      if (result.faulty()) {
        fact.put("faulty", true);
      }
      if (tells(judged, result)) {
        fact.put("failing", failing.get(result.partition()));
      }
      long before = raw.state().partitions().get(result.partition()).refused();
      if (result.severity() == Rule.Severity.ROW && before > 0) {
        fact.put("refusedBefore", before); // of the rows that the partition has had since
      }
    }
    LakeMetrics metrics = new LakeMetrics(contract.dataset());
    // Nobody searched for classified content in what is never opened; so no value of a row may
    // leave the raw zone with the evidence.
    boolean closed = contract.openingType() == OpeningType.CLOSED;
    measured.forEach(
        (path, states) ->
            metrics.save(path, contract.hash(), closed ? states.withoutExtremes() : states));
    facts.set("measure", metrics.saved());
    if (!refused.isEmpty()) {
      ObjectNode fact = facts.putArray("refused").addObject();
      fact.put("stage", "check");
      fact.put("rows", refused.values().stream().mapToLong(Long::longValue).sum());
      fact.put("kept", kept);
    }
    if (!search.version().isEmpty()) {
      ArrayNode searches = facts.putArray("declassification");
      due.forEach(path -> describe(path, Optional.ofNullable(found.get(path)), searches));
    }
    return facts;
  }

  /** Whether rows for which a rule fails are kept. */
  private static boolean tells(Check.Result judged, RuleResult result) {
    return result.severity() != Rule.Severity.ROW
        && !result.passed()
        && judged.failing().getOrDefault(result.partition(), List.of()).stream()
            .anyMatch(row -> row.rule().equals(result.rule()));
  }

  private void describe(String path, Optional<Findings> found, ArrayNode searches) {
    ObjectNode fact = searches.addObject();
    fact.put("partition", path);
    fact.put("contract", contract.hash());
    fact.put("list", search.version());
    fact.put("rows", found.map(Findings::rows).orElse(0L));
    Findings.describe(found.map(Findings::counts).orElse(new TreeMap<>()), fact);
    found.ifPresent(
        each ->
            fact.put("kept", RefusedRows.write(engine.lake(), contract.dataset(), each.places())));
  }
}
