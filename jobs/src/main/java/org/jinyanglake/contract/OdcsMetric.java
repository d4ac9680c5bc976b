package org.jinyanglake.contract;

import java.util.List;

/**
 * A measure of a partition and what it must be: a metric of ODCS 3.1 ({@code type: library}), the
 * number of a query ({@code type: sql}), or what the schema demands of each value ({@code
 * logicalTypeOptions}).
 *
 * @param kind what is counted
 * @param columns the columns that it is about; none of a query
 * @param sql of MATCHING the condition of the rows that are counted, in Spark's SQL, where null
 *     counts as false; of QUERY a SELECT of one number from the table {@code primary}, which holds
 *     the partition; else empty
 * @param percent whether the bound is on per cent of the partition's rows, not on their number
 */
public record OdcsMetric(
    Kind kind, List<String> columns, String sql, Bound bound, boolean percent) {

  /** What is counted. */
  public enum Kind {
    /** All rows ({@code rowCount}). */
    ROWS,
    /** Rows that meet a condition ({@code nullValues, missingValues, invalidValues}). */
    MATCHING,
    /**
     * Rows that are not the first of their values ({@code duplicateValues}); rows in which all are
     * null are none.
     */
    DUPLICATES,
    /** The number that a query returns. */
    QUERY
  }

  public OdcsMetric {
    columns = List.copyOf(columns);
  }

  /** Whether rows that are counted can be refused one by one. */
  boolean refuses() {
    return (kind == Kind.MATCHING || kind == Kind.DUPLICATES) && bound.demandsNone(percent);
  }
}
