package org.jinyanglake.desensitize.recognize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All recognizers together.
 *
 * <p>Immutable; may be used by several threads.
 */
public final class Recognizers {
  /** Findings of at least this score are as good as sure. */
  public static final double SURE = 0.8;

  /** To be raised whenever they come to find more: texts that were redacted are redacted anew. */
  public static final int VERSION = 1;

  private static final List<Recognizer> ALL =
      List.of(
          new Numbers(),
          new Plates(),
          new Military(),
          new Networks(),
          new Names(),
          new Addresses());

  private Recognizers() {}

  /**
   * What is in a text, from left to right; of findings that overlap the surer, then the longer.
   *
   * @param leastScore {@link #SURE}, or less for a look at what may be there
   */
  public static List<Finding> find(String text, double leastScore) {
    List<Finding> all = new ArrayList<>();
    Text plain = new Text(text);
    for (Recognizer each : ALL) {
      each.find(plain, all);
    }
    if (all.isEmpty()) {
      return all;
    }
    all.removeIf(each -> each.score() < leastScore);
    all.sort(
        Comparator.comparingDouble(Finding::score)
            .thenComparingInt(Finding::length)
            .reversed()
            .thenComparingInt(Finding::start)
            .thenComparing(Finding::kind));
    NavigableMap<Integer, Finding> kept = new TreeMap<>();
    for (Finding each : all) {
      Map.Entry<Integer, Finding> before = kept.lowerEntry(each.end());
      if (before == null || before.getValue().end() <= each.start()) {
        kept.put(each.start(), each);
      }
    }
    return List.copyOf(kept.values());
  }
}
