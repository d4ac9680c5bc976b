package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.quality.Judged.Named;

/**
 * The quality of one dataset.
 *
 * @param dataset {@code domain.name}
 * @param title its name for people
 * @param department the contract's domain, whose folder it lies in
 * @param provider who provides the data, by the contract
 * @param steward user name of who answers for the contract
 * @param contract version of the contract
 * @param judgedAt when a partition was judged last, ISO 8601; null if none ever was
 * @param partitions how many there are
 * @param outdated of these, how many the contract as it is now has not judged
 * @param held why partitions are held back by rules, by path
 * @param lateRemedy what to do about late data, or about the first ones; null if nothing is
 * @param rules failing errors first, then other failures, then those not judged, then those that
 *     pass
 * @param measures what was measured beside rules
 * @param refusedByRules rows of the partitions as they are that row rules refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetReport(
    String dataset,
    String title,
    String department,
    String provider,
    String steward,
    String contract,
    String judgedAt,
    int partitions,
    int outdated,
    Map<String, List<String>> held,
    Score score,
    Freshness freshness,
    Remedy lateRemedy,
    Access access,
    Collected collected,
    List<RuleReport> rules,
    List<Measured> measures,
    long refusedByRules) {

  private static final int HELD = 5;

  /**
   * What the lake knows beside what its rules said.
   *
   * @param judgements all of them
   * @param rows by partition, how many rows it has; missing where that is not known
   * @param measures to be shown
   * @param examples by rule, rows that a check refused
   * @param failing some rows for which a rule fails, by the rule and where such rows are kept
   * @param collected rows that collection refused and that can still be repaired
   */
  public record Known(
      Judgements judgements,
      Map<String, Long> rows,
      List<Measured> measures,
      Map<String, List<Example>> examples,
      BiFunction<String, List<String>, List<Example>> failing,
      List<Collected.ByRule> collected) {
    public static final Known NOTHING =
        new Known(
            new Judgements(Set.of()),
            Map.of(),
            List.of(),
            Map.of(),
            (rule, kept) -> List.of(),
            List.of());
  }

  /** The quality of the dataset of a contract, at a moment; needs no Spark. */
  public static DatasetReport of(
      Lake lake, Contract contract, Optional<Version> raw, Known known, Instant now) {
    List<Judged> history = known.judgements().all();
    RuleStanding.Judgings judgings = RuleStanding.Judgings.of(contract, history);
    Remedies remedies = new Remedies(contract);
    RuleWords words = new RuleWords(contract);
    Map<Dimension, List<Double>> shares = new EnumMap<>(Dimension.class);
    List<RuleReport> rules = new ArrayList<>();
    Set<Named> declared = contract.allRules().stream().map(Named::of).collect(Collectors.toSet());
    for (Map.Entry<Named, RuleText> each : named(contract, judgings.told()).entrySet()) {
      RuleText text = each.getValue();
      boolean isDeclared = declared.contains(each.getKey());
      RuleStanding standing =
          new RuleStanding(each.getKey(), text, isDeclared, judgings, known.rows());
      Optional<Remedy> remedy =
          switch (standing.state()) {
            case PASSED -> Optional.empty();
            case FAILED -> Optional.of(remedies.failed(standing));
            case UNJUDGED -> Optional.of(remedies.unjudged());
          };
      List<Example> examples =
          standing.rule().isRow()
              ? known.examples().getOrDefault(text.text(), List.of())
              : known.failing().apply(text.text(), standing.failingRows());
      rules.add(standing.report(words.say(text), examples, remedy));
      if (isDeclared) {
        standing.share().ifPresent(share -> add(shares, text.dimension(), share));
      }
    }
    rules.sort(Comparator.comparingInt(DatasetReport::rank));
    State state = raw.map(Version::state).orElse(State.EMPTY);
    Collected collected = Collected.of(contract, state, known.collected());
    collected.shares().forEach(share -> add(shares, Dimension.CONFORMITY, share));
    Freshness freshness = Freshness.of(contract, raw, now);
    if (freshness.onTime() != null) {
      add(shares, Dimension.TIMELINESS, freshness.onTime());
    }
    Access access =
        raw.map(version -> Access.of(lake, contract, version)).orElse(new Access("", 0, 0));
    access.shares().forEach(share -> add(shares, Dimension.ACCESSIBILITY, share));
    return new DatasetReport(
        contract.dataset().toString(),
        contract.title(),
        contract.dataset().domain(),
        Remedies.provider(contract),
        contract.steward(),
        contract.version(),
        history.isEmpty() ? null : history.get(0).at().toString(),
        state.partitions().size(),
        (int)
            state.partitions().values().stream()
                .filter(each -> !each.judged().startsWith(contract.hash()))
                .count(),
        held(state),
        Score.of(shares),
        freshness,
        freshness.late() || freshness.awaitsFirst() ? remedies.late() : null,
        access,
        collected,
        rules,
        known.measures(),
        state.partitions().values().stream().mapToLong(State.PartitionState::refused).sum());
  }

  /** The contract's rules, then what else was said lately under the contract as it is now. */
  private static Map<Named, RuleText> named(Contract contract, List<Period> periods) {
    Map<Named, RuleText> named = new LinkedHashMap<>();
    contract.allRules().forEach(rule -> named.put(Named.of(rule), RuleText.of(rule)));
    Set<Named> others = new LinkedHashSet<>();
    periods.stream()
        .flatMap(period -> period.judged().stream())
        .filter(judged -> judged.contract().equals(contract.hash()))
        .forEach(judged -> others.addAll(judged.facts().keySet()));
    others.forEach(each -> named.computeIfAbsent(each, rule -> RuleText.of(rule.rule())));
    return named;
  }

  private static void add(Map<Dimension, List<Double>> shares, Dimension dimension, double share) {
    shares.computeIfAbsent(dimension, any -> new ArrayList<>()).add(share);
  }

  private static int rank(RuleReport rule) {
    return switch (rule.state()) {
      case FAILED ->
          switch (rule.severity()) {
            case "error" -> 0;
            case "row" -> 1;
            default -> 2;
          };
      case UNJUDGED -> 3;
      case PASSED -> 4;
    };
  }

  private static Map<String, List<String>> held(State state) {
    Map<String, List<String>> held = new TreeMap<>();
    state
        .partitions()
        .forEach(
            (path, partition) -> {
              List<String> reasons = partition.held().get(Zone.RAW.catalog());
              if (reasons != null && !reasons.isEmpty()) {
                held.put(path, reasons);
              }
            });
    return held;
  }

  /** The last partitions that are held back, and why, the last one first. */
  public List<Map.Entry<String, List<String>>> heldLast() {
    return new TreeMap<>(held).descendingMap().entrySet().stream().limit(HELD).toList();
  }

  /** How many rules fail, of that severity. */
  public long failing(String severity) {
    return rules.stream()
        .filter(rule -> rule.state() == RuleReport.State.FAILED)
        .filter(rule -> rule.severity().equals(severity))
        .count();
  }

  /** Whether something holds data back, or they are late. */
  public boolean fails() {
    return freshness.late() || !held.isEmpty() || rules.stream().anyMatch(RuleReport::failsAsError);
  }

  /** Rows that collection and rules refused and that were not repaired since. */
  long refused() {
    return collected.rules().stream().mapToLong(Collected.ByRule::rows).sum() + refusedByRules;
  }

  /** Whether there is nothing to be said of it but that all is well. */
  boolean isClean() {
    return judgedAt != null
        && outdated == 0
        && !fails()
        && refused() == 0
        && collected.filesRefused() == 0
        && failedBefore() == 0
        && rules.stream().allMatch(rule -> rule.state() == RuleReport.State.PASSED);
  }

  /** How many rules hold now and did not in some earlier period that is told. */
  long failedBefore() {
    return rules.stream()
        .filter(rule -> rule.state() == RuleReport.State.PASSED)
        .filter(rule -> rule.series().stream().anyMatch(Point::failed))
        .count();
  }
}
