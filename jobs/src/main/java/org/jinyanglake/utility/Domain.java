package org.jinyanglake.utility;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The values of a column before, in their order, and of each label that is published, which of them
 * it can stand for. What a reader makes of a label is that each value that it can stand for is as
 * likely as the others.
 *
 * @param values the different ones; a null comes first
 * @param raw of each row before, the number of its value
 * @param labels the different published values
 * @param published of each row after, the number of its label
 * @param extents of each label, the numbers of the values that it can stand for
 */
record Domain(
    List<Object> values, int[] raw, List<Object> labels, int[] published, List<BitSet> extents) {

  /** More pairs of a value and a label are not looked at: it would take long. */
  private static final long MOST_PAIRS = 5_000_000;

  /** Empty if there are too many different values. */
  static Optional<Domain> of(
      List<Object> before, List<Object> after, BiPredicate<Object, Object> covers) {
    List<Object> values = new ArrayList<>(new LinkedHashSet<>(before));
    List<Object> labels = new ArrayList<>(new LinkedHashSet<>(after));
    if ((long) values.size() * labels.size() > MOST_PAIRS) {
      return Optional.empty();
    }
    values.sort(Domain::compare);
    List<BitSet> extents = new ArrayList<>();
    for (Object label : labels) {
      BitSet extent = new BitSet();
      for (int i = 0; i < values.size(); i++) {
        extent.set(i, covers.test(values.get(i), label));
      }
      extents.add(extent);
    }
    return Optional.of(
        new Domain(values, numbers(before, values), labels, numbers(after, labels), extents));
  }

  @SuppressWarnings("unchecked") // the values of one column are of one comparable class
  private static int compare(Object a, Object b) {
    if (a == null || b == null) {
      return a == b ? 0 : a == null ? -1 : 1;
    }
    return a instanceof Comparable<?> ? ((Comparable<Object>) a).compareTo(b) : 0;
  }

  private static int[] numbers(List<Object> rows, List<Object> values) {
    Map<Object, Integer> places = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      places.put(values.get(i), i);
    }
    return rows.stream().mapToInt(places::get).toArray();
  }

  /** Whether values lie between others: numbers and times. */
  boolean isOrdered() {
    Object last = values.isEmpty() ? null : values.get(values.size() - 1);
    return last instanceof Number || last instanceof java.util.Date;
  }

  /**
   * The normalized certainty penalty of a label, from 0 to 1: of numbers and times the length of
   * what it covers by that of all values, of others the number of values that it covers by that of
   * all, 0 if it is one. Of Xu and others, Utility-Based Anonymization Using Local Recoding (2006).
   */
  double penalty(int label) {
    BitSet extent = extents.get(label);
    if (extent.cardinality() < 2) {
      return 0;
    }
    if (!isOrdered()) {
      return extent.cardinality() / (double) values.size();
    }
    int first = values.get(0) == null ? 1 : 0;
    double all = number(values.size() - 1) - number(first);
    int low = extent.nextSetBit(first);
    return low < 0 || all == 0 ? 0 : (number(extent.length() - 1) - number(low)) / all;
  }

  private double number(int value) {
    Object of = values.get(value);
    return of instanceof java.util.Date time ? time.getTime() : ((Number) of).doubleValue();
  }

  /** The mean penalty of the published rows. */
  double penalty() {
    double sum = 0;
    for (int label : published) {
      sum += penalty(label);
    }
    return published.length == 0 ? 0 : sum / published.length;
  }
}
