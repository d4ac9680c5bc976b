package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Seen;

/** The class in which each source row is published, from the source and the recoding alone. */
final class RowClasses {

  private RowClasses() {}

  /**
   * The rows of which the recoding says something, by the partition that is made of them; one Spark
   * job. No value comes back, only hashes.
   *
   * @param quasiIdentifiers the published ones, without partition columns
   */
  static Map<String, List<Seen>> of(Gate.Staged staged, List<String> quasiIdentifiers) {
    Earlier earlier = staged.earlier().orElseThrow();
    Dataset<Row> raw = staged.raw().orElseThrow();
    List<String> keys = Recount.keys(staged, quasiIdentifiers);
    List<Column> rows = new ArrayList<>(keys.stream().map(name -> col(name)).toList());
    rows.addAll(earlier.columns(staged.contract(), raw));
    List<String> labelled = new ArrayList<>(quasiIdentifiers);
    labelled.addAll(Gate.mergedNames(staged.contract()));
    Dataset<Row> recoding = Recount.lookup(staged.recoding().orElseThrow(), keys, labelled);
    Dataset<Row> explained =
        raw.select(rows.toArray(Column[]::new))
            .join(
                Engine.isOnePartition(raw) ? recoding.hint("shuffle_hash") : recoding,
                Recount.same(keys));
    List<Column> selected = new ArrayList<>();
    selected.add(Recount.partition(staged));
    selected.add(col(Recount.WITHHELD));
    earlier.names().forEach(name -> selected.add(col(name)));
    quasiIdentifiers.forEach(name -> selected.add(col(Gate.RELEASED + name)));
    int labels = 2 + earlier.names().size();
    Map<String, List<Seen>> seen = new TreeMap<>();
    for (Row row : explained.select(selected.toArray(Column[]::new)).collectAsList()) {
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      String key = row.getBoolean(1) ? null : ClassKey.of(values.subList(labels, values.size()));
      seen.computeIfAbsent(row.getString(0), any -> new ArrayList<>())
          .add(earlier.seen(values.subList(2, labels), row.getString(0), key));
    }
    return seen;
  }
}
