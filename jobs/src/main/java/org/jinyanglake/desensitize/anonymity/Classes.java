package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tuples in classes, each class with one label a quasi-identifier.
 *
 * @param of the class of each tuple, or {@link #WITHHELD}
 * @param labels of each class the nodes of the {@link Taxonomy taxonomies}
 */
public record Classes(int[] of, int[][] labels) {
  /** The class of a tuple that must not be published. */
  public static final int WITHHELD = -1;

  /** Nothing is published. */
  static Classes none(Tuples tuples) {
    int[] of = new int[tuples.size()];
    Arrays.fill(of, WITHHELD);
    return new Classes(of, new int[0][]);
  }

  /**
   * Groups as classes: each with the lowest labels that its tuples have in common, and groups with
   * the same labels as one class.
   *
   * @param groups of each tuple a number from 0, or {@link #WITHHELD}
   */
  static Classes of(Tuples tuples, int[] groups) {
    int size = Arrays.stream(groups).max().orElse(-1) + 1;
    int[][] labels = new int[size][];
    for (int tuple = 0; tuple < groups.length; tuple++) {
      int group = groups[tuple];
      if (group >= 0) {
        labels[group] = common(tuples, labels[group], tuple);
      }
    }
    Map<List<Integer>, Integer> classes = new HashMap<>();
    List<int[]> distinct = new ArrayList<>();
    int[] classOf = new int[size];
    for (int group = 0; group < size; group++) {
      if (labels[group] != null) {
        int[] label = labels[group];
        classOf[group] =
            classes.computeIfAbsent(
                Arrays.stream(label).boxed().toList(),
                any -> {
                  distinct.add(label);
                  return distinct.size() - 1;
                });
      }
    }
    int[] of = new int[groups.length];
    for (int tuple = 0; tuple < of.length; tuple++) {
      of[tuple] = groups[tuple] < 0 ? WITHHELD : classOf[groups[tuple]];
    }
    return new Classes(of, distinct.toArray(int[][]::new));
  }

  /** The lowest labels that stand for a tuple and for what {@code labels} stand for. */
  static int[] common(Tuples tuples, int[] labels, int tuple) {
    int[] common = new int[tuples.width()];
    for (int q = 0; q < common.length; q++) {
      Taxonomy taxonomy = tuples.taxonomies()[q];
      int leaf = tuples.leaf(tuple, q);
      common[q] = labels == null ? taxonomy.node(0, leaf) : taxonomy.common(labels[q], leaf);
    }
    return common;
  }

  /**
   * The mean cost of a label over all rows and quasi-identifiers, from 0 to 1; what is withheld
   * costs 1. Also known as global certainty penalty.
   */
  public double loss(Tuples tuples) {
    double loss = 0;
    for (int tuple = 0; tuple < of.length; tuple++) {
      double cost =
          of[tuple] == WITHHELD ? tuples.width() : cost(tuples.taxonomies(), labels[of[tuple]]);
      loss += cost * tuples.rows()[tuple];
    }
    return tuples.width() == 0 ? 0 : loss / tuples.total() / tuples.width();
  }

  /** The sum of the labels' costs. */
  static double cost(Taxonomy[] taxonomies, int[] labels) {
    double cost = 0;
    for (int q = 0; q < labels.length; q++) {
      cost += taxonomies[q].cost(labels[q]);
    }
    return cost;
  }
}
