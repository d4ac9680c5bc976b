package org.jinyanglake.release.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;
import scala.Tuple2;

/**
 * What a zone remembers of the rows of some raw partitions that it published before. It lies in the
 * raw zone's folder, under keyed hashes; no file that was published is read. Rows are compared in
 * Spark tasks, and only few in the driver.
 */
public final class Earlier {

  /**
   * The column of raw rows and of their recoding that keeps apart the rows of different pasts: only
   * rows with the same value may be put into one class.
   */
  public static final String GROUP = "_group";

  private static final String SEEN_GROUP = "__history_group";
  private static final String VALUE = "__history_value_";
  private static final String UNIT = "__history_unit";
  private static final int TASKS = 32;

  private final Contract contract;
  private final RowIdentity identity;
  private final List<String> joinColumns;
  private final List<String> joinNames;
  private final Notes notes;
  private final SortedMap<String, String> noted = new TreeMap<>();
  private final Units units;
  private final SortedMap<String, String> open;
  private final SortedMap<String, SortedSet<String>> made;
  private final Optional<String> followed;

  private Earlier(
      Contract contract,
      Zone zone,
      Notes notes,
      State.Published published,
      Map<String, SortedSet<String>> made) {
    this.contract = contract;
    this.identity =
        published.identity().isEmpty()
            ? RowIdentity.of(contract)
            : new RowIdentity(published.identity());
    this.joinColumns = JoinColumns.of(contract, zone).stream().map(each -> each.name()).toList();
    this.joinNames = JoinColumns.names(contract, zone);
    this.notes = notes;
    made.values()
        .forEach(
            paths ->
                paths.forEach(
                    path -> {
                      if (published.files().containsKey(path)) {
                        noted.put(path, published.files().get(path));
                      }
                    }));
    this.units = new Units(made.values(), noted);
    this.open = published.files();
    this.made = new TreeMap<>(made);
    this.followed =
        contract
            .anonymity()
            .map(Anonymity::person)
            .filter(
                person ->
                    contract.columns(zone).stream()
                        .anyMatch(
                            column ->
                                column.name().equals(person)
                                    && column.techniques().get(zone).token()));
  }

  /**
   * What is remembered, to be read when it is needed.
   *
   * @param open what the zone's state says; {@link State#EMPTY} if the zone has none
   * @param made partitions of the zone, each with the raw ones that it is made of
   */
  public static Earlier of(
      Lake lake,
      Contract contract,
      Zone zone,
      State open,
      Map<String, SortedSet<String>> made,
      RowKey key) {
    StateFiles files = StateFiles.published(lake, zone, contract.dataset());
    return of(files, contract, zone, open.published(), made, key);
  }

  /** The same of files that are there already. */
  public static Earlier of(
      StateFiles files,
      Contract contract,
      Zone zone,
      State.Published published,
      Map<String, SortedSet<String>> made,
      RowKey key) {
    Notes notes = Notes.of(files, contract, zone, key, new OpenFiles());
    return new Earlier(contract, zone, notes, published, made);
  }

  /** The columns that tell a row, to be kept in the zone's state. */
  public List<String> identity() {
    return identity.columns();
  }

  /** Deletes what no longer tells anything, as newer files remember all of its rows. */
  public void tidy(State now) {
    notes.tidy(now);
  }

  /** Columns of raw rows that are compared, beside where they are published: {@link #names}. */
  public List<Column> columns(Dataset<Row> raw) {
    List<Column> columns = new ArrayList<>(identity.of(contract, raw.schema()));
    boolean grouped = List.of(raw.columns()).contains(GROUP);
    columns.add((grouped ? col(GROUP) : lit(0L)).as(SEEN_GROUP));
    for (String name : joinColumns) {
      columns.add(RowIdentity.hash(name, raw.schema()).as(VALUE + name));
    }
    return columns;
  }

  /** Person, row, group, then values by which the row may be joined. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(RowIdentity.PERSON, RowIdentity.ROW, SEEN_GROUP));
    joinColumns.forEach(name -> names.add(VALUE + name));
    return names;
  }

  /** The raw partition's path, of rows with the contract's partition columns. */
  public Column raw() {
    return RowIdentity.raw(contract);
  }

  /** What rows of one unit have in common, and of no other unit; of rows as {@link #raw}. */
  public Column place() {
    if (units.size() == 1) {
      return lit(0L);
    }
    return units.areSingle()
        ? hash(contract.partitionColumns().stream().map(each -> each.name()).toList())
        : unit(raw()).cast(DataTypes.LongType);
  }

  /** A hash of some columns of a row, in which nulls count. */
  public static Column hash(List<String> columns) {
    return xxhash64(
        columns.stream()
            .flatMap(name -> Stream.of(col(name), col(name).isNull()))
            .toArray(Column[]::new));
  }

  private Column unit(Column path) {
    return udf(units, DataTypes.IntegerType).apply(path);
  }

  /** Compares rows, as {@link Comparison} wants them but in any order, in tasks. */
  public List<Compared> compared(Dataset<Row> rows, Comparison comparison) {
    return InTasks.collect(byUnit(rows).javaRDD().mapPartitions(comparison));
  }

  /** Rows with what tells their unit in the first column, so that a task has whole units. */
  private Dataset<Row> byUnit(Dataset<Row> rows) {
    Column unit = col(rows.columns()[0]);
    return rows.repartition(Math.max(1, Math.min(TASKS, units.size())), unit)
        .sortWithinPartitions(unit);
  }

  /**
   * Follows persons to the partitions beside those that are to be published, if the zone shows
   * tokens of them.
   *
   * @param now by raw partition, the file that {@link Comparison} noted its rows in
   * @param limit of the rate: what exceeds it does not open, so that nothing is laid beside it
   * @param spark whose tasks do it; empty: it is done here
   * @return by partition of the zone; none where nobody is in a partition beside
   */
  public Map<String, Mosaic> followed(
      SortedMap<String, String> now, int k, double limit, Optional<SparkContext> spark) {
    List<Following.Step> steps = followed.isEmpty() ? List.of() : Following.steps(made, open, now);
    if (steps.isEmpty()) {
      return Map.of();
    }
    Following following = new Following(notes, contract.dataset().toString(), followed.get(), k);
    Map<String, Mosaic> found = run(steps, following, spark);
    SortedMap<String, String> opening = new TreeMap<>(now);
    for (Following.Step step : steps) {
      String partition = step.partition();
      SortedSet<String> raw = made.get(partition);
      List<Following.Step> again =
          opening.size() == now.size()
              ? List.of(step)
              : Following.steps(new TreeMap<>(Map.of(partition, raw)), open, opening);
      if (!again.equals(List.of(step))) { // it lay beside one that does not open
        found.remove(partition);
        found.putAll(run(again, following, Optional.empty()));
      }
      if (exceeds(found.get(partition), limit)) {
        opening.keySet().removeAll(raw);
      }
    }
    return found;
  }

  private static boolean exceeds(Mosaic mosaic, double limit) {
    return mosaic != null && mosaic.rate() > limit;
  }

  /**
   * Joins what is to be published with tables that were opened since it was judged.
   *
   * @param now by raw partition, the file that {@link Comparison} noted its rows in
   * @param spark whose tasks do it; empty: it is done here
   * @return by partition of the zone, the table that singles out most; none where nobody is in any
   */
  public Map<String, Mosaic> joined(
      List<Neighbour> since, SortedMap<String, String> now, int k, Optional<SparkContext> spark) {
    List<Joining.Made> partitions = new ArrayList<>();
    made.forEach(
        (partition, raw) -> {
          SortedMap<String, String> files = Following.of(raw, now);
          if (!files.isEmpty()) {
            partitions.add(new Joining.Made(partition, files));
          }
        });
    return run(partitions, new Joining(notes, joinNames, since, k), spark);
  }

  private static <T> Map<String, Mosaic> run(
      List<T> parts,
      FlatMapFunction<Iterator<T>, Tuple2<String, Mosaic>> task,
      Optional<SparkContext> spark) {
    Map<String, Mosaic> found = new HashMap<>();
    Iterator<Tuple2<String, Mosaic>> all =
        spark.isEmpty() || parts.isEmpty()
            ? here(task, parts)
            : InTasks.collect(
                    JavaSparkContext.fromSparkContext(spark.get())
                        .parallelize(
                            parts, Math.min(parts.size(), spark.get().defaultParallelism()))
                        .mapPartitions(task))
                .iterator();
    all.forEachRemaining(each -> found.put(each._1(), each._2()));
    return found;
  }

  private static <T> Iterator<Tuple2<String, Mosaic>> here(
      FlatMapFunction<Iterator<T>, Tuple2<String, Mosaic>> task, List<T> parts) {
    try {
      return task.call(parts.iterator());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // declared by the interface, thrown by none
      throw new IllegalStateException(e);
    }
  }

  /** How rows are compared. */
  public Comparison comparison(List<Neighbour> neighbours, int k) {
    return new Comparison(notes, units, joinNames, neighbours, k);
  }

  /**
   * Raw rows with the column {@link #GROUP}, by which a desensitization that keeps groups apart
   * singles out nobody: rows that were together so far may go to different classes, of k persons
   * each; new ones share theirs with each other; where somebody is gone, so many others of the
   * cohort are left out that k persons are missing together. Runs Spark once if something was
   * published of them before, over the partitions of which it was; else the rows are returned as
   * they are.
   *
   * @param k the least number of persons in a class
   */
  public Dataset<Row> grouped(Dataset<Row> raw, int k) {
    if (noted.isEmpty()) {
      return raw;
    }
    Column path = raw();
    Dataset<Row> rows =
        Partitions.only(raw, contract, noted.keySet())
            .select(unit(path).as(UNIT), path, identity.of(contract, raw.schema()).get(1));
    LeftOut leftOut = new LeftOut(notes, units, k);
    Iterator<Tuple2<Long, HashSet<Long>>> found;
    if (Engine.isOnePartition(raw)) {
      List<Row> few = new ArrayList<>(rows.collectAsList());
      few.sort(Comparator.comparingInt(row -> row.getInt(0)));
      found = leftOut.call(few.iterator());
    } else {
      found = InTasks.collect(byUnit(rows).javaRDD().mapPartitions(leftOut)).iterator();
    }
    HashMap<Long, HashSet<Long>> byCohort = new HashMap<>();
    found.forEachRemaining(each -> byCohort.put(each._1(), each._2()));
    return with(Grouping.of(notes, noted, byCohort), raw);
  }

  /** The same groups as when the remembered version was made. */
  public Dataset<Row> regrouped(Dataset<Row> raw) {
    boolean any =
        new TreeSet<>(noted.values())
            .stream()
                .flatMap(file -> notes.read(file).entrySet().stream())
                .filter(each -> noted.containsKey(each.getKey()))
                .anyMatch(
                    each -> each.getValue().members().stream().anyMatch(of -> of.group() != 0));
    return any ? with(Grouping.again(notes, noted), raw) : raw;
  }

  private Dataset<Row> with(Grouping grouping, Dataset<Row> raw) {
    Column hash = identity.of(contract, raw.schema()).get(1);
    Dataset<Row> grouped =
        raw.withColumn(GROUP, udf(grouping, DataTypes.LongType).apply(raw(), hash));
    return Engine.isOnePartition(raw) ? grouped.coalesce(1) : grouped;
  }
}
