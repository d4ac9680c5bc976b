package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.release.history.Comparison;
import org.jinyanglake.release.history.Earlier;

/** The class in which each source row is published, from the source and the recoding alone. */
final class RowClasses {
  private static final String UNIT = "__gate_unit";
  private static final String TO = "__gate_to";
  private static final String FROM = "__gate_from";
  private static final String CLASS = "__gate_class";

  private RowClasses() {}

  /**
   * The rows of which the recoding says something, as {@link Comparison#call} wants them. No value
   * is in them, only hashes. What a row has in common with all of its kind, names of partitions and
   * of the class, is computed of the recoding, which has fewer.
   *
   * @param quasiIdentifiers the published ones, without partition columns
   */
  static Dataset<Row> of(Gate.Staged staged, List<String> quasiIdentifiers) {
    Earlier earlier = staged.earlier().orElseThrow();
    Dataset<Row> raw = staged.raw().orElseThrow();
    List<String> keys = Recount.keys(staged, quasiIdentifiers);
    List<Column> rows = new ArrayList<>(keys.stream().map(name -> col(name)).toList());
    rows.addAll(earlier.columns(raw));
    Dataset<Row> classes = classes(staged, keys, quasiIdentifiers);
    Column[] selected =
        Stream.concat(Stream.of(UNIT, TO, FROM, CLASS), earlier.names().stream())
            .map(name -> col(name))
            .toArray(Column[]::new);
    return raw.select(rows.toArray(Column[]::new))
        .join(
            Engine.isOnePartition(raw) ? classes.hint("shuffle_hash") : classes, Recount.same(keys))
        .select(selected);
  }

  private static Dataset<Row> classes(
      Gate.Staged staged, List<String> keys, List<String> quasiIdentifiers) {
    Earlier earlier = staged.earlier().orElseThrow();
    Dataset<Row> recoding = staged.recoding().orElseThrow();
    List<String> published = quasiIdentifiers.stream().map(name -> Gate.RELEASED + name).toList();
    Column key =
        ClassKey.of(
            published.stream().map(name -> col(name)).toList(),
            published.stream().map(name -> recoding.schema().apply(name)).toList());
    List<Column> selected = new ArrayList<>();
    keys.forEach(name -> selected.add(col(name).as(Recount.KEY_PREFIX + name)));
    selected.add(earlier.unit(earlier.raw()).as(UNIT));
    selected.add(Recount.partition(staged).as(TO));
    selected.add(earlier.raw().as(FROM));
    Column withheld = coalesce(col(Gate.WITHHELD), lit(false));
    selected.add(when(withheld, null).otherwise(key).as(CLASS));
    return recoding.select(selected.toArray(Column[]::new));
  }
}
