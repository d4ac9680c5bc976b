package org.jinyanglake.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be subtracted from what in a table of counts, and how much must stay uncertain of a cell
 * that is suppressed.
 *
 * <p>Rows that name the same dimensions are one grouping set, as of {@code GROUP BY CUBE}; each
 * holds every cell that is not empty.
 *
 * @param dimensions the columns that name a cell beside the partition
 * @param total what stands in a dimension of which the row is the total
 * @param sums the numbers that add up: a total's is the sum of its cells'
 * @param linked other tables of counts with the same partitions that show some of the same cells,
 *     under the same names of columns
 * @param percent by how much of itself an unsafe cell must be able to be greater and less for all
 *     that can be inferred
 * @param dominance by sum, what makes cells of few large contributors unsafe
 */
public record Margins(
    List<String> dimensions,
    String total,
    List<String> sums,
    List<DatasetName> linked,
    int percent,
    SortedMap<String, Dominance> dominance) {

  /**
   * When a sum tells too much of one contributor, though many are behind it (Hundepool et al.,
   * Statistical Disclosure Control, 2012, section 4.2).
   *
   * @param largest columns that are not opened, with what the largest contributor of the cell has
   *     in the sum, the second largest and so on; null is none
   * @param percent the p % rule: unsafe if the second largest could estimate the largest to within
   *     p %, as the others together have less than p % of the largest; empty: no such rule
   * @param most the (n, k) rule: unsafe if the n largest of {@link #largest} have more than k % of
   *     the sum, by n
   */
  public record Dominance(
      List<String> largest, OptionalDouble percent, SortedMap<Integer, Double> most) {
    public Dominance {
      largest = List.copyOf(largest);
      most = Collections.unmodifiableSortedMap(new TreeMap<>(most));
    }
  }

  public Margins {
    dimensions = List.copyOf(dimensions);
    sums = List.copyOf(sums);
    linked = List.copyOf(linked);
    dominance = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(dominance)));
  }

  /** The columns of which intervals are judged: the sums, and the persons if they are none. */
  public List<String> measures(String persons) {
    List<String> measures = new ArrayList<>(sums);
    if (!sums.contains(persons)) {
      measures.add(persons);
    }
    return measures;
  }
}
