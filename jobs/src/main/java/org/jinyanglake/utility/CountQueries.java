package org.jinyanglake.utility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How far somebody is wrong who counts rows by their quasi-identifiers: of 1,000 random queries,
 * what is counted before and what is estimated after, as in Zhang and others, Aggregate Query
 * Answering on Anonymized Tables (2007).
 *
 * <p>A query asks for a row that is there: of one to three columns drawn at random it takes the
 * row's value, or, of numbers and times, a range from it to that of another value. The estimate
 * spreads each published row evenly over the values that its labels can stand for. The relative
 * error is |estimate − count| by the count, or by 1 % of the rows where that is more: who asks for
 * two persons is not meant to learn of them.
 *
 * @param queries how many were asked
 * @param median half of the relative errors are not higher
 * @param ninetieth nine in ten are not higher
 */
public record CountQueries(int queries, double median, double ninetieth) {
  private static final int QUERIES = 1_000;
  private static final int MOST_COLUMNS = 3;
  private static final double SANITY = 0.01;
  private static final double NINE_IN_TEN = 0.9;

  /** Always the same: equal rows give equal figures. */
  private static final long SEED = 2006;

  /**
   * Asks.
   *
   * @param columns at least one, each with the same rows before and the same rows after
   * @param before how many rows each row before stands for
   * @param after the same of each row after
   */
  static CountQueries of(List<Domain> columns, double before, double after) {
    Map<List<Integer>, Integer> raw = tuples(columns.stream().map(Domain::raw).toList());
    Map<List<Integer>, Integer> published =
        tuples(columns.stream().map(Domain::published).toList());
    int rows = columns.get(0).raw().length;
    Random random = new Random(SEED);
    double[] errors = new double[QUERIES];
    for (int i = 0; i < QUERIES; i++) {
      BitSet[] query = query(columns, random.nextInt(rows), random);
      double count = before * count(raw, query);
      double estimate = after * estimate(columns, published, query);
      errors[i] = Math.abs(estimate - count) / Math.max(count, SANITY * before * rows);
    }
    Arrays.sort(errors);
    return new CountQueries(QUERIES, quantile(errors, 0.5), quantile(errors, NINE_IN_TEN));
  }

  /** The least that so many are not higher than. */
  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static Map<List<Integer>, Integer> tuples(List<int[]> columns) {
    Map<List<Integer>, Integer> tuples = new HashMap<>();
    for (int row = 0; row < columns.get(0).length; row++) {
      int at = row;
      tuples.merge(columns.stream().map(column -> column[at]).toList(), 1, Integer::sum);
    }
    return tuples;
  }

  /** Of each column the numbers of the values asked for; null: any. */
  private static BitSet[] query(List<Domain> columns, int row, Random random) {
    BitSet[] query = new BitSet[columns.size()];
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      left.add(i);
    }
    int asked = 1 + random.nextInt(Math.min(MOST_COLUMNS, columns.size()));
    for (int i = 0; i < asked; i++) {
      int at = left.remove(random.nextInt(left.size()));
      Domain column = columns.get(at);
      int value = column.raw()[row];
      int other = column.isOrdered() ? random.nextInt(column.values().size()) : value;
      query[at] = new BitSet();
      query[at].set(Math.min(value, other), Math.max(value, other) + 1);
    }
    return query;
  }

  private static double count(Map<List<Integer>, Integer> rows, BitSet[] query) {
    double count = 0;
    for (Map.Entry<List<Integer>, Integer> each : rows.entrySet()) {
      boolean found = true;
      for (int i = 0; found && i < query.length; i++) {
        found = query[i] == null || query[i].get(each.getKey().get(i));
      }
      count += found ? each.getValue() : 0;
    }
    return count;
  }

  private static double estimate(
      List<Domain> columns, Map<List<Integer>, Integer> rows, BitSet[] query) {
    double[][] shares = new double[query.length][];
    for (int i = 0; i < query.length; i++) {
      shares[i] = query[i] == null ? null : shares(columns.get(i), query[i]);
    }
    double estimate = 0;
    for (Map.Entry<List<Integer>, Integer> each : rows.entrySet()) {
      double share = each.getValue();
      for (int i = 0; share > 0 && i < query.length; i++) {
        share *= shares[i] == null ? 1 : shares[i][each.getKey().get(i)];
      }
      estimate += share;
    }
    return estimate;
  }

  /** Of each label, the share of the values that it can stand for that are asked for. */
  private static double[] shares(Domain column, BitSet asked) {
    double[] shares = new double[column.labels().size()];
    for (int label = 0; label < shares.length; label++) {
      BitSet both = (BitSet) column.extents().get(label).clone();
      int of = both.cardinality();
      both.and(asked);
      shares[label] = of == 0 ? 0 : both.cardinality() / (double) of;
    }
    return shares;
  }
}
