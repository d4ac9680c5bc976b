package org.jinyanglake.desensitize.anonymity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Quasi-identifiers taken together, a few at a time, so that the label of a tuple at a vector of
 * levels takes few look-ups: the leaves of a block are one number, and so are its labels.
 */
final class Blocks {
  private static final int LEAVES = 4096;

  private final Tuples tuples;
  private final List<int[]> blocks = new ArrayList<>();
  private final List<Map<Integer, Labels>> known = new ArrayList<>();

  Blocks(Tuples tuples) {
    this.tuples = tuples;
    List<Integer> block = new ArrayList<>();
    long leaves = 1;
    for (int q = 0; q < tuples.width(); q++) {
      if (!block.isEmpty() && leaves * tuples.taxonomies()[q].leaves() > LEAVES) {
        add(block);
        block = new ArrayList<>();
        leaves = 1;
      }
      block.add(q);
      leaves *= tuples.taxonomies()[q].leaves();
    }
    add(block);
  }

  private void add(List<Integer> block) {
    blocks.add(block.stream().mapToInt(Integer::intValue).toArray());
    known.add(new HashMap<>());
  }

  int count() {
    return blocks.size();
  }

  /** The leaves of all tuples in a block. */
  int[] leaves(int block) {
    int[] leaves = new int[tuples.size()];
    for (int tuple = 0; tuple < leaves.length; tuple++) {
      for (int q : blocks.get(block)) {
        leaves[tuple] = leaves[tuple] * tuples.taxonomies()[q].leaves() + tuples.leaf(tuple, q);
      }
    }
    return leaves;
  }

  /**
   * The labels of a block at certain levels.
   *
   * @param of of each of the block's leaves, numbered from 0
   * @param space how many there can be
   */
  record Labels(int[] of, int space) {}

  /** The labels of a block at a vector of levels. */
  Labels labels(int block, int[] vector) {
    int levels = 0;
    for (int q : blocks.get(block)) {
      levels = levels * tuples.taxonomies()[q].levels() + vector[q];
    }
    return known.get(block).computeIfAbsent(levels, any -> make(blocks.get(block), vector));
  }

  private Labels make(int[] block, int[] vector) {
    int[] of = {0};
    int space = 1;
    for (int q : block) {
      Taxonomy taxonomy = tuples.taxonomies()[q];
      int[] longer = new int[of.length * taxonomy.leaves()];
      int labels = taxonomy.labels(vector[q]);
      for (int i = 0; i < of.length; i++) {
        for (int leaf = 0; leaf < taxonomy.leaves(); leaf++) {
          longer[i * taxonomy.leaves() + leaf] = of[i] * labels + taxonomy.number(vector[q], leaf);
        }
      }
      of = longer;
      space *= labels;
    }
    return new Labels(of, space);
  }
}
