package org.jinyanglake.check;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;

/**
 * Another dataset that rules compare with.
 *
 * @param all all its rows in the raw zone: the contract's columns, and maybe others
 * @param alike those of the partitions that are judged, if both datasets are partitioned by columns
 *     of the same names; else all
 */
public record Other(Contract contract, Dataset<Row> all, Dataset<Row> alike) {

  /** A dataset that is compared as a whole. */
  public Other(Contract contract, Dataset<Row> all) {
    this(contract, all, all);
  }
}
