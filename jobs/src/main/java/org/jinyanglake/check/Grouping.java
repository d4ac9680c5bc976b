package org.jinyanglake.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.FilterableAnalyzer;
import com.amazon.deequ.analyzers.Histogram;
import com.amazon.deequ.analyzers.ScanShareableFrequencyBasedAnalyzer;
import com.amazon.deequ.analyzers.Uniqueness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
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
    return of((Analyzer<?, ?>) analyzer).orElseThrow();
  }

  /** Empty if the analyzer does not group, or needs more of the groups than counts. */
  static Optional<Grouping> of(Analyzer<?, ?> analyzer) {
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
      return Optional.of(
          new Grouping(
              List.copyOf(JavaConverters.seqAsJavaList(grouping.groupingColumns())), where, false));
    }
    return Optional.empty();
  }

  /** The columns. */
  Column[] key() {
    return columns.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
  }

  /** Whether a row counts, never null. */
  Column counts() {
    Column counts = where.map(condition -> coalesce(expr(condition), lit(false))).orElse(lit(true));
    return nulls
        ? counts
        : counts.and(Arrays.stream(key()).map(Column::isNotNull).reduce(Column::or).orElseThrow());
  }

  /** Whether its counts are kept as measures of a partition. */
  boolean isMeasured() {
    return where.isEmpty() && !nulls;
  }
}
