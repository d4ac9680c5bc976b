package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A row that a rule refuses.
 *
 * @param told what was asked to be told of it
 * @param rule DQDL
 * @param column the columns that the rule names, separated by commas
 * @param reason without values of the data
 */
public record RefusedRow(Row told, String rule, String column, String reason) {

  /** Those that {@link Check.Result#refused} names, read now. */
  static List<RefusedRow> in(Dataset<Row> refused, List<Column> told) {
    int width = told.size();
    return refused
        .select(
            Stream.concat(told.stream(), Stream.of(col("_rule"), col("_column"), col("_reason")))
                .toArray(Column[]::new))
        .collectAsList()
        .stream()
        .map(
            row ->
                new RefusedRow(
                    row, row.getString(width), row.getString(width + 1), row.getString(width + 2)))
        .toList();
  }
}
