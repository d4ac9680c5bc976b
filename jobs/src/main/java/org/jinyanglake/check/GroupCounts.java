package org.jinyanglake.check;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.DuplicateRowCount;
import com.amazon.deequ.analyzers.Entropy;
import com.amazon.deequ.analyzers.Histogram;
import com.amazon.deequ.analyzers.ScanShareableFrequencyBasedAnalyzer;
import com.amazon.deequ.analyzers.UniqueValueRatio;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.metrics.Distribution;
import com.amazon.deequ.metrics.HistogramMetric;
import com.amazon.deequ.metrics.Metric;
import org.apache.spark.sql.RowFactory;
import org.jinyanglake.check.measure.Groups;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.util.Success;

/**
 * How the rows of one partition fall into groups: all that deequ's measures of uniqueness need of
 * the frequencies, without any value.
 *
 * @param groups how many different keys there are
 * @param singles how many keys have one row
 * @param rows how many rows there are
 * @param information Σ n·ln n over the groups, n being their rows
 */
record GroupCounts(long groups, long singles, long rows, double information) {

  static final GroupCounts NONE = new GroupCounts(0, 0, 0, 0);

  /** Rows that are not the first of their key. */
  long later() {
    return rows - groups;
  }

  /** The counts of these and others together. */
  GroupCounts plus(GroupCounts other) {
    return new GroupCounts(
        groups + other.groups,
        singles + other.singles,
        rows + other.rows,
        information + other.information);
  }

  /** So many keys of one row each. */
  static GroupCounts singles(long keys) {
    return new GroupCounts(keys, keys, keys, 0);
  }

  /** The counts if only the first row of each key is left. */
  GroupCounts firsts() {
    return singles(groups);
  }

  /** As they are kept. */
  Groups groupsOnly() {
    return new Groups(groups, singles, rows);
  }

  /** Whether the analyzer's metric can be had from these counts. */
  static boolean suffice(Analyzer<?, ?> analyzer) {
    return analyzer instanceof Uniqueness
        || analyzer instanceof UniqueValueRatio
        || analyzer instanceof DuplicateRowCount
        || analyzer instanceof Entropy
        || analyzer instanceof Histogram;
  }

  /** The analyzer's metric, as it would compute it from the frequencies; there must be rows. */
  Metric<?> metric(Analyzer<?, ?> analyzer) {
    if (analyzer instanceof Histogram histogram) {
      // Without the values themselves: only the number of bins is asserted on.
      return new HistogramMetric(
          histogram.column(), new Success<>(new Distribution(Map$.MODULE$.empty(), groups, 0)));
    }
    Object first;
    if (analyzer instanceof Uniqueness) {
      first = (double) singles / rows;
    } else if (analyzer instanceof UniqueValueRatio) {
      first = (double) singles;
    } else if (analyzer instanceof DuplicateRowCount) {
      first = (double) (rows - singles);
    } else {
      // Entropy: −Σ (n/N)·ln(n/N) = ln N − (Σ n·ln n)/N
      first = Math.log(rows) - information / rows;
    }
    return ((ScanShareableFrequencyBasedAnalyzer) analyzer)
        .fromAggregationResult(RowFactory.create(first, groups), 0, Option.empty());
  }
}
