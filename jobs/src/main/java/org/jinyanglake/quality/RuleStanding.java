package org.jinyanglake.quality;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jinyanglake.quality.Judged.Fact;
import org.jinyanglake.quality.Judged.Named;
import org.jinyanglake.quality.RuleReport.State;
import org.jinyanglake.quality.RuleReport.Unit;

/**
 * How one rule stands, from all that it ever said.
 *
 * @param declared whether the contract has it
 * @param days whether periods are days, each of which stands by itself, and not moments, of which
 *     each says all that held then
 * @param periods the last ones, the oldest first
 * @param history all judgements, the newest first
 * @param rows by partition, how many rows it has; partitions of which that is not known are missing
 */
record RuleStanding(
    Named rule,
    RuleText text,
    boolean declared,
    boolean days,
    List<Period> periods,
    List<Judged> history,
    Map<String, Long> rows) {

  State state() {
    if (last() >= 0) {
      return State.FAILED;
    }
    boolean judged =
        !periods.isEmpty() && Point.worst(rule, periods.get(periods.size() - 1)).isPresent();
    // What the lake watches by itself is recorded where it finds something.
    return judged || !declared && !periods.isEmpty() ? State.PASSED : State.UNJUDGED;
  }

  /**
   * The last period that matters in which it fails, -1 if there is none: the newest one, or, as it
   * still holds data back, the last one of which it holds a partition.
   */
  private int last() {
    for (int i = periods.size() - 1; i >= 0; i--) {
      boolean newest = i == periods.size() - 1;
      Period period = periods.get(i);
      if (newest && Point.of(rule, period).failed()
          || days
              && period.judged().stream()
                  .anyMatch(each -> each.fact(rule).filter(fact -> fact.holds(rule)).isPresent())) {
        return i;
      }
    }
    return -1;
  }

  /** The first of the periods in which it fails without a break up to {@link #last}. */
  private int first() {
    int first = last();
    while (first > 0 && Point.of(rule, periods.get(first - 1)).failed()) {
      first--;
    }
    return first;
  }

  List<Period> failing() {
    return last() < 0 ? List.of() : periods.subList(first(), last() + 1);
  }

  Optional<Fact> now() {
    return periods.isEmpty()
        ? Optional.empty()
        : Point.worst(rule, periods.get(last() < 0 ? periods.size() - 1 : last()));
  }

  /** When the first of the failures without a break was recorded first. */
  Optional<Instant> firstSeen() {
    return failing().stream().findFirst().flatMap(this::firstSeen);
  }

  private Optional<Instant> firstSeen(Period period) {
    Instant first = null;
    for (Judged failed : period.judged()) {
      if (failed.fact(rule).filter(fact -> !fact.passed()).isEmpty()) {
        continue;
      }
      for (Judged each : history) {
        if (each.partition().equals(failed.partition()) && !each.at().isAfter(failed.at())) {
          if (each.fact(rule).map(Fact::passed).orElse(true)) {
            break;
          }
          first = first == null || each.at().isBefore(first) ? each.at() : first;
        }
      }
    }
    return Optional.ofNullable(first);
  }

  /** How many rows break it in the periods in which it fails; empty if that is not known. */
  Optional<Long> broken() {
    if (failing().isEmpty()) {
      return Optional.empty();
    }
    long broken = 0;
    List<Period> told = failing();
    for (Period period : days ? told : told.subList(told.size() - 1, told.size())) {
      for (Judged each : period.judged()) {
        Optional<Fact> fact = each.fact(rule).filter(failed -> !failed.passed());
        if (fact.isPresent()) {
          Optional<Long> rowsOf = broken(each.partition(), fact.get());
          if (rowsOf.isEmpty()) {
            return Optional.empty();
          }
          broken += rowsOf.get();
        }
      }
    }
    return Optional.of(broken);
  }

  private Optional<Long> broken(String partition, Fact fact) {
    if (fact.metric() == null) {
      return Optional.empty();
    }
    if (rule.isRow()) {
      return Optional.of(Math.round(fact.metric()));
    }
    if (!text.countsRows()) {
      return Optional.empty();
    }
    if (text.unit() == Unit.ROWS) {
      return Optional.of(Math.round(fact.metric()));
    }
    long all = rows.getOrDefault(partition, 0L);
    return all == 0
        ? Optional.empty()
        : text.satisfied(fact.metric(), all).map(share -> Math.round(all * (1 - share)));
  }

  /**
   * What share of the rows satisfies it, over the partitions of the last periods, from 0 to 1: a
   * passing rule counts 1; a failing one 1 less the refused rows of a {@code row} rule, or the
   * share that was measured; 0 if that is not known. Weighted by rows if they are known of all.
   * Empty if nothing was judged.
   */
  Optional<Double> share() {
    double sum = 0;
    double weights = 0;
    Map<String, Judged> last = new TreeMap<>();
    periods.forEach(period -> period.judged().forEach(each -> last.put(each.partition(), each)));
    last.values().removeIf(each -> each.fact(rule).isEmpty());
    boolean weighted =
        last.keySet().stream().allMatch(partition -> rows.getOrDefault(partition, 0L) > 0);
    for (Judged each : last.values()) {
      Fact fact = each.facts().get(rule);
      long kept = rows.getOrDefault(each.partition(), 0L);
      double judged = kept + (rule.isRow() && fact.metric() != null ? fact.metric() : 0);
      double weight = weighted ? judged : 1;
      sum += weight * share(fact, kept, judged);
      weights += weight;
    }
    return weights == 0 ? Optional.empty() : Optional.of(sum / weights);
  }

  private double share(Fact fact, long kept, double judged) {
    if (fact.passed()) {
      return 1;
    } else if (fact.metric() == null) {
      return 0;
    } else if (rule.isRow()) {
      return judged > 0 ? kept / judged : 0;
    }
    return text.satisfied(fact.metric(), kept).orElse(0.0);
  }

  Unit unit() {
    return rule.isRow() ? Unit.ROWS : text.unit();
  }

  RuleReport report(InWords words, List<Example> examples, Optional<Remedy> remedy) {
    List<Period> failing = failing();
    return new RuleReport(
        rule.rule(),
        rule.severity().toLowerCase(Locale.ROOT),
        declared,
        text.dimension(),
        words.zh(),
        words.en(),
        state(),
        unit(),
        now().map(Fact::metric).orElse(null),
        failing.isEmpty() ? "" : now().map(Fact::reason).orElse(""),
        failing.isEmpty() ? null : failing.get(0).label(),
        firstSeen().map(Instant::toString).orElse(null),
        failing.size(),
        broken().orElse(null),
        periods.stream().map(period -> Point.of(rule, period)).toList(),
        examples,
        remedy.orElse(null));
  }
}
