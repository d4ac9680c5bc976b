package org.jinyanglake.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;

/** Suppression of small cells in tables of counts. */
public final class Cells {
  private Cells() {}

  /**
   * Makes null every number of a cell of fewer than {@code least} persons, the number of persons
   * too; what names the cell (partition, key and quasi-identifiers) stays. Rows of contracts that
   * are no table of counts pass unchanged.
   *
   * @param rows rows for {@code zone}, with its columns
   */
  public static Dataset<Row> suppressed(
      Dataset<Row> rows, Contract contract, Zone zone, int least) {
    if (contract.cells().isEmpty()) {
      return rows;
    }
    var enough = col(contract.cells().get()).geq(lit(least));
    return rows.select(
        contract.columns(zone).stream()
            .map(
                column ->
                    isMeasure(column)
                        ? when(enough, col(column.name())).as(column.name())
                        : col(column.name()))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  private static boolean isMeasure(Column column) {
    boolean number =
        switch (column.type().kind()) {
          case INTEGER, LONG, DOUBLE, DECIMAL -> true;
          default -> false;
        };
    return number
        && !column.partition()
        && column.key() == 0
        && column.classification() != Classification.QUASI_IDENTIFIER;
  }
}
