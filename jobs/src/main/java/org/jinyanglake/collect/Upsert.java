package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.Version;
import scala.collection.JavaConverters;

/**
 * Merges new rows into a table by primary key: of the rows of one key the one with the greatest
 * order column stays; of equal ones the last by file name and place, so that the result does not
 * depend on which files came in which run. Or into the {@link History} of each key. {@link
 * Deletions} of keys take part like rows. Only partitions that hold one of the keys are rewritten.
 */
final class Upsert {
  private static final String RANK = "_rank";

  private final Contract contract;
  private final Engine engine;
  private final Optional<Version> raw;

  Upsert(Contract contract, Engine engine, Optional<Version> raw) {
    this.contract = contract;
    this.engine = engine;
    this.raw = raw;
  }

  /**
   * Rewrites what the new rows concern.
   *
   * @param written the new rows, as files of the table that no commit refers to; deleted here
   */
  Collect.Change merge(Commit commit, List<DataFile> written) {
    Deletions deletions =
        new Deletions(contract, engine, raw.map(v -> v.state().deleted()).orElse(new TreeSet<>()));
    if (written.isEmpty()) {
      return new Collect.Change(List.of(), Set.of(), Set.of(), deletions.kept());
    }
    Dataset<Row> fresh = engine.read(written, commit);
    deletions.keep(fresh, commit);
    Set<String> affected = new HashSet<>();
    Optional<Dataset<Row>> old = Optional.empty();
    if (raw.isPresent()) {
      Dataset<Row> all = engine.whole(raw.get());
      affected.addAll(holding(all, fresh));
      affected.addAll(Collect.partitions(commit, written));
      affected.retainAll(raw.get().state().partitions().keySet());
      old = Optional.of(Partitions.only(all, contract, affected));
    }
    Dataset<Row> told = deletions.among(fresh);
    Dataset<Row> made =
        contract.loadMode() == LoadMode.HISTORY
            ? histories(old, told)
            : Deletions.without(
                last(old.map(rows -> rows.unionByName(told, true)).orElse(told), contract, keys()));
    List<DataFile> merged = engine.write(made, commit, commit.metadata().location());
    engine.discard(written, commit);
    return new Collect.Change(
        merged, affected, Collect.partitions(commit, merged), deletions.kept());
  }

  /** Of keys that have no new row, not all versions need be here; they stay as they are. */
  private Dataset<Row> histories(Optional<Dataset<Row>> old, Dataset<Row> fresh) {
    History history = new History(contract);
    if (old.isEmpty()) {
      return history.of(fresh);
    }
    return history
        .of(withKeyOf(old.get(), fresh, "left_semi").unionByName(fresh, true))
        .unionByName(withKeyOf(old.get(), fresh, "left_anti"), true);
  }

  private Dataset<Row> withKeyOf(Dataset<Row> rows, Dataset<Row> others, String join) {
    List<String> key = contract.primaryKey().stream().map(c -> c.name()).toList();
    return rows.join(
        others.select(keys()).distinct(), JavaConverters.asScalaBuffer(key).toSeq(), join);
  }

  /** The partitions that hold a row of one of the keys. */
  private Set<String> holding(Dataset<Row> old, Dataset<Row> fresh) {
    Column[] partition =
        contract.partitionColumns().stream().map(c -> col(c.name())).toArray(Column[]::new);
    if (partition.length == 0) {
      return Set.of("");
    }
    List<Row> found =
        withKeyOf(old, fresh, "left_semi").select(partition).distinct().collectAsList();
    Set<String> paths = new HashSet<>();
    for (Row row : found) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < partition.length; i++) {
        values.add(row.get(i));
      }
      paths.add(Partitions.path(contract, values));
    }
    return paths;
  }

  private Column[] keys() {
    return contract.primaryKey().stream().map(c -> col(c.name())).toArray(Column[]::new);
  }

  /** Of rows of the same keys the one that counts: the newest, and of those the last delivered. */
  static Dataset<Row> last(Dataset<Row> rows, Contract contract, Column[] keys) {
    Column rank =
        row_number()
            .over(
                Window.partitionBy(keys)
                    .orderBy(
                        col(contract.orderColumn().orElseThrow()).desc_nulls_last(),
                        col(Lineage.FILE).desc(),
                        col(Lineage.ROW).desc()));
    return rows.withColumn(RANK, rank).where(col(RANK).equalTo(1)).drop(RANK);
  }
}
