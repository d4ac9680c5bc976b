package org.jinyanglake.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.ConflictException;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Layouts;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.SparkTypes;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/** Makes the partitions of a derived dataset whose inputs changed, as rows of its raw table. */
public final class Aggregate {
  private static final String TOO_LARGE = "too large for int: ";
  private static final Pattern TOO_LARGE_FOR = Pattern.compile(TOO_LARGE + "([a-z0-9_]+)");

  private final Contract contract;
  private final Source.Query query;
  private final List<Due.Input> inputs = new ArrayList<>();

  private Aggregate(Contract contract, Map<DatasetName, Contract> contracts, Lake lake) {
    this.contract = contract;
    this.query = (Source.Query) contract.source();
    for (DatasetName input : query.inputs().stream().sorted().toList()) {
      inputs.add(new Due.Input(contracts.get(input), lake.version(Zone.RAW, input)));
    }
  }

  /**
   * The derived dataset of a contract, seen against its inputs as they are in the lake now.
   *
   * @param contracts the inputs' contracts, by dataset
   */
  public static Aggregate of(Contract contract, Map<DatasetName, Contract> contracts, Lake lake) {
    return new Aggregate(contract, contracts, lake);
  }

  /** Whether nothing is to be made; needs no Spark. */
  public boolean upToDate(Optional<Version> now) {
    Due due = Due.of(contract, inputs);
    return due.changed(now).isEmpty() && due.gone(now).isEmpty();
  }

  /** Partitions that wait for an input that is held back, and for which. */
  public SortedMap<String, String> waiting() {
    return Due.of(contract, inputs).waiting();
  }

  /**
   * Makes and commits what is due; the version then, or {@code now} if nothing was.
   *
   * @param classified tells, of an input in which classified content was found, which rows hold it;
   *     they are left out
   * @throws ConflictException if another run committed to the dataset meanwhile
   */
  public Optional<Version> execute(
      Engine engine, String run, Optional<Version> now, Function<Contract, Column> classified) {
    Due due = Due.of(contract, inputs);
    SortedSet<String> changed = due.changed(now);
    SortedSet<String> gone = due.gone(now);
    if (changed.isEmpty() && gone.isEmpty()) {
      return now;
    }
    Lake lake = engine.lake();
    lake.observer().at("aggregate", contract.dataset().toString(), changed.size() + " partitions");
    Dataset<Row> rows = rows(engine, run, due.whole() ? null : changed, leftOut(classified));
    Commit commit =
        Commit.to(
            lake,
            Zone.RAW,
            contract.dataset(),
            now,
            Optional.of(Layouts.of(contract, Zone.RAW, rows.schema())));
    List<DataFile> files = changed.isEmpty() ? List.of() : write(engine, rows, commit);
    State state = state(due, changed, gone, commit, files, now);
    String evidence = lake.evidence().write("aggregate", state, facts(changed, commit, files));
    SortedSet<String> replaced = new TreeSet<>(changed);
    replaced.addAll(
        due.whole() ? now.map(v -> v.state().partitions().keySet()).orElse(Set.of()) : gone);
    now.ifPresent(version -> commit.remove(version.files(replaced)));
    return Optional.of(commit.add(files).execute(run, evidence));
  }

  /** Without this, Spark would make other numbers of those that int does not hold. */
  private Column toInt(String name) {
    Column value = col(name);
    return when(
            value.between(Integer.MIN_VALUE, Integer.MAX_VALUE).or(value.isNull()),
            value.cast(DataTypes.IntegerType))
        .otherwise(raise_error(lit(TOO_LARGE + name)).cast(DataTypes.IntegerType));
  }

  private List<DataFile> write(Engine engine, Dataset<Row> rows, Commit commit) {
    try {
      return engine.write(rows, commit, commit.metadata().location());
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        Matcher found = TOO_LARGE_FOR.matcher(String.valueOf(cause.getMessage()));
        if (found.find()) {
          throw new LakeException(
              "%s: its query gives numbers too large for int in column %s; write physicalType: bigint in its contract"
                  .formatted(contract.dataset(), found.group(1)),
              e);
        }
      }
      throw e;
    }
  }

  private Map<DatasetName, Column> leftOut(Function<Contract, Column> classified) {
    Map<DatasetName, Column> leftOut = new TreeMap<>();
    for (Due.Input input : inputs) {
      boolean found =
          input.version().stream()
              .flatMap(version -> version.state().partitions().values().stream())
              .anyMatch(partition -> !partition.classified().isEmpty());
      if (found) {
        leftOut.put(input.contract().dataset(), classified.apply(input.contract()));
      }
    }
    return leftOut;
  }

  private Dataset<Row> rows(
      Engine engine, String run, SortedSet<String> partitions, Map<DatasetName, Column> leftOut) {
    Dataset<Row> result =
        ExactSums.in(
            engine.query(
                query.sql(), inputs.stream().flatMap(i -> i.version().stream()).toList(), leftOut));
    if (!result.queryExecution().analyzed().deterministic()) {
      throw new LakeException(
          contract.dataset()
              + ": its query must give the same rows each time; it calls a function"
              + " that does not, such as rand or uuid");
    }
    List<Column> columns = new ArrayList<>();
    List<String> found = Arrays.asList(result.columns());
    for (var column : contract.columns()) {
      if (!found.contains(column.name())) {
        throw new LakeException(
            contract.dataset()
                + ": its query gives no column '"
                + column.name()
                + "', only "
                + String.join(", ", found));
      }
      DataType type = SparkTypes.of(column.type());
      DataType given = result.schema().apply(column.name()).dataType();
      columns.add(
          (type.equals(DataTypes.IntegerType) && given.equals(DataTypes.LongType)
                  ? toInt(column.name())
                  : col(column.name()).cast(type))
              .as(column.name()));
    }
    Column[] values = columns.stream().map(c -> c).toArray(Column[]::new);
    Dataset<Row> rows = result.select(values);
    if (partitions != null) {
      rows = Partitions.only(rows, contract, partitions);
    }
    return rows.withColumn(Lineage.FILE, lit(""))
        .withColumn(
            Lineage.ROW,
            xxhash64(contract.columns().stream().map(c -> col(c.name())).toArray(Column[]::new)))
        .withColumn(Lineage.RUN, lit(run))
        .withColumn(Lineage.COLLECTED_AT, lit(Instant.now()));
  }

  private State state(
      Due due,
      SortedSet<String> changed,
      SortedSet<String> gone,
      Commit commit,
      List<DataFile> files,
      Optional<Version> now) {
    SortedMap<String, State.PartitionState> partitions =
        new TreeMap<>(now.map(v -> v.state().partitions()).orElse(new TreeMap<>()));
    SortedMap<String, State.FileState> made = new TreeMap<>();
    if (due.whole()) {
      String version = due.versions().get("");
      made.put(
          Due.WHOLE,
          new State.FileState(
              0, 0, version, 0, 0, 0, State.FileState.Outcome.COLLECTED, "", "", 0));
      partitions.clear();
      files.forEach(file -> partitions.put(Version.path(commit.table(), file), unjudged(version)));
    } else {
      gone.forEach(partitions::remove);
      changed.forEach(path -> partitions.put(path, unjudged(due.versions().get(path))));
    }
    return new State(contract.hash(), 0, made, partitions);
  }

  private static State.PartitionState unjudged(String version) {
    return State.PartitionState.unjudged(version, 0);
  }

  private ObjectNode facts(SortedSet<String> changed, Commit commit, List<DataFile> files) {
    Map<String, Long> counts = new TreeMap<>();
    files.forEach(
        file -> counts.merge(Version.path(commit.table(), file), file.recordCount(), Long::sum));
    ObjectNode facts = Evidence.JSON.createObjectNode();
    ArrayNode made = facts.putArray("derived");
    (counts.isEmpty() ? changed : counts.keySet())
        .forEach(
            path -> {
              ObjectNode fact = made.addObject();
              fact.put("partition", path);
              fact.put("rows", counts.getOrDefault(path, 0L));
              fact.put("contract", contract.hash());
              ObjectNode from = fact.putObject("inputs");
              inputs.forEach(
                  input ->
                      input
                          .version()
                          .ifPresent(
                              v -> from.put(v.dataset().toString(), v.snapshot().snapshotId())));
            });
    return facts;
  }
}
