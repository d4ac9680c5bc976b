package org.jinyanglake.check.suggest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Some rows of a dataset as text, always the same of the same rows.
 *
 * @param columns names of the columns
 * @param rows their cells, in the order of the columns; null where there is none
 */
public record Sample(List<String> columns, List<String[]> rows) {

  /** So many rows tell formats, keys and dependencies. */
  public static final int MOST = 10_000;

  /**
   * Draws rows by a hash of where they came from, which says nothing of what they hold.
   *
   * @param rows with the columns, {@code _file} and {@code _row}
   */
  public static Sample of(Dataset<Row> rows, List<String> columns) {
    List<Row> drawn =
        rows.orderBy(xxhash64(col("_file"), col("_row")))
            .limit(MOST)
            .select(
                columns.stream()
                    .map(name -> col(name).cast("string"))
                    .toArray(org.apache.spark.sql.Column[]::new))
            .collectAsList();
    List<String[]> cells = new ArrayList<>(drawn.size());
    for (Row row : drawn) {
      String[] each = new String[columns.size()];
      for (int i = 0; i < each.length; i++) {
        each[i] = row.getString(i);
      }
      cells.add(each);
    }
    return new Sample(List.copyOf(columns), cells);
  }

  /** The values of a column that are there. */
  public List<String> values(String column) {
    int at = columns.indexOf(column);
    Stream<String> values = rows.stream().map(row -> row[at]);
    return values.filter(Objects::nonNull).toList();
  }
}
