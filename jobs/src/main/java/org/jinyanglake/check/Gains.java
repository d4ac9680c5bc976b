package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Reference;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Whether datasets have all the values that they had in an earlier snapshot: then whatever referred
 * to one of those still does. Told by the versions of their partitions if those that there were are
 * as they were; else by one Spark query for each snapshot and reference.
 */
final class Gains {
  private final Engine engine;
  private final Map<List<Object>, Boolean> known = new HashMap<>();

  Gains(Engine engine) {
    this.engine = engine;
  }

  /**
   * Whether a reference finds in a version all that it found in an earlier snapshot; not if that
   * snapshot is gone or has not those columns.
   *
   * @param before id of the snapshot
   */
  boolean only(Reference reference, Contract other, Version now, long before) {
    return known.computeIfAbsent(
        List.of(reference, before),
        key ->
            now.table().snapshot(before) != null
                && engine
                    .lake()
                    .version(Zone.RAW, now.dataset(), before)
                    .filter(
                        then ->
                            added(then.state(), now.state()) || found(reference, other, then, now))
                    .isPresent());
  }

  private static boolean added(State then, State now) {
    return then.partitions().entrySet().stream()
        .allMatch(each -> same(each.getValue(), now.partitions().get(each.getKey())));
  }

  private static boolean same(State.PartitionState then, State.PartitionState now) {
    return now != null
        && Objects.equals(then.version(), now.version())
        && then.refused() == now.refused();
  }

  private boolean found(Reference reference, Contract other, Version then, Version now) {
    Optional<Dataset<Row>> before = values(reference, other, then, "before");
    Optional<Dataset<Row>> after = values(reference, other, now, "now");
    if (before.isEmpty() || after.isEmpty()) {
      return false;
    }
    Column same =
        IntStream.range(0, reference.theirs().size())
            .mapToObj(i -> col("before" + i).equalTo(col("now" + i)))
            .reduce(lit(true), Column::and);
    return before.get().join(after.get(), same, "left_anti").isEmpty();
  }

  /**
   * The values of its columns in rows that have all of them; empty if there are no such columns.
   */
  private Optional<Dataset<Row>> values(
      Reference reference, Contract other, Version version, String name) {
    SortedMap<String, State.PartitionState> partitions = version.state().partitions();
    Dataset<Row> rows = engine.read(version, other, Set.copyOf(partitions.keySet()));
    List<String> columns = reference.theirs();
    if (!Arrays.asList(rows.columns()).containsAll(columns)) {
      return Optional.empty();
    }
    Column[] values =
        IntStream.range(0, columns.size())
            .mapToObj(i -> col(columns.get(i)).as(name + i))
            .toArray(Column[]::new);
    return Optional.of(rows.select(values).na().drop().distinct());
  }
}
