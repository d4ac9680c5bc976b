package org.jinyanglake.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.aggregate.suppression.MarginedCells;
import org.jinyanglake.aggregate.suppression.Shown;
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
    return shown(rows, contract, zone, col(contract.cells().get()).geq(lit(least)));
  }

  /**
   * The same in a table with margins, where further cells are suppressed so that nobody can infer
   * those from the others.
   *
   * @param source the raw rows that {@code rows} were made from
   * @param others what readers have of the table and of those linked with it
   */
  public static Dataset<Row> suppressed(
      Dataset<Row> rows,
      Dataset<Row> source,
      Contract contract,
      Zone zone,
      int least,
      List<Shown> others) {
    return shown(
        MarginedCells.marked(rows, source, contract, least, others),
        contract,
        zone,
        col(MarginedCells.SUPPRESSED).isNull());
  }

  private static Dataset<Row> shown(
      Dataset<Row> rows, Contract contract, Zone zone, org.apache.spark.sql.Column shown) {
    return rows.select(
        contract.columns(zone).stream()
            .map(
                column ->
                    isMeasure(column)
                        ? when(shown, col(column.name())).as(column.name())
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
