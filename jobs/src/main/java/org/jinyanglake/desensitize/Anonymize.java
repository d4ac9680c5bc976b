package org.jinyanglake.desensitize;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Type;
import org.jinyanglake.desensitize.anonymity.Crowd;
import org.jinyanglake.lake.Engine;

/**
 * Looks for the small classes of raw rows: one aggregation to the distinct tuples of all
 * partitions, whose shuffle carries tuples and bit sets but no person, then a {@link
 * PartitionSolver} in a task for each few partitions; of few rows in the driver, where it is sooner
 * done.
 */
final class Anonymize {
  private static final int TASKS_PER_CORE = 4;
  private static final String ROWS = "_rows";
  private static final String NAMED = "_named";
  private static final String BUCKET = "_bucket";
  private static final String PERSON = "_person";

  private final List<PartitionColumn> partition;
  private final boolean grouped;
  private final PartitionPaths paths;
  private final List<QuasiIdentifier> quasiIdentifiers;
  private final List<SensitiveColumn> sensitive;

  /**
   * @param grouped whether {@link Desensitize#GROUP} keeps rows apart as partitions do
   */
  Anonymize(
      List<PartitionColumn> partition,
      boolean grouped,
      List<QuasiIdentifier> quasiIdentifiers,
      List<SensitiveColumn> sensitive) {
    this.grouped = grouped;
    this.paths = new PartitionPaths(partition);
    this.partition = new ArrayList<>(partition);
    if (grouped) {
      this.partition.add(new PartitionColumn(Desensitize.GROUP, Desensitize.GROUP, Type.LONG));
    }
    this.quasiIdentifiers = quasiIdentifiers;
    this.sensitive = sensitive;
  }

  /** Computes the levels; runs Spark. */
  Levels solve(Dataset<Row> raw, Anonymity anonymity, int k) {
    try (SeveralRows several = new SeveralRows()) {
      return solve(
          tuples(raw, anonymity.person(), Crowd.words(k), several),
          Engine.isOnePartition(raw),
          anonymity,
          k);
    }
  }

  private Levels solve(Dataset<Row> tuples, boolean few, Anonymity anonymity, int k) {
    // A row that is missing would change the values that classes are compared with.
    boolean ofAllRows = sensitive.stream().anyMatch(each -> each.declared().ofAllRows());
    PartitionSolver solver =
        new PartitionSolver(
            partition.size(),
            together(),
            quasiIdentifiers.stream().map(QuasiIdentifier::labels).toList(),
            sensitive.stream().map(SensitiveColumn::condition).toList(),
            k,
            ofAllRows ? 0 : anonymity.withhold(),
            anonymity.mostLoss(),
            anonymity.search(),
            ofAllRows);
    List<PartitionSolver.Summary> summaries = new ArrayList<>();
    Dataset<Row> changed;
    if (few) {
      List<Row> rows = new ArrayList<>();
      solver
          .call(tuples.sortWithinPartitions(order()).collectAsList().iterator())
          .forEachRemaining(
              solved -> {
                summaries.add(solved.summary());
                rows.addAll(solved.changed());
              });
      changed = tuples.sparkSession().createDataFrame(rows, schema(tuples));
    } else {
      // Spark forgets what is stored when nothing refers to it any longer.
      JavaRDD<PartitionSolver.Solved> solved =
          byPartition(tuples, ofAllRows ? together() : partition.size())
              .javaRDD()
              .mapPartitions(solver)
              .persist(MEMORY_AND_DISK());
      summaries.addAll(solved.map(PartitionSolver.Solved::summary).collect());
      changed =
          tuples
              .sparkSession()
              .createDataFrame(solved.flatMap(each -> each.changed().iterator()), schema(tuples));
    }
    Map<String, Desensitize.Stats> partitions = new TreeMap<>();
    summaries.forEach(
        each -> partitions.merge(paths.of(each.of()), each.stats(), Desensitize.Stats::and));
    long size = summaries.stream().mapToLong(PartitionSolver.Summary::changed).sum();
    return new Levels(partition, quasiIdentifiers, changed, size, partitions);
  }

  private StructType schema(Dataset<Row> tuples) {
    StructType schema = new StructType();
    for (int i = 0; i < partition.size() + quasiIdentifiers.size(); i++) {
      StructField field = tuples.schema().fields()[i];
      schema = schema.add(field.name(), field.dataType(), true);
    }
    schema = schema.add(Levels.WITHHELD, DataTypes.BooleanType);
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      schema =
          schema.add(
              Levels.level(i),
              quasiIdentifiers.get(i).inValues() ? DataTypes.StringType : DataTypes.IntegerType);
    }
    return schema;
  }

  /**
   * What rows are looked up by: the partition, then the quasi-identifiers at the declared level.
   */
  static List<Column> keys(
      List<PartitionColumn> partition, List<QuasiIdentifier> quasiIdentifiers) {
    List<Column> keys = new ArrayList<>();
    partition.forEach(each -> keys.add(exact(col(each.column()), each.type())));
    quasiIdentifiers.forEach(each -> keys.add(exact(each.at(0), each.type())));
    return keys;
  }

  /** Dates and timestamps as numbers: they pass through the driver unharmed by any time zone. */
  static Column exact(Column value, Type type) {
    return switch (type.kind()) {
      case DATE -> unix_date(value);
      case TIMESTAMP -> unix_micros(value);
      default -> value;
    };
  }

  /**
   * One row for each tuple and combination of sensitive values, and where there are any for each
   * person with several rows: keys, coarser labels, the paths of the sensitive values, rows, rows
   * with a person, the person, buckets.
   */
  private Dataset<Row> tuples(Dataset<Row> raw, String person, int words, SeveralRows several) {
    List<Column> read = new ArrayList<>();
    List<Column> grouping = new ArrayList<>();
    List<Column> aggregates = new ArrayList<>();
    List<Column> labels = new ArrayList<>();
    List<Column> keys = keys(partition, quasiIdentifiers);
    for (int i = 0; i < keys.size(); i++) {
      read.add(keys.get(i).as("_k" + i));
      grouping.add(col("_k" + i));
    }
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      QuasiIdentifier each = quasiIdentifiers.get(i);
      if (each.top() > 1 && each.isFixedWidth()) {
        // All values of a tuple have the same coarser labels, so one of them is enough.
        read.add(col(each.name()));
        aggregates.add(min(col(each.name())).as(each.name()));
      }
      for (int level = 1; level < each.top(); level++) {
        Column label = exact(each.at(level), each.type()).as("_l" + i + "_" + level);
        if (each.isFixedWidth()) {
          labels.add(label);
        } else {
          read.add(label);
          grouping.add(col("_l" + i + "_" + level));
          labels.add(col("_l" + i + "_" + level));
        }
      }
    }
    for (int i = 0; i < sensitive.size(); i++) {
      List<Column> path = sensitive.get(i).path();
      for (int level = 0; level < path.size(); level++) {
        String name = "_s" + i + "_" + level;
        read.add(path.get(level).as(name));
        grouping.add(col(name));
        labels.add(col(name));
      }
    }
    Column identity = Canonical.FUNCTION.call(col(person).cast(DataTypes.StringType));
    read.add(
        when(identity.isNotNull(), pmod(xxhash64(identity), lit(64L * words)).cast("int"))
            .as(BUCKET));
    if (!sensitive.isEmpty()) {
      read.add(when(identity.isNotNull(), xxhash64(identity)).as(PERSON));
      grouping.add(col(PERSON));
    }
    aggregates.add(count(lit(1)).as(ROWS));
    aggregates.add(count(col(BUCKET)).as(NAMED));
    for (int word = 0; word < words; word++) {
      Column bit =
          when(
                  col(BUCKET).between(64 * word, 64 * word + 63),
                  call_function("shiftleft", lit(1L), col(BUCKET)))
              .otherwise(lit(0L));
      aggregates.add(bit_or(bit).as("_w" + word));
    }
    List<Column> tuple = new ArrayList<>(grouping.subList(0, keys.size()));
    tuple.addAll(labels);
    tuple.addAll(List.of(col(ROWS), col(NAMED)));
    if (!sensitive.isEmpty()) {
      tuple.add(col(PERSON));
    }
    IntStream.range(0, words).forEach(word -> tuple.add(col("_w" + word)));
    Dataset<Row> rows = raw.select(read.toArray(Column[]::new));
    // Few rows come here anyway, and whose they are is sooner seen than counted by Spark.
    return (sensitive.isEmpty() || Engine.isOnePartition(raw)
            ? rows
            : several.only(rows, partitionKeys().subList(0, together()), PERSON))
        .groupBy(grouping.toArray(Column[]::new))
        .agg(aggregates.get(0), aggregates.stream().skip(1).toArray(Column[]::new))
        .select(tuple.toArray(Column[]::new))
        .where(col(ROWS).gt(0)); // an aggregate without grouping has a row even of nothing
  }

  private List<String> partitionKeys() {
    return IntStream.range(0, partition.size()).mapToObj(i -> "_k" + i).toList();
  }

  /** How many of the columns that keep rows apart are the table's. */
  private int together() {
    return partition.size() - (grouped ? 1 : 0);
  }

  /** The tuples, those that are alike in the first columns in one task. */
  private Dataset<Row> byPartition(Dataset<Row> tuples, int columns) {
    Column[] partitions =
        partitionKeys().stream().limit(columns).map(key -> col(key)).toArray(Column[]::new);
    // Of a number that is asked for, adaptive execution does not make fewer: tuples are few, but
    // what is done to each is much.
    int tasks =
        columns == 0
            ? 1
            : TASKS_PER_CORE * tuples.sparkSession().sparkContext().defaultParallelism();
    return tuples.repartition(tasks, partitions).sortWithinPartitions(order());
  }

  /** Partition by partition, and within them by coarse labels, then by finer ones. */
  private Column[] order() {
    List<Column> order = new ArrayList<>();
    IntStream.range(0, partition.size()).forEach(i -> order.add(col("_k" + i)));
    int most = quasiIdentifiers.stream().mapToInt(QuasiIdentifier::top).max().orElse(0);
    for (int level = most - 1; level > 0; level--) {
      for (int i = 0; i < quasiIdentifiers.size(); i++) {
        if (level < quasiIdentifiers.get(i).top()) {
          order.add(col("_l" + i + "_" + level));
        }
      }
    }
    IntStream.range(partition.size(), partition.size() + quasiIdentifiers.size())
        .forEach(i -> order.add(col("_k" + i)));
    return order.toArray(Column[]::new);
  }
}
