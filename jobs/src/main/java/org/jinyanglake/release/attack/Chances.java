package org.jinyanglake.release.attack;

import java.util.List;

/** The chances of an attack on one target after the other. */
final class Chances {
  private long tried;
  private double expected;
  private double best;

  void add(double chance) {
    tried++;
    expected += chance;
    best = Math.max(best, chance);
  }

  Score score(String attack, List<String> columns) {
    return new Score(attack, columns, tried, expected, best);
  }
}
