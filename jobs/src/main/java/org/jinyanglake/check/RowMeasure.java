package org.jinyanglake.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import com.amazon.deequ.analyzers.AnalyzerOptions;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.FilterableAnalyzer;
import com.amazon.deequ.analyzers.MaxLength;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.MinLength;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.NullBehavior;
import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.analyzers.Sum;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * What a scan-shareable analyzer of deequ aggregates.
 *
 * <p>deequ carries the value of a minimum or maximum through an array of text (each number is
 * printed and parsed again, for every row); these four are aggregated here over the value itself.
 * Sums, means and completeness are made of aggregates that they have in common, and sums of
 * doubles, which cannot overflow. All give the same states.
 */
final class RowMeasure {

  private RowMeasure() {}

  /** The aggregates from which {@code fromAggregationResult} makes the analyzer's state. */
  static List<Column> aggregates(ScanShareableAnalyzer<?, ?> analyzer) {
    Optional<Column> value = value(analyzer);
    if (value.isEmpty()) {
      if (analyzer instanceof Completeness complete && complete.where().isEmpty()) {
        return List.of(count(col(complete.column())), count(lit(1)));
      }
      if (analyzer instanceof Mean mean) {
        Column number = number(mean.column(), analyzer);
        return List.of(sum(number), count(number));
      }
      if (analyzer instanceof Sum sum) {
        return List.of(sum(number(sum.column(), analyzer)));
      }
      return JavaConverters.seqAsJavaList(analyzer.aggregationFunctions());
    }
    boolean least = analyzer instanceof Minimum || analyzer instanceof MinLength;
    return List.of(least ? min(value.get()) : max(value.get()));
  }

  /**
   * The number of which a minimum or maximum is taken, of one row, as double; null where the row is
   * left out. Empty for all other analyzers.
   */
  static Optional<Column> value(ScanShareableAnalyzer<?, ?> analyzer) {
    Column value;
    if (analyzer instanceof Minimum minimum) {
      value = col(minimum.column());
    } else if (analyzer instanceof Maximum maximum) {
      value = col(maximum.column());
    } else if (analyzer instanceof MinLength least) {
      value = length(least.column(), least.analyzerOptions(), -Double.MAX_VALUE);
    } else if (analyzer instanceof MaxLength most) {
      value = length(most.column(), most.analyzerOptions(), Double.MAX_VALUE);
    } else {
      return Optional.empty();
    }
    return Optional.of(
        where(analyzer).map(where -> when(where, value)).orElse(value).cast("double"));
  }

  private static Column number(String column, Object analyzer) {
    Column number = col(column);
    return where(analyzer).map(where -> when(where, number)).orElse(number).cast("double");
  }

  /** The condition of the rule's {@code where}. */
  static Optional<Column> where(Object analyzer) {
    return analyzer instanceof FilterableAnalyzer filterable
            && filterable.filterCondition().isDefined()
        ? Optional.of(expr(filterable.filterCondition().get()))
        : Optional.empty();
  }

  private static Column length(String column, Option<AnalyzerOptions> options, double failing) {
    Object nulls = options.isDefined() ? options.get().nullBehavior() : NullBehavior.Ignore();
    Column length = length(col(column)).cast("double");
    if (nulls.equals(NullBehavior.Fail())) {
      return coalesce(length, lit(failing));
    }
    return nulls.equals(NullBehavior.EmptyString()) ? coalesce(length, lit(0.0)) : length;
  }

  private static Column length(Column text) {
    return org.apache.spark.sql.functions.length(text);
  }
}
