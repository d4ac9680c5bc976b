package org.jinyanglake.check;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.DuplicateRowCount;
import com.amazon.deequ.analyzers.FilterableAnalyzer;
import com.amazon.deequ.analyzers.Histogram;
import com.amazon.deequ.analyzers.ScanShareableFrequencyBasedAnalyzer;
import com.amazon.deequ.analyzers.Uniqueness;
import java.util.List;
import java.util.Optional;
import scala.collection.JavaConverters;

/**
 * By which columns an analyzer of deequ groups the rows.
 *
 * @param where the condition of the rows that count
 * @param nulls whether rows in which all columns are null form a group of their own; otherwise they
 *     are left out
 */
record Grouping(List<String> columns, Optional<String> where, boolean nulls) {

  static Grouping of(Uniqueness analyzer) {
    return of(analyzer, List.of()).orElseThrow();
  }

  /**
   * Empty if the analyzer does not group, or not in a way that can be had from counts alone.
   *
   * @param all the columns of an analyzer that names none
   */
  static Optional<Grouping> of(Analyzer<?, ?> analyzer, List<String> all) {
    Optional<String> where =
        analyzer instanceof FilterableAnalyzer filterable
            ? Optional.ofNullable(filterable.filterCondition().getOrElse(() -> null))
            : Optional.empty();
    if (analyzer instanceof Histogram histogram) {
      return histogram.binningUdf().isDefined()
              || histogram.aggregateFunction().aggregateColumn().isDefined()
          ? Optional.empty()
          : Optional.of(new Grouping(List.of(histogram.column()), where, true));
    }
    if (analyzer instanceof ScanShareableFrequencyBasedAnalyzer grouping
        && GroupCounts.suffice(grouping)) {
      List<String> columns = List.copyOf(JavaConverters.seqAsJavaList(grouping.groupingColumns()));
      return Optional.of(
          new Grouping(
              columns.isEmpty() && analyzer instanceof DuplicateRowCount ? all : columns,
              where,
              false));
    }
    return Optional.empty();
  }
}
