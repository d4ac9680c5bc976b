package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The labels of one quasi-identifier as a tree of numbers. Level 0 has the leaves, the last level
 * one label for all; each level has nodes of its own, numbered in the order of their first leaves.
 *
 * <p>The cost of a label is the normalized certainty penalty (Xu et al., KDD 2006): the share of
 * all leaves that it stands for, 0 for a leaf itself and 1 for the label of all.
 */
public final class Taxonomy {
  private final int[][] nodes;
  private final double[] costs;
  private final int[] levels;
  private final int[] someLeaf;

  private Taxonomy(int[][] nodes, double[] costs, int[] levels, int[] someLeaf) {
    this.nodes = nodes;
    this.costs = costs;
    this.levels = levels;
    this.someLeaf = someLeaf;
  }

  /**
   * Reads a tree.
   *
   * @param paths of each leaf, its label at every level, from fine to coarse; all of one length. A
   *     label may be null, which is one like any other
   * @throws IllegalArgumentException if two leaves are one, a label has two parents, or the last
   *     level has several
   */
  public static Taxonomy of(List<? extends List<?>> paths) {
    int height = paths.get(0).size();
    int[][] nodes = new int[height][paths.size()];
    List<Integer> sizes = new ArrayList<>();
    List<Integer> levels = new ArrayList<>();
    List<Integer> someLeaf = new ArrayList<>();
    for (int level = 0; level < height; level++) {
      Map<Object, Integer> known = new HashMap<>();
      Map<Integer, Integer> parents = new HashMap<>();
      for (int leaf = 0; leaf < paths.size(); leaf++) {
        int node = known.computeIfAbsent(paths.get(leaf).get(level), any -> sizes.size());
        if (node == sizes.size()) {
          sizes.add(0);
          levels.add(level);
          someLeaf.add(leaf);
        } else if (level == 0) {
          throw new IllegalArgumentException("a leaf stands twice in a tree");
        }
        sizes.set(node, sizes.get(node) + 1);
        nodes[level][leaf] = node;
        if (level > 0 && !parents.computeIfAbsent(nodes[level - 1][leaf], n -> node).equals(node)) {
          throw new IllegalArgumentException("a label has two parents in a tree");
        }
      }
      if (level == height - 1 && known.size() > 1) {
        throw new IllegalArgumentException("the last level of a tree must be one label");
      }
    }
    double[] costs = new double[sizes.size()];
    for (int node = 0; node < costs.length; node++) {
      List<?> path = paths.get(someLeaf.get(node));
      boolean isLeaf =
          sizes.get(node) == 1 && Objects.equals(path.get(0), path.get(levels.get(node)));
      costs[node] = isLeaf ? 0 : (double) sizes.get(node) / paths.size();
    }
    return new Taxonomy(nodes, costs, numbers(levels), numbers(someLeaf));
  }

  private static int[] numbers(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How many leaves there are. */
  public int leaves() {
    return nodes[0].length;
  }

  /** How many levels there are. */
  public int levels() {
    return nodes.length;
  }

  /** How many labels there are. */
  int size() {
    return costs.length;
  }

  /** The label of a leaf at a level. */
  public int node(int level, int leaf) {
    return nodes[level][leaf];
  }

  /** How many labels a level has. */
  int labels(int level) {
    return level == levels() - 1 ? 1 : nodes[level + 1][0] - nodes[level][0];
  }

  /** The label of a leaf at a level, numbered within the level from 0. */
  int number(int level, int leaf) {
    return nodes[level][leaf] - nodes[level][0];
  }

  /** The level of a label. */
  public int level(int node) {
    return levels[node];
  }

  /** The cost of a label, from 0 to 1. */
  public double cost(int node) {
    return costs[node];
  }

  /** The labels of all leaves at a level. */
  int[] labelsAt(int level) {
    return nodes[level];
  }

  /** Whether all leaves of a node are under another, on a level not lower, or it is the same. */
  boolean isUnder(int node, int other) {
    return levels[node] <= levels[other] && nodes[levels[other]][someLeaf[node]] == other;
  }

  /** The lowest label, from the node's own level up, that stands for a node and a leaf. */
  int common(int node, int leaf) {
    int level = levels[node];
    int other = someLeaf[node];
    while (nodes[level][other] != nodes[level][leaf]) {
      level++;
    }
    return nodes[level][leaf];
  }
}
