package org.jinyanglake.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.release.history.Earlier;

/**
 * The raw rows, and beside them the lines of the recoding by which {@link
 * org.jinyanglake.release.history.Comparison} finds the class in which each is published. No value
 * of a row is in them, only hashes.
 */
final class RowClasses {
  private static final String PLACE = "__gate_place";
  private static final String KEY = "__gate_key";
  private static final String FROM = "__gate_from";
  private static final String TO = "__gate_to";
  private static final String CLASS = "__gate_class";

  private RowClasses() {}

  /**
   * As {@link org.jinyanglake.release.history.Comparison#call} wants them, but in any order. Names
   * of partitions and of the class are in the lines of the recoding, which are fewer than rows.
   *
   * @param quasiIdentifiers the published ones, without partition columns
   */
  static Dataset<Row> of(Gate.Staged staged, List<String> quasiIdentifiers) {
    Earlier earlier = staged.earlier().orElseThrow();
    Dataset<Row> raw = staged.raw().orElseThrow();
    Dataset<Row> recoding = staged.recoding().orElseThrow();
    Column key = Earlier.hash(Recount.keys(staged, quasiIdentifiers));
    List<Column> rows = new ArrayList<>(List.of(earlier.place().as(PLACE), key.as(KEY)));
    List<Column> lines = new ArrayList<>(rows);
    for (String name : List.of(FROM, TO, CLASS)) {
      rows.add(lit(null).cast("string").as(name));
    }
    lines.add(earlier.raw().as(FROM));
    lines.add(Recount.partition(staged).as(TO));
    lines.add(publishedClass(recoding, quasiIdentifiers).as(CLASS));
    rows.addAll(earlier.columns(raw));
    earlier.names().forEach(name -> lines.add(lit(null).cast("bigint").as(name)));
    return raw.select(rows.toArray(Column[]::new))
        .union(recoding.select(lines.toArray(Column[]::new)));
  }

  /** Null of rows that are withheld. */
  private static Column publishedClass(Dataset<Row> recoding, List<String> quasiIdentifiers) {
    List<String> published = quasiIdentifiers.stream().map(name -> Gate.RELEASED + name).toList();
    Column key =
        ClassKey.of(
            published.stream().map(name -> col(name)).toList(),
            published.stream().map(name -> recoding.schema().apply(name)).toList());
    return when(coalesce(col(Gate.WITHHELD), lit(false)), null).otherwise(key);
  }
}
