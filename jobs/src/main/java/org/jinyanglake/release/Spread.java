package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jinyanglake.contract.Diversity;
import org.jinyanglake.contract.Diversity.Distance;

/**
 * How the written values of one sensitive column are spread over the classes of a partition, by the
 * definitions that {@link Diversity} names.
 *
 * @param classes by {@link ClassKey}
 * @param partition with which classes are compared
 */
record Spread(Map<String, ValuePersons> classes, ValuePersons partition) {

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
    boolean isLeast =
        condition.measure() == Diversity.Measure.DISTINCT
            || condition.measure() == Diversity.Measure.ENTROPY;
    double worst = isLeast ? Double.MAX_VALUE : 0;
    long failing = 0;
    for (ValuePersons each : classes.values()) {
      double reached =
          switch (condition.measure()) {
            case DISTINCT -> each.mostConcentrated().size();
            case ENTROPY -> Math.exp(entropy(each.mostConcentrated()));
            case RECURSIVE -> mostToRest(each.mostConcentrated(), (int) condition.bound());
            case LIKENESS -> gain(each);
            case CLOSENESS -> moved(each, distance, form);
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

  private static double entropy(List<Long> counts) {
    double total = total(counts);
    return counts.stream().mapToDouble(n -> -n / total * Math.log(n / total)).sum();
  }

  private static long total(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static double mostToRest(List<Long> falling, int l) {
    long rest = total(falling.subList(Math.min(l - 1, falling.size()), falling.size()));
    return rest == 0 ? Double.POSITIVE_INFINITY : falling.get(0) / (double) rest;
  }

  private double gain(ValuePersons each) {
    double expected = each.persons() / (double) partition.persons();
    return each.of().keySet().stream()
        .mapToDouble(value -> each.with(value) / (partition.surelyWith(value) * expected) - 1)
        .max()
        .orElse(0);
  }

  /**
   * The earth mover's distance of the two distributions of values, for as many values as a person
   * of the class has, and by how many these are more than in the partition. Where all values are
   * equally far from each other, no set of values is had more often by the persons of the class
   * than by those of the partition, on an average, by more than this.
   */
  private double moved(ValuePersons each, Distance distance, Form form) {
    double moved =
        switch (distance) {
          case EQUAL -> difference(each, partition) / 2;
          case ORDERED -> byRank(each);
          case HIERARCHICAL -> byHeight(each, form);
        };
    double has = each.valuesPerPerson();
    double expected = partition.valuesPerPerson();
    double doubt = each.doubt() + (1 + has / expected) * partition.doubt();
    return has * moved + Math.max(0, has - expected) + doubt;
  }

  private static double difference(ValuePersons some, ValuePersons all) {
    double ofSome = some.total();
    double ofAll = all.total();
    return all.of().keySet().stream()
        .mapToDouble(value -> Math.abs(some.with(value) / ofSome - all.with(value) / ofAll))
        .sum();
  }

  /** Nulls come first. */
  @SuppressWarnings("unchecked") // the values of one column are of one comparable class
  private double byRank(ValuePersons some) {
    List<Object> values = new ArrayList<>(partition.of().keySet());
    values.sort(Comparator.nullsFirst((a, b) -> ((Comparable<Object>) a).compareTo(b)));
    double ofSome = some.total();
    double ofAll = partition.total();
    double carried = 0;
    double work = 0;
    for (Object value : values) {
      carried += some.with(value) / ofSome - partition.with(value) / ofAll;
      work += Math.abs(carried);
    }
    return values.size() < 2 ? 0 : work / (values.size() - 1);
  }

  /**
   * A tree whose edges are half a step long has the distance of two leaves as its path between
   * them, and what must be carried over an edge is the difference of what is below.
   */
  private double byHeight(ValuePersons some, Form form) {
    double work = 0;
    for (int steps = 0; steps < form.height(); steps++) {
      work += difference(some.raised(form, steps), partition.raised(form, steps));
    }
    return form.height() == 0 ? 0 : work / 2 / form.height();
  }
}
