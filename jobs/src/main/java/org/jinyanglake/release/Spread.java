package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;

/**
 * How the written values of one sensitive column are spread over the classes of a partition, by the
 * definitions that {@link Diversity} names.
 *
 * @param classes of each class, by {@link ClassKey}, the rows of each value
 */
record Spread(Map<String, Map<Object, Long>> classes) {

  /**
   * What a partition reached of a condition.
   *
   * @param worst of the measure in all classes; of {@link Diversity.Measure#RECURSIVE} what c must
   *     be greater than
   * @param failing classes that do not fulfil the condition
   */
  public record Reached(Diversity condition, double worst, long failing) {

    /** {@link #worst} to six places, as certificates and messages say it. */
    double rounded() {
      return Double.isInfinite(worst) ? worst : Math.rint(worst * 1e6) / 1e6;
    }
  }

  private static final double ROUNDING = 1e-9;

  /**
   * Measures all classes.
   *
   * @param form of the column, with the hierarchy by which its values are distant
   */
  Reached reached(Diversity condition, Distance distance, Form form) {
    Map<Object, Long> all = new HashMap<>();
    classes
        .values()
        .forEach(each -> each.forEach((value, rows) -> all.merge(value, rows, Long::sum)));
    boolean isLeast =
        condition.measure() == Diversity.Measure.DISTINCT
            || condition.measure() == Diversity.Measure.ENTROPY;
    double worst = isLeast ? Double.MAX_VALUE : 0;
    long failing = 0;
    for (Map<Object, Long> each : classes.values()) {
      double reached =
          switch (condition.measure()) {
            case DISTINCT -> each.size();
            case ENTROPY -> Math.exp(entropy(each));
            case RECURSIVE -> mostToRest(each, (int) condition.bound());
            case LIKENESS -> gain(each, all);
            case CLOSENESS ->
                switch (distance) {
                  case EQUAL -> difference(each, all) / 2;
                  case ORDERED -> byRank(each, all);
                  case HIERARCHICAL -> byHeight(each, all, form);
                };
          };
      boolean holds =
          switch (condition.measure()) {
            case DISTINCT, ENTROPY -> reached >= condition.bound() - ROUNDING;
            case RECURSIVE -> reached < condition.c();
            case LIKENESS, CLOSENESS -> reached <= condition.bound() + ROUNDING;
          };
      worst = isLeast ? Math.min(worst, reached) : Math.max(worst, reached);
      failing += holds ? 0 : 1;
    }
    return new Reached(condition, classes.isEmpty() ? 0 : worst, failing);
  }

  private static long total(Map<Object, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static double entropy(Map<Object, Long> rows) {
    double total = total(rows);
    return rows.values().stream().mapToDouble(n -> -n / total * Math.log(n / total)).sum();
  }

  private static double mostToRest(Map<Object, Long> rows, int l) {
    List<Long> falling = rows.values().stream().sorted(Comparator.reverseOrder()).toList();
    long rest = falling.stream().skip(l - 1L).mapToLong(Long::longValue).sum();
    return rest == 0 ? Double.POSITIVE_INFINITY : falling.get(0) / (double) rest;
  }

  private static double gain(Map<Object, Long> rows, Map<Object, Long> all) {
    double expected = total(rows) / (double) total(all);
    return rows.entrySet().stream()
        .mapToDouble(each -> each.getValue() / (all.get(each.getKey()) * expected) - 1)
        .max()
        .orElse(0);
  }

  private static double difference(Map<Object, Long> rows, Map<Object, Long> all) {
    double of = total(rows);
    double ofAll = total(all);
    return all.entrySet().stream()
        .mapToDouble(
            each -> Math.abs(rows.getOrDefault(each.getKey(), 0L) / of - each.getValue() / ofAll))
        .sum();
  }

  /** Nulls come first. */
  @SuppressWarnings("unchecked") // the values of one column are of one comparable class
  private static double byRank(Map<Object, Long> rows, Map<Object, Long> all) {
    List<Object> values = new ArrayList<>(all.keySet());
    values.sort(Comparator.nullsFirst((a, b) -> ((Comparable<Object>) a).compareTo(b)));
    double of = total(rows);
    double ofAll = total(all);
    double carried = 0;
    double work = 0;
    for (Object value : values) {
      carried += rows.getOrDefault(value, 0L) / of - all.get(value) / ofAll;
      work += Math.abs(carried);
    }
    return values.size() < 2 ? 0 : work / (values.size() - 1);
  }

  /**
   * A tree whose edges are half a step long has the distance of two leaves as its path between
   * them, and what must be carried over an edge is the difference of what is below.
   */
  private static double byHeight(Map<Object, Long> rows, Map<Object, Long> all, Form form) {
    double work = 0;
    for (int steps = 0; steps < form.height(); steps++) {
      work += difference(raised(rows, form, steps), raised(all, form, steps));
    }
    return form.height() == 0 ? 0 : work / 2 / form.height();
  }

  private static Map<Object, Long> raised(Map<Object, Long> rows, Form form, int steps) {
    Map<Object, Long> raised = new HashMap<>();
    rows.forEach((value, n) -> raised.merge(form.above(value, steps), n, Long::sum));
    return raised;
  }
}
