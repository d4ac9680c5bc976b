package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.amazon.deequ.analyzers.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.check.measure.StateKey;

/**
 * The groups of a set of rows by key, counted for each partition of the table. Where a scan saw the
 * hash of a key once, the key came once; only rows of other hashes are grouped, with one Spark
 * query for each key set, however many partitions there are. Of a key set that no scan saw, all
 * rows are. Counts are kept, so that a key set is asked for once.
 */
final class Frequencies {
  /** So many hashes are looked for by a filter. */
  private static final int MOST_REPEATED = 10_000;

  private final Dataset<Row> rows;
  private final Partitioning partitioning;
  private final Map<Grouping, Map<List<Object>, GroupCounts>> counted = new HashMap<>();
  private Function<Grouping, Optional<Map<List<Object>, KeyHashes.Found>>> scanned =
      grouping -> Optional.empty();

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
    return counted.computeIfAbsent(grouping, this::counts);
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

  /** What a scan of these rows found of a key set by partition; empty if it did not look. */
  void scanned(Function<Grouping, Optional<Map<List<Object>, KeyHashes.Found>>> found) {
    scanned = found;
  }

  /** The rows that a grouping takes into account. */
  static Dataset<Row> inScope(Dataset<Row> rows, Grouping grouping) {
    return rows.filter(grouping.counts());
  }

  /** The rows that a grouping takes into account and whose key may come again. */
  Dataset<Row> candidates(Grouping grouping) {
    Dataset<Row> scope = inScope(rows, grouping);
    return few(grouping)
        .map(found -> scope.filter(hash(grouping).isInCollection(repeated(found))))
        .orElse(scope);
  }

  private static Column hash(Grouping grouping) {
    return xxhash64(grouping.key());
  }

  /** What was scanned, if what came more than once is little enough to be looked for. */
  private Optional<Map<List<Object>, KeyHashes.Found>> few(Grouping grouping) {
    return scanned.apply(grouping).filter(found -> repeated(found).size() <= MOST_REPEATED);
  }

  private static Set<Long> repeated(Map<List<Object>, KeyHashes.Found> found) {
    return found.values().stream()
        .flatMap(each -> each.repeated().stream())
        .collect(Collectors.toSet());
  }

  private Map<List<Object>, GroupCounts> counts(Grouping grouping) {
    Map<List<Object>, GroupCounts> result = new HashMap<>();
    Optional<Map<List<Object>, KeyHashes.Found>> scan = few(grouping);
    if (scan.isEmpty()) {
      ask(inScope(rows, grouping), grouping, List.of())
          .forEach(each -> result.put(each.partition(), each.counts()));
      return result;
    }
    Map<List<Object>, KeyHashes.Found> found = scan.get();
    if (!repeated(found).isEmpty()) {
      for (Counted each : ask(candidates(grouping), grouping, List.of(hash(grouping).as("hash")))) {
        // A hash that came twice in one partition may have come once in another, and is counted.
        if (found.get(each.partition()).repeated().contains(each.hash())) {
          result.merge(each.partition(), each.counts(), GroupCounts::plus);
        }
      }
    }
    found.forEach(
        (partition, each) ->
            result.merge(
                partition,
                GroupCounts.singles(each.different() - each.repeated().size()),
                GroupCounts::plus));
    result.values().removeIf(each -> each.rows() == 0);
    return result;
  }

  /** The groups of a partition, of one hash if it was asked for. */
  private record Counted(List<Object> partition, long hash, GroupCounts counts) {}

  private List<Counted> ask(Dataset<Row> scope, Grouping grouping, List<Column> hash) {
    List<Column> keys = new ArrayList<>(partitioning.as("partition"));
    for (int i = 0; i < grouping.columns().size(); i++) {
      keys.add(col(grouping.columns().get(i)).as("key" + i));
    }
    keys.addAll(hash);
    int partition = partitioning.columns().size();
    List<Column> groups =
        new ArrayList<>(Arrays.asList(Partitioning.named("partition", partition)));
    hash.forEach(each -> groups.add(col("hash")));
    int width = groups.size();
    Column n = col("n");
    Dataset<Row> counts =
        scope
            .groupBy(keys.toArray(Column[]::new))
            .agg(count(lit(1)).as("n"))
            .groupBy(groups.toArray(Column[]::new))
            .agg(count(lit(1)), count(when(n.equalTo(1), 1)), sum(n), sum(n.multiply(log(n))));
    List<Counted> result = new ArrayList<>();
    for (Row row : counts.collectAsList()) {
      if (row.getLong(width) > 0) {
        result.add(
            new Counted(
                Partitioning.key(row, partition),
                hash.isEmpty() ? 0 : row.getLong(partition),
                new GroupCounts(
                    row.getLong(width),
                    row.getLong(width + 1),
                    row.getLong(width + 2),
                    row.getDouble(width + 3))));
      }
    }
    return result;
  }
}
