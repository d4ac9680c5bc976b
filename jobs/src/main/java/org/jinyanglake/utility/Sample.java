package org.jinyanglake.utility;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows, or some of them drawn at random.
 *
 * @param columns names
 * @param rows with a value of each column, in their order; null where there is none
 * @param of how many rows they stand for
 */
public record Sample(List<String> columns, List<List<Object>> rows, long of) {

  public Sample {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** How many rows each stands for. */
  double weight() {
    return rows.isEmpty() ? 1 : of / (double) rows.size();
  }

  /** The values of a column. */
  List<Object> values(String column) {
    int at = columns.indexOf(column);
    List<Object> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(row.get(at)));
    return values;
  }
}
