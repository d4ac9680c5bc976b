package org.jinyanglake.check.anomaly;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jinyanglake.check.RuleResult;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.check.measure.MeasureHistory;
import org.jinyanglake.contract.AnomalyRule;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Holidays;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Type;

/**
 * Compares partitions of days with the days before each: by the rules {@code DetectAnomalies} of
 * the contract, and beside them by a {@link Watch} that no contract needs to ask for.
 *
 * <p>It sees measures, no rows. Datasets that are not partitioned by one date are not compared.
 */
public final class Anomalies {

  private final List<Rule> declared;
  private final boolean daily;
  private final Holidays holidays;
  private final boolean extremes;

  private Anomalies(List<Rule> declared, boolean daily, Holidays holidays, boolean extremes) {
    this.declared = declared;
    this.daily = daily;
    this.holidays = holidays;
    this.extremes = extremes;
  }

  /** Those of a dataset. */
  public static Anomalies of(Contract contract, Holidays holidays) {
    var partitions = contract.partitionColumns();
    return new Anomalies(
        contract.allRules().stream().filter(rule -> AnomalyRule.claims(rule.dqdl())).toList(),
        partitions.size() == 1 && partitions.get(0).type().kind() == Type.Kind.DATE,
        holidays,
        contract.openingType() != OpeningType.CLOSED);
  }

  /**
   * The results for partitions: of each declared rule one; of the watch one of severity WARNING
   * where something is not normal, under the rule that would have found it, else none.
   *
   * @param paths all partitions there are
   * @param measures those of a partition, by its path; asked for what is needed only
   * @param due the partitions to compare
   * @param held the partitions that are held back for other reasons: from them, and from those that
   *     a rule of severity ERROR holds back here, rules of that severity do not learn
   */
  public List<RuleResult> judge(
      Set<String> paths,
      Function<String, SortedMap<Measure, Double>> measures,
      Collection<String> due,
      Set<String> held) {
    if (!daily || due.isEmpty()) {
      return List.of();
    }
    NavigableMap<LocalDate, String> byDay = new TreeMap<>();
    paths.forEach(path -> MeasureHistory.day(path).ifPresent(day -> byDay.put(day, path)));
    Set<LocalDate> needed = new HashSet<>();
    due.forEach(
        path ->
            MeasureHistory.day(path)
                .ifPresent(
                    day ->
                        needed.addAll(
                            byDay
                                .subMap(day.minusDays(Baseline.WINDOW), true, day, true)
                                .keySet())));
    SortedMap<LocalDate, SortedMap<Measure, Double>> known = new TreeMap<>();
    needed.forEach(day -> known.put(day, measures.apply(byDay.get(day))));
    Days days = new Days(known, byDay.navigableKeySet());
    DayClass classes = new DayClass(holidays);
    Set<LocalDate> untaught = new HashSet<>(needed);
    untaught.removeIf(day -> !held.contains(byDay.get(day)));
    List<RuleResult> results = new ArrayList<>();
    for (String path : new TreeSet<>(due)) {
      Optional<LocalDate> day = MeasureHistory.day(path);
      for (Rule rule : declared) {
        Days before = rule.severity() == Rule.Severity.ERROR ? days.without(untaught) : days;
        RuleResult result =
            day.map(each -> judge(rule, path, each, before, classes))
                .orElseGet(() -> failed(rule, path, "the partition is of no day"));
        results.add(result);
        if (result.holds()) {
          day.ifPresent(untaught::add);
        }
      }
      day.flatMap(each -> watch(days).on(each))
          .map(found -> warning(path, found))
          .ifPresent(results::add);
    }
    return results;
  }

  /** What is declared to be compared in the same way is not told twice. */
  private Watch watch(Days days) {
    Set<Measure> told = new HashSet<>();
    for (Rule rule : declared) {
      AnomalyRule anomaly = AnomalyRule.parse(rule.dqdl());
      if (anomaly.strategy() == AnomalyRule.Strategy.ROBUST) {
        told.add(new Measure(anomaly.metric(), anomaly.column()));
      }
    }
    return watchOf(days).without(told);
  }

  private Watch watchOf(Days days) {
    Watch watch = new Watch(days, holidays);
    return extremes ? watch : watch.withholdingExtremes();
  }

  private RuleResult judge(Rule rule, String path, LocalDate day, Days days, DayClass classes) {
    AnomalyRule anomaly = AnomalyRule.parse(rule.dqdl());
    Measure measure = new Measure(anomaly.metric(), anomaly.column());
    Double value = days.on(day).get(measure);
    if (value == null) {
      return failed(
          rule,
          path,
          Wording.name(measure)
              + " could not be measured: "
              + (days.on(day).isEmpty() ? "too many rows are refused" : "no row has a value"));
    }
    boolean withheld = !extremes && Watch.isExtreme(measure);
    Optional<String> reason =
        anomaly.strategy() == AnomalyRule.Strategy.ROBUST
            ? watchOf(days).of(measure, day)
            : classes.isOrdinary(day)
                ? Strategies.anomaly(anomaly, ordinary(days, measure, day, classes))
                    .map(
                        why ->
                            withheld
                                ? Wording.withheld(measure)
                                : Wording.name(measure)
                                    + " "
                                    + Wording.number(measure, value)
                                    + ": "
                                    + why)
                : Optional.empty(); // deequ knows no holidays
    return new RuleResult(
        path,
        rule.dqdl(),
        rule.severity(),
        reason.isEmpty(),
        withheld ? OptionalDouble.empty() : OptionalDouble.of(value),
        reason.orElse(""));
  }

  /** The values of an ordinary day and of those before it. */
  private static NavigableMap<LocalDate, Double> ordinary(
      Days days, Measure measure, LocalDate day, DayClass classes) {
    NavigableMap<LocalDate, Double> ordinary = new TreeMap<>(days.before(measure, day));
    ordinary.keySet().removeIf(each -> !classes.isOrdinary(each));
    ordinary.put(day, days.on(day).get(measure));
    return ordinary;
  }

  private static RuleResult failed(Rule rule, String path, String reason) {
    return new RuleResult(
        path, rule.dqdl(), rule.severity(), false, OptionalDouble.empty(), reason);
  }

  private static RuleResult warning(String path, Finding found) {
    return new RuleResult(
        path,
        AnomalyRule.dqdl(found.measure().metric(), found.measure().column()),
        Rule.Severity.WARNING,
        false,
        found.value(),
        found.reason());
  }
}
