package org.jinyanglake.demo;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Values of which some are drawn more often than others. */
final class Weighted<T> {

  private final List<T> values;
  private final double[] upTo;

  private Weighted(List<T> values, double[] upTo) {
    this.values = values;
    this.upTo = upTo;
  }

  /** Each value is drawn in proportion to its weight, a positive number. */
  static <T> Weighted<T> by(List<T> values, ToDoubleFunction<T> weight) {
    double[] upTo = new double[values.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += weight.applyAsDouble(values.get(i));
      upTo[i] = sum;
    }
    return new Weighted<>(List.copyOf(values), upTo);
  }

  /** The n-th value is drawn 1/n times as often as the first (Zipf's law). */
  static <T> Weighted<T> zipf(List<T> values) {
    double[] upTo = new double[values.size()];
    double sum = 0;
    for (int i = 0; i < upTo.length; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    return new Weighted<>(List.copyOf(values), upTo);
  }

  /** The same weights for other values. */
  <R> Weighted<R> map(Function<T, R> change) {
    return new Weighted<>(values.stream().map(change).toList(), upTo);
  }

  List<T> values() {
    return values;
  }

  T pick(Dice dice) {
    int found = Arrays.binarySearch(upTo, dice.fraction() * upTo[upTo.length - 1]);
    return values.get(Math.min(values.size() - 1, found < 0 ? -found - 1 : found + 1));
  }
}
