package org.jinyanglake.collect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.SparkTypes;
import org.jinyanglake.lake.Version;

/**
 * Rows of the raw table as files bring them: the contract's columns, read or computed, and where
 * each row is from.
 *
 * @param raw the table as it is; empty if there is none yet
 * @param now when they are collected
 */
record RawRows(Engine engine, String run, Optional<Version> raw, Instant now) {

  /**
   * The rows of files, read when Spark asks for them; what does not fit is in the tally.
   *
   * @param contract with the types of the table
   */
  Dataset<Row> of(Contract contract, List<CheckedFile> readable, Tally tally) {
    Dataset<Row> rows = LandingReader.read(engine.spark(), contract, readable, tally, now);
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (Column column : contract.columns()) {
      org.apache.spark.sql.Column value =
          contract.isValidity(column)
              ? lit(null).cast(SparkTypes.of(column.type()))
              : column
                  .expression()
                  .map(sql -> expr(sql).cast(SparkTypes.of(column.type())))
                  .orElse(col(column.name()));
      columns.add(value.as(column.name()));
    }
    if (contract.drift().adds()) {
      columns.add(col(Lineage.ADDED));
    } else if (raw.filter(v -> v.table().schema().findField(Lineage.ADDED) != null).isPresent()) {
      // What was kept stays, though the contract keeps no more.
      columns.add(lit(null).cast(LandingReader.ADDED).as(Lineage.ADDED));
    }
    columns.add(col(LandingReader.FILE).as(Lineage.FILE));
    columns.add(col(LandingReader.ROW).as(Lineage.ROW));
    columns.add(lit(run).as(Lineage.RUN));
    columns.add(lit(now).as(Lineage.COLLECTED_AT));
    if (contract.loadMode() == LoadMode.HISTORY) {
      columns.add(lit(null).cast(DataTypes.StringType).as(Lineage.SEEN));
    }
    return rows.select(columns.toArray(org.apache.spark.sql.Column[]::new));
  }
}
