package org.jinyanglake.check;

import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * What is looked for in the rows beside the rules, in the pass that judges them.
 *
 * @param version of what is looked for: when it changes, all partitions are judged anew; empty if
 *     there is nowhere to look
 * @param found whether a row holds it, never null; empty if there is nowhere to look
 * @param places where in a row: an array of texts, each null or some {@code COLUMN RULE DETAIL}
 *     between semicolons, without values. Computed only for rows that hold it
 */
public record Search(String version, Optional<Column> found, Column places) {
  /** Looks for nothing. */
  public static final Search NONE =
      new Search("", Optional.empty(), org.apache.spark.sql.functions.array());
}
