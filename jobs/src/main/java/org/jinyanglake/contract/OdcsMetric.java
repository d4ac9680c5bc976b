package org.jinyanglake.contract;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A measure of a partition and what it must be: a metric of ODCS 3.1 ({@code type: library}), the
 * number of a query ({@code type: sql}), or what the schema demands of each value ({@code
 * logicalTypeOptions}).
 *
 * @param kind what is counted
 * @param name of the metric: nullValues, missingValues, invalidValues, duplicateValues, rowCount,
 *     or sql
 * @param columns the columns that it is about; none of a query
 * @param arguments as the contract has them, as {@code validValues: ['a', 'b']}; empty if there are
 *     none
 * @param sql of MATCHING the condition of the rows that are counted, in Spark's SQL, where null
 *     counts as false; of QUERY a SELECT of one number from the table {@code primary}, which holds
 *     the partition; else empty
 * @param percent whether the bound is on per cent of the partition's rows, not on their number
 */
public record OdcsMetric(
    Kind kind,
    String name,
    List<String> columns,
    String arguments,
    String sql,
    Bound bound,
    boolean percent) {

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

  /** The text by which it is named, as {@code nullValues "age" mustBeLessThan 5 percent}. */
  String text() {
    String quoted =
        kind == Kind.QUERY
            ? " \"" + query() + "\""
            : columns.stream().map(each -> " \"" + each + "\"").collect(Collectors.joining());
    return name
        + quoted
        + (arguments.isEmpty() ? "" : " {" + arguments + "}")
        + " "
        + bound
        + (percent ? " percent" : "");
  }

  /** The query on one line; empty if it has none. */
  public String query() {
    return kind == Kind.QUERY ? sql.strip().replaceAll("\\s+", " ") : "";
  }

  /** Whether rows that are counted can be refused one by one. */
  boolean refuses() {
    return (kind == Kind.MATCHING || kind == Kind.DUPLICATES) && bound.demandsNone(percent);
  }
}
