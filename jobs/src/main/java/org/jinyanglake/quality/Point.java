package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jinyanglake.quality.Judged.Fact;
import org.jinyanglake.quality.Judged.Named;

/**
 * What a rule said of one period.
 *
 * @param period a day, or the moment of the judgement
 * @param value its measure, of several partitions that of the worst: a failed one before others;
 *     null if there is none
 * @param passed whether it held in all partitions; null if it was not judged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Point(String period, Double value, Boolean passed) {

  static Point of(Named rule, Period period) {
    Optional<Fact> worst = worst(rule, period);
    return new Point(
        period.label(), worst.map(Fact::metric).orElse(null), worst.map(Fact::passed).orElse(null));
  }

  /** Of what a rule said of the partitions of a period the first failure, else the last passing. */
  static Optional<Fact> worst(Named rule, Period period) {
    Optional<Fact> worst = Optional.empty();
    for (Judged each : period.judged()) {
      Optional<Fact> fact = each.fact(rule);
      if (fact.isPresent() && worst.map(Fact::passed).orElse(true)) {
        worst = fact;
      }
    }
    return worst;
  }

  boolean failed() {
    return Boolean.FALSE.equals(passed);
  }
}
