package org.jinyanglake.quality;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.quality.Judged.Fact;
import org.jinyanglake.quality.Judged.Named;
import org.jinyanglake.quality.RuleReport.State;
import org.jinyanglake.quality.RuleReport.Unit;

/** How one rule stands, from all that it ever said. */
final class RuleStanding {
  private final Named rule;
  private final RuleText text;
  private final boolean declared;
  private final Judgings judgings;
  private final Map<String, Long> rows;
  private final List<Period> failing;

  /**
   * All that was said of a dataset's partitions.
   *
   * @param days whether periods are days, each of which stands by itself, and not moments, of which
   *     each says all that held then
   * @param periods the oldest first
   * @param byPartition all judgements of a partition, the newest first
   */
  record Judgings(boolean days, List<Period> periods, Map<String, List<Judged>> byPartition) {
    static Judgings of(Contract contract, List<Judged> history) {
      return new Judgings(
          Period.areDays(contract),
          Period.of(contract, history),
          history.stream().collect(Collectors.groupingBy(Judged::partition)));
    }

    /** The last periods. */
    List<Period> told() {
      return Period.told(periods);
    }
  }

  /**
   * The standing of a rule.
   *
   * @param declared whether the contract has it
   * @param rows by partition, how many rows it has; partitions of which that is not known are
   *     missing
   */
  RuleStanding(
      Named rule, RuleText text, boolean declared, Judgings judgings, Map<String, Long> rows) {
    this.rule = rule;
    this.text = text;
    this.declared = declared;
    this.judgings = judgings;
    this.rows = rows;
    this.failing = failing(rule, judgings);
  }

  /**
   * The periods without a break in which it fails, up to the last one that matters: the newest, or,
   * as it still holds data back, the last one of which it holds a partition, however old.
   */
  private static List<Period> failing(Named rule, Judgings judgings) {
    List<Period> periods = judgings.periods();
    int last = periods.size() - 1;
    while (last >= 0
        && !(last == periods.size() - 1 && Point.of(rule, periods.get(last)).failed())
        && !(judgings.days() && holds(rule, periods.get(last)))) {
      last--;
    }
    int first = last;
    while (first > 0 && Point.of(rule, periods.get(first - 1)).failed()) {
      first--;
    }
    return last < 0 ? List.of() : periods.subList(first, last + 1);
  }

  private static boolean holds(Named rule, Period period) {
    return period.judged().stream()
        .anyMatch(each -> each.fact(rule).filter(fact -> fact.holds(rule)).isPresent());
  }

  Named rule() {
    return rule;
  }

  RuleText text() {
    return text;
  }

  State state() {
    if (!failing.isEmpty()) {
      return State.FAILED;
    }
    boolean judged = newest().flatMap(period -> Point.worst(rule, period)).isPresent();
    // What the lake watches by itself is recorded where it finds something.
    return judged || !declared && newest().isPresent() ? State.PASSED : State.UNJUDGED;
  }

  private Optional<Period> newest() {
    List<Period> periods = judgings.periods();
    return periods.isEmpty() ? Optional.empty() : Optional.of(periods.get(periods.size() - 1));
  }

  /** What it said of the last period in which it fails; if it does not, of the newest one. */
  Optional<Fact> now() {
    return (failing.isEmpty() ? newest() : Optional.of(failing.get(failing.size() - 1)))
        .flatMap(period -> Point.worst(rule, period));
  }

  /** Where rows are kept for which it fails, those of the last period first. */
  List<String> failingRows() {
    List<String> kept = new ArrayList<>();
    for (int i = failing.size() - 1; i >= 0; i--) {
      failing
          .get(i)
          .judged()
          .forEach(
              each ->
                  each.fact(rule)
                      .map(Fact::failing)
                      .filter(name -> !name.isEmpty())
                      .ifPresent(kept::add));
    }
    return kept;
  }

  /** When the first of the failures without a break was recorded first. */
  private Optional<Instant> firstSeen() {
    return failing.stream().findFirst().flatMap(this::firstSeen);
  }

  private Optional<Instant> firstSeen(Period period) {
    Instant first = null;
    for (Judged failed : period.judged()) {
      if (failed.fact(rule).filter(fact -> !fact.passed()).isEmpty()) {
        continue;
      }
      List<Judged> all = judgings.byPartition().get(failed.partition());
      for (Judged each : all.subList(all.indexOf(failed), all.size())) {
        if (each.fact(rule).map(Fact::passed).orElse(true)) {
          break;
        }
        first = first == null || each.at().isBefore(first) ? each.at() : first;
      }
    }
    return Optional.ofNullable(first);
  }

  /** How many rows break it in the periods in which it fails; empty if that is not known. */
  private Optional<Long> broken() {
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    long broken = 0;
    int from = judgings.days() ? 0 : failing.size() - 1;
    for (Period period : failing.subList(from, failing.size())) {
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
   * share that was measured; 0 if that is not known. Weighted by rows if they are known of all, a
   * partition without rows as if it had one. Empty if nothing was judged.
   */
  Optional<Double> share() {
    double sum = 0;
    double weights = 0;
    Map<String, Judged> last = new TreeMap<>();
    judgings
        .told()
        .forEach(period -> period.judged().forEach(each -> last.put(each.partition(), each)));
    last.values().removeIf(each -> each.fact(rule).isEmpty());
    boolean weighted = rows.keySet().containsAll(last.keySet());
    for (Judged each : last.values()) {
      Fact fact = each.facts().get(rule);
      long kept = rows.getOrDefault(each.partition(), 0L);
      double judged = kept + (rule.isRow() && fact.metric() != null ? fact.metric() : 0);
      double weight = weighted ? Math.max(1, judged) : 1;
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

  private Unit unit() {
    return rule.isRow() ? Unit.ROWS : text.unit();
  }

  RuleReport report(InWords words, List<Example> examples, Optional<Remedy> remedy) {
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
        judgings.told().stream().map(period -> Point.of(rule, period)).toList(),
        examples,
        remedy.orElse(null));
  }
}
