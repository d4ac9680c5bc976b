package org.jinyanglake.quality;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How good data are, from 0 to 100, by the dimensions of GB/T 36344-2018; {@code docs/rules.md} has
 * the formula.
 *
 * @param dimensions all six; null where nothing was measured. Rounded down to a tenth, so that 100
 *     is said of nothing that has a fault
 * @param overall mean of the dimensions that were measured; null if none was
 */
public record Score(Map<Dimension, Double> dimensions, Double overall) {

  public Score {
    Map<Dimension, Double> all = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      all.put(dimension, dimensions.get(dimension));
    }
    dimensions = Collections.unmodifiableMap(all);
  }

  /**
   * The score of a dataset.
   *
   * @param shares by dimension what was measured in it, each from 0 to 1 and of equal weight
   */
  static Score of(Map<Dimension, List<Double>> shares) {
    Map<Dimension, Double> means = new EnumMap<>(Dimension.class);
    shares.forEach(
        (dimension, all) ->
            average(all).ifPresent(mean -> means.put(dimension, floor(100 * mean))));
    return of(means.values(), means);
  }

  /** The score of several datasets: of each dimension the mean of those that measure it. */
  static Score mean(Collection<Score> scores) {
    Map<Dimension, Double> means = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      average(
              scores.stream()
                  .map(each -> each.dimensions().get(dimension))
                  .filter(Objects::nonNull)
                  .toList())
          .ifPresent(mean -> means.put(dimension, floor(mean)));
    }
    return of(means.values(), means);
  }

  private static Score of(Collection<Double> measured, Map<Dimension, Double> dimensions) {
    OptionalDouble mean = average(measured);
    return new Score(dimensions, mean.isPresent() ? floor(mean.getAsDouble()) : null);
  }

  private static OptionalDouble average(Collection<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).average();
  }

  /** What is a hair below a tenth because of how it was added up is that tenth. */
  private static double floor(double score) {
    return Math.floor(score * 10 + 1e-6) / 10;
  }
}
