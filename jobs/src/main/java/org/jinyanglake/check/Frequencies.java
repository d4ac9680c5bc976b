package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.amazon.deequ.analyzers.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.measure.StateKey;

/**
 * The groups of a set of rows by key, counted for each partition of the table: one Spark query for
 * each key set, however many partitions there are. Counts are kept, so that a key set is asked for
 * once.
 */
final class Frequencies {

  private final Dataset<Row> rows;
  private final Partitioning partitioning;
  private final Map<Grouping, Map<List<Object>, GroupCounts>> counted = new HashMap<>();

  Frequencies(Dataset<Row> rows, Partitioning partitioning) {
    this.rows = rows;
    this.partitioning = partitioning;
  }

  /** The rows that are counted. */
  Dataset<Row> rows() {
    return rows;
  }

  /** The counts of each partition that has rows of that grouping. */
  Map<List<Object>, GroupCounts> by(Grouping grouping) {
    return counted.computeIfAbsent(grouping, this::ask);
  }

  /** Keeps counts of which only the first row of each group is left. */
  void know(Grouping grouping, Map<List<Object>, GroupCounts> counts) {
    Map<List<Object>, GroupCounts> firsts = new HashMap<>(counts);
    firsts.replaceAll((partition, each) -> each.firsts());
    counted.put(grouping, firsts);
  }

  /** The groups of one partition by each key set that was asked for. */
  Map<StateKey, State<?>> keys(List<Object> partition) {
    Map<StateKey, State<?>> keys = new HashMap<>();
    counted.forEach(
        (grouping, counts) -> {
          if (grouping.isMeasured() && counts.containsKey(partition)) {
            keys.put(StateKey.groups(grouping.columns()), counts.get(partition).groupsOnly());
          }
        });
    return keys;
  }

  /** The rows that a grouping takes into account. */
  static Dataset<Row> inScope(Dataset<Row> rows, Grouping grouping) {
    Dataset<Row> scope = grouping.where().map(rows::filter).orElse(rows);
    return grouping.nulls()
        ? scope
        : scope.filter(
            grouping.columns().stream()
                .map(name -> col(name).isNotNull())
                .reduce(Column::or)
                .orElseThrow());
  }

  private Map<List<Object>, GroupCounts> ask(Grouping grouping) {
    List<Column> keys = new ArrayList<>(partitioning.as("partition"));
    for (int i = 0; i < grouping.columns().size(); i++) {
      keys.add(col(grouping.columns().get(i)).as("key" + i));
    }
    int width = partitioning.columns().size();
    Column n = col("n");
    Dataset<Row> counts =
        inScope(rows, grouping)
            .groupBy(keys.toArray(Column[]::new))
            .agg(count(lit(1)).as("n"))
            .groupBy(Partitioning.named("partition", width))
            .agg(count(lit(1)), count(when(n.equalTo(1), 1)), sum(n), sum(n.multiply(log(n))));
    Map<List<Object>, GroupCounts> result = new HashMap<>();
    for (Row row : counts.collectAsList()) {
      if (row.getLong(width) > 0) {
        result.put(
            Partitioning.key(row, width),
            new GroupCounts(
                row.getLong(width),
                row.getLong(width + 1),
                row.getLong(width + 2),
                row.getDouble(width + 3)));
      }
    }
    return result;
  }
}
