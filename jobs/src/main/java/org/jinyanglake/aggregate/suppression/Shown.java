package org.jinyanglake.aggregate.suppression;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Margins;

/**
 * A table that readers have: a linked one, or the same one as it was before.
 *
 * @param margins its own
 * @param rows as published; null numbers are suppressed
 * @param raw what they were made from; empty if that is what the table is made from that is to be
 *     suppressed
 */
public record Shown(Margins margins, Dataset<Row> rows, Optional<Dataset<Row>> raw) {

  /** The rows of each partition, by {@link MarginedCells#partition}. */
  record Read(
      Margins margins, Map<List<String>, List<Row>> rows, Map<List<String>, List<Row>> raw) {}
}
