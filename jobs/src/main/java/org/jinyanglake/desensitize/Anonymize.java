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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Type;
import org.jinyanglake.desensitize.anonymity.Crowd;
import org.jinyanglake.desensitize.anonymity.LabelSolver;
import org.jinyanglake.lake.Engine;

/**
 * Looks for the small classes of raw rows: one aggregation to the distinct tuples of all
 * partitions, whose shuffle carries tuples and bit sets but no person, then {@link LabelSolver} on
 * the driver, partition by partition. The driver holds the tuples of one partition at a time, and
 * of all partitions those that change.
 */
final class Anonymize {
  private static final String ROWS = "_rows";
  private static final String NAMED = "_named";
  private static final String BUCKET = "_bucket";

  private final List<org.jinyanglake.contract.Column> partition;
  private final List<QuasiIdentifier> quasiIdentifiers;
  private final List<SensitiveColumn> sensitive;

  Anonymize(
      List<org.jinyanglake.contract.Column> partition,
      List<QuasiIdentifier> quasiIdentifiers,
      List<SensitiveColumn> sensitive) {
    this.partition = partition;
    this.quasiIdentifiers = quasiIdentifiers;
    this.sensitive = sensitive;
  }

  /** Computes the levels; runs Spark. */
  Levels solve(Dataset<Row> raw, Anonymity anonymity, int k) {
    Dataset<Row> tuples = tuples(raw, anonymity.person(), Crowd.words(k));
    StructType keys =
        new StructType(
            IntStream.range(0, partition.size() + quasiIdentifiers.size())
                .mapToObj(i -> tuples.schema().fields()[i])
                .map(
                    field ->
                        new StructField(field.name(), field.dataType(), true, field.metadata()))
                .toArray(StructField[]::new));
    // A row that is missing would change the values that classes are compared with.
    boolean all = sensitive.stream().anyMatch(each -> each.condition().ofAllRows());
    Solver solver = new Solver(k, all ? 0 : anonymity.withhold());
    for (Iterator<Row> rows = byPartition(raw, tuples); rows.hasNext(); ) {
      solver.add(rows.next());
    }
    solver.finish();
    StructType schema = keys.add(Levels.WITHHELD, DataTypes.BooleanType);
    for (int i = 0; i < quasiIdentifiers.size(); i++) {
      schema =
          schema.add(
              Levels.level(i),
              quasiIdentifiers.get(i).inValues() ? DataTypes.StringType : DataTypes.IntegerType);
    }
    return new Levels(
        partition,
        quasiIdentifiers,
        raw.sparkSession().createDataFrame(solver.changed, schema),
        solver.changed.size(),
        solver.partitions);
  }

  /**
   * What rows are looked up by: the partition, then the quasi-identifiers at the declared level.
   */
  static List<Column> keys(
      List<org.jinyanglake.contract.Column> partition, List<QuasiIdentifier> quasiIdentifiers) {
    List<Column> keys = new ArrayList<>();
    partition.forEach(column -> keys.add(exact(col(column.name()), column.type())));
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
   * One row for each tuple and combination of sensitive values: keys, coarser labels, the paths of
   * the sensitive values, rows, rows with a person, buckets.
   */
  private Dataset<Row> tuples(Dataset<Row> raw, String person, int words) {
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
    IntStream.range(0, words).forEach(word -> tuple.add(col("_w" + word)));
    return raw.select(read.toArray(Column[]::new))
        .groupBy(grouping.toArray(Column[]::new))
        .agg(aggregates.get(0), aggregates.stream().skip(1).toArray(Column[]::new))
        .select(tuple.toArray(Column[]::new))
        .where(col(ROWS).gt(0)); // an aggregate without grouping has a row even of nothing
  }

  /** The tuples, those of a partition one after the other. */
  private Iterator<Row> byPartition(Dataset<Row> raw, Dataset<Row> tuples) {
    if (partition.isEmpty()) {
      return tuples.toLocalIterator();
    }
    Column[] partitions =
        IntStream.range(0, partition.size()).mapToObj(i -> col("_k" + i)).toArray(Column[]::new);
    return Engine.isOnePartition(raw)
        ? tuples.sortWithinPartitions(partitions).collectAsList().iterator()
        : tuples.repartition(partitions).sortWithinPartitions(partitions).toLocalIterator();
  }

  /** Takes tuples partition by partition. */
  private final class Solver {
    private final int k;
    private final double withhold;
    private final PartitionPaths paths = new PartitionPaths(partition);
    private final Map<String, Desensitize.Stats> partitions = new TreeMap<>();
    private final List<Row> changed = new ArrayList<>();

    private List<Object> current;
    private List<List<Object>> keys = new ArrayList<>();
    private PartitionTuples tuples = new PartitionTuples(quasiIdentifiers, sensitive);

    Solver(int k, double withhold) {
      this.k = k;
      this.withhold = withhold;
    }

    void add(Row row) {
      List<Object> of = new ArrayList<>();
      for (int i = 0; i < partition.size(); i++) {
        of.add(row.get(i));
      }
      if (!of.equals(current)) {
        finish();
        current = of;
      }
      List<Object> key = new ArrayList<>(of);
      int next = partition.size() + quasiIdentifiers.size();
      List<List<Object>> paths = new ArrayList<>();
      for (int i = 0; i < quasiIdentifiers.size(); i++) {
        QuasiIdentifier each = quasiIdentifiers.get(i);
        Object declared = row.get(partition.size() + i);
        key.add(declared);
        List<Object> path = new ArrayList<>();
        path.add(each.top() == 0 ? each.topLabel() : declared);
        for (int level = 1; level < each.top(); level++) {
          path.add(row.get(next++));
        }
        if (each.top() > 0) {
          path.add(each.topLabel());
        }
        paths.add(path);
      }
      List<List<Object>> values = new ArrayList<>();
      for (SensitiveColumn column : sensitive) {
        List<Object> path = new ArrayList<>();
        for (int level = 0; level < column.levels().size(); level++) {
          path.add(row.get(next++));
        }
        values.add(path);
      }
      long rows = row.getLong(next++);
      long named = row.getLong(next++);
      long[] buckets = new long[row.length() - next];
      for (int word = 0; word < buckets.length; word++) {
        buckets[word] = row.getLong(next + word);
      }
      if (tuples.add(paths, rows, buckets, rows - named, values)) {
        keys.add(key);
      }
    }

    void finish() {
      if (keys.isEmpty()) {
        return;
      }
      PartitionTuples.Solution solution = tuples.solve(k, withhold);
      for (int tuple = 0; tuple < keys.size(); tuple++) {
        List<Object> published = solution.published().get(tuple);
        if (!solution.isUnchanged(tuple)) {
          List<Object> row = keys.get(tuple);
          row.add(published == null);
          for (int i = 0; i < quasiIdentifiers.size(); i++) {
            row.add(published == null ? null : published.get(i));
          }
          changed.add(RowFactory.create(row.toArray()));
        }
      }
      partitions.put(paths.of(current), solution.stats());
      keys = new ArrayList<>();
      tuples = new PartitionTuples(quasiIdentifiers, sensitive);
    }
  }
}
