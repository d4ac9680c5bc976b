package org.jinyanglake.check;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.when;

import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.dqdl.model.UnsupportedExecutableRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.check.measure.StateKey;
import org.jinyanglake.contract.AnomalyRule;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.lake.RefusedRows;

/**
 * Judges the changed partitions of a dataset by the rules of its contract, with deequ.
 *
 * <p>All partitions are judged together: one Spark query for all measures, one more for each key
 * set of which a key may come again, and one for each other dataset whose counts or sums are
 * compared. Rows that a rule of severity {@code row} refuses are left out before rules of the other
 * severities are judged. {@code docs/rules.md} says which rules there are and what they mean.
 *
 * <p>Immutable; may be used by several threads over one Spark session at once. Nothing is cached
 * and no view is left behind.
 */
public final class Check {

  /** In the scan, how many of the rows that remain meet the condition that was asked about. */
  static final String FOUND = "found";

  private static final String PERSONS = "persons";

  /** Keys of more rows, 8 bytes for each in the tasks together, are not kept in memory. */
  private static final long MOST_KEYS = 4_000_000;

  private static final String GATHERED = "gathered";

  private final Contract contract;
  private final Asked asked;
  private final SortedSet<String> paths;
  private final Map<DatasetName, Other> others;
  private final List<DqdlRule> rules;

  private Check(
      Contract contract,
      Asked asked,
      SortedSet<String> paths,
      Map<DatasetName, Other> others,
      List<DqdlRule> rules) {
    this.contract = contract;
    this.asked = asked;
    this.paths = paths;
    this.others = others;
    this.rules = rules;
  }

  /**
   * What is asked for beside the results of the rules.
   *
   * @param told columns of each refused row, of this type
   * @param exchanging whether keys are compared by an exchange only
   */
  private record Asked(
      Optional<Column> condition,
      boolean measuring,
      boolean telling,
      StructType type,
      List<Column> told,
      boolean exchanging) {
    static final Asked NOTHING =
        new Asked(Optional.empty(), false, false, new StructType(), List.of(), false);
  }

  /** The check that a contract's rules make. A rule that is not DQDL fails in every partition. */
  public static Check of(Contract contract) {
    List<Rule> all =
        contract.allRules().stream()
            .filter(rule -> !AnomalyRule.claims(rule.dqdl())) // they need other days, see Anomalies
            .toList();
    List<String> names =
        contract.columns().stream().map(org.jinyanglake.contract.Column::name).toList();
    List<DqdlRule> rules =
        IntStream.range(0, all.size())
            .mapToObj(order -> DqdlRule.of(order, all.get(order), names))
            .toList();
    SortedSet<String> paths = new TreeSet<>();
    if (contract.partitionColumns().isEmpty()) {
      paths.add(""); // a table without partitions is one, with rows or without
    }
    return new Check(contract, Asked.NOTHING, paths, Map.of(), rules);
  }

  /** Judges these partitions, by their paths, also if they have no rows any more. */
  Check covering(Set<String> partitions) {
    SortedSet<String> all = new TreeSet<>(paths);
    all.addAll(partitions);
    return new Check(contract, asked, all, others, rules);
  }

  /** Compares with other datasets; a rule that needs one that is not among them fails. */
  public Check against(Map<DatasetName, Other> datasets) {
    return new Check(contract, asked, paths, Map.copyOf(datasets), rules);
  }

  /** Counts, in the same pass, the rows that remain and meet a condition, which is never null. */
  Check counting(Optional<Column> rows) {
    return asked(
        new Asked(
            rows,
            asked.measuring(),
            asked.telling(),
            asked.type(),
            asked.told(),
            asked.exchanging()));
  }

  /** Measures, in the same pass, the rows that remain: all their columns are read then. */
  public Check measuring() {
    return asked(
        new Asked(
            asked.condition(),
            true,
            asked.telling(),
            asked.type(),
            asked.told(),
            asked.exchanging()));
  }

  /** Names some of the rows for which rules fail, if any do, with one more query. */
  Check telling() {
    return asked(
        new Asked(
            asked.condition(),
            asked.measuring(),
            true,
            asked.type(),
            asked.told(),
            asked.exchanging()));
  }

  /**
   * Brings columns of the refused rows, in the same pass if they are few.
   *
   * @param type of the columns
   */
  Check gathering(StructType type, List<Column> columns) {
    return asked(
        new Asked(
            asked.condition(),
            asked.measuring(),
            asked.telling(),
            type,
            List.copyOf(columns),
            asked.exchanging()));
  }

  /** About so many rows are to be judged; of too many, the keys are not kept in memory. */
  Check expecting(long rows) {
    return asked(
        new Asked(
            asked.condition(),
            asked.measuring(),
            asked.telling(),
            asked.type(),
            asked.told(),
            rows > MOST_KEYS));
  }

  private Check asked(Asked other) {
    return new Check(contract, other, paths, others, rules);
  }

  /**
   * The judgement.
   *
   * @param results for every partition that has rows or was asked for, ordered by path, the result
   *     of every rule, in the contract's order
   * @param refused the rows to refuse, each once, with all columns that were given and the first
   *     rule that refuses it: {@code _rule} (DQDL), {@code _column} (the columns that the rule
   *     names, separated by commas), {@code _reason} (without values of the data). Computed when
   *     read; empty if there are none
   * @param found by path, how many of the rows that remain meet the condition that was asked about;
   *     partitions without any are missing
   * @param persons by path, how many persons the rows that remain are of at least, if the contract
   *     merges partitions by it; else empty
   * @param measured by path, the states of the measures of the rows that remain, if they were asked
   *     for
   * @param complete the partitions in which each row that refers to another dataset has found what
   *     it refers to, as far as single rules tell
   * @param failing by path, some of the rows for which rules of severity {@code error} or {@code
   *     warning} fail, if they were asked for
   * @param gathered the same as {@code refused}; empty if they were not asked for, or are too many
   */
  public record Result(
      List<RuleResult> results,
      Optional<Dataset<Row>> refused,
      Map<String, Long> found,
      Map<String, Long> persons,
      SortedMap<String, SortedMap<StateKey, State<?>>> measured,
      Set<String> complete,
      SortedMap<String, List<RefusedRows.Row>> failing,
      Optional<List<RefusedRow>> gathered) {

    public Result {
      results = List.copyOf(results);
    }

    /** The same with further results, behind those of their partitions. */
    Result with(List<RuleResult> more) {
      List<RuleResult> all = new ArrayList<>(results);
      all.addAll(more);
      all.sort(Comparator.comparing(RuleResult::partition)); // which keeps the order within
      return new Result(all, refused, found, persons, measured, complete, failing, gathered);
    }

    /** Whether a partition, by its path, must be held back. */
    public boolean held(String partition) {
      return results.stream().anyMatch(r -> r.partition().equals(partition) && r.holds());
    }
  }

  /**
   * Judges rows.
   *
   * @param rows all rows of the changed partitions: the contract's columns, {@code _file} (string)
   *     and {@code _row} (long), which together name a row. Must give the same rows each time it is
   *     read
   */
  public Result on(Dataset<Row> rows) {
    Counterparts counterparts = new Counterparts(contract, others);
    Dataset<Row> flagged = rows;
    List<DqdlRule> comparable = new ArrayList<>();
    for (DqdlRule rule : rules) {
      Optional<DatasetName> missing = counterparts.missing(rule);
      DqdlRule fitting = missing.map(rule::without).orElse(rule);
      try {
        flagged = missing.isPresent() ? flagged : counterparts.flagged(flagged, rule);
      } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
        fitting = rule.failing(unresolved(e));
      }
      comparable.add(fitting);
    }
    return compared(flagged, comparable);
  }

  private Result compared(Dataset<Row> rows, List<DqdlRule> comparable) {
    Judge judge = judge(rows);
    List<DqdlRule> fitting = comparable.stream().map(rule -> fitting(judge, rule)).toList();
    try {
      return judge(rows, fitting);
    } catch (Exception e) { // Spark throws checked exceptions that its Java signatures hide
      return judgeSound(rows, fitting, e);
    }
  }

  /** As {@link #judge}, when some rule cannot be resolved or fails on some row. */
  private Result judgeSound(Dataset<Row> rows, List<DqdlRule> rules, Exception failure) {
    List<DqdlRule> sound = rules.stream().map(rule -> sound(rows, rule)).toList();
    Exception last = failure;
    if (!sound.equals(rules)) {
      try {
        return judge(rows, sound);
      } catch (Exception e) {
        last = e;
      }
    }
    return judge(rows, withoutCulprits(rows, sound, last));
  }

  private Judge judge(Dataset<Row> rows) {
    Partitioning partitioning = Partitioning.of(contract, rows.schema());
    return new Judge(
        contract,
        new Scan(partitioning, Optional.empty(), true),
        new Frequencies(rows, partitioning),
        partitioning,
        new Counterparts(contract, others));
  }

  private Result judge(Dataset<Row> rows, List<DqdlRule> rules) {
    Partitioning partitioning = Partitioning.of(contract, rows.schema());
    List<RowTest> tests = rules.stream().filter(Check::refuses).map(RowTest::of).toList();
    Refusals refusals = new Refusals(rows, partitioning, tests);
    Optional<String> refusedBy =
        tests.isEmpty() ? Optional.empty() : Optional.of(Refusals.REFUSED_BY);

    Scan scan = new Scan(partitioning, refusedBy, asked.exchanging());
    Judge judge =
        new Judge(
            contract, scan, refusals.remaining(), partitioning, new Counterparts(contract, others));
    tests.forEach(test -> scan.add(test, List.of(count(when(test.broken(), 1)))));
    tests.forEach(test -> test.key().ifPresent(scan::addKeys));
    boolean gathering = !tests.isEmpty() && !asked.told().isEmpty();
    if (gathering) {
      List<Column> told = new ArrayList<>(asked.told());
      told.add(refusals.reason());
      scan.gather(GATHERED, asked.type().add("_reason", DataTypes.StringType), told);
    }
    rules.stream().filter(rule -> rule.rule().severity() != Severity.ROW).forEach(judge::prepare);
    asked.condition().ifPresent(holds -> scan.add(FOUND, List.of(count(when(holds, 1)))));
    Persons.of(contract).ifPresent(persons -> scan.add(PERSONS, List.of(persons)));
    List<StateKey> states =
        asked.measuring() ? StateKey.scanned(contract, rows.schema()) : List.of();
    states.forEach(key -> scan.add(key.scan(), RowMeasure.aggregates(key.scan())));
    Map<List<Object>, Scan.Found> found = found(scan, refusals, rows, tests);

    judge.expect(
        refusals.remaining(),
        found.entrySet().stream()
            .filter(each -> each.getValue().remaining().isPresent())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
    FailingRows failing = new FailingRows(partitioning, judge.columns());
    Set<DqdlRule> referring =
        rules.stream()
            .filter(rule -> Compared.refers(rule.rule()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> complete = new TreeSet<>();
    boolean alone = false;
    Map<String, Long> counted = new TreeMap<>();
    Map<String, Long> persons = new TreeMap<>();
    Map<String, List<RuleResult>> results = new TreeMap<>();
    SortedMap<String, List<Object>> keys = new TreeMap<>();
    paths.forEach(path -> keys.put(path, List.of())); // no key is needed where there are no rows
    found.keySet().forEach(key -> keys.put(partitioning.path(key), key));
    for (Map.Entry<String, List<Object>> partition : keys.entrySet()) {
      String path = partition.getKey();
      List<Object> key = partition.getValue();
      Scan.Found here = found.getOrDefault(key, Scan.Found.NOTHING);
      List<RuleResult> ofPartition = new ArrayList<>();
      Set<DqdlRule> failed = new LinkedHashSet<>();
      boolean finds = true;
      for (DqdlRule rule : rules) {
        Optional<RowTest> test =
            tests.stream().filter(t -> t.rule().order() == rule.order()).findFirst();
        Verdict verdict;
        if (test.isPresent()) {
          long broken = here.total(scan.offset(test.get()).orElseThrow());
          alone |= broken > 0;
          verdict = refused(broken + refusals.later(test.get(), key));
        } else {
          verdict = judge.verdict(rule, key, here);
          if (!verdict.passed()) {
            failed.add(rule);
          }
        }
        finds &= !referring.contains(rule) || hasAll(rule, verdict);
        ofPartition.add(
            new RuleResult(
                path,
                rule.rule().dqdl(),
                rule.rule().severity(),
                verdict.passed(),
                verdict.metric(),
                verdict.reason(),
                verdict.faulty()));
      }
      results.put(path, ofPartition);
      if (finds) {
        complete.add(path);
      }
      if (asked.telling() && here.remaining().isPresent()) {
        failing.add(path, key, failed);
      }
      scan.offset(FOUND)
          .flatMap(here::remaining)
          .filter(rowsFound -> rowsFound > 0)
          .ifPresent(rowsFound -> counted.put(path, rowsFound));
      scan.offset(PERSONS).flatMap(here::remaining).ifPresent(each -> persons.put(path, each));
    }
    SortedMap<String, SortedMap<StateKey, State<?>>> measured = new TreeMap<>();
    if (asked.measuring()) {
      refusals.countKeys();
      found.forEach(
          (key, each) ->
              measured.put(
                  partitioning.path(key), measured(states, scan, each, refusals.remaining(), key)));
    }
    return new Result(
        results.values().stream().flatMap(List::stream).toList(),
        refusals.refused(alone),
        counted,
        persons,
        measured,
        complete,
        failing.in(refusals.remaining().rows(), judge),
        gathering ? gathered(scan, found, tests) : Optional.empty());
  }

  /**
   * One scan, unless it tells of keys that come again; where no scan keeps keys, they are compared
   * before.
   */
  private static Map<List<Object>, Scan.Found> found(
      Scan scan, Refusals refusals, Dataset<Row> rows, List<RowTest> tests) {
    boolean told = refusals.demandKeys() && scan.keepsKeys();
    if (!told) {
      refusals.compare();
    }
    Map<List<Object>, Scan.Found> found = scan.run(tests.isEmpty() ? rows : refusals.tagged());
    refusals.remaining().scanned(grouping -> scan.keys(grouping, found));
    if (!told || !refusals.compare()) {
      return found;
    }
    Map<List<Object>, Scan.Found> left = scan.run(refusals.tagged());
    refusals.remaining().scanned(grouping -> scan.keys(grouping, left));
    return left;
  }

  /** The refused rows that a scan brought; empty if they were too many. */
  private static Optional<List<RefusedRow>> gathered(
      Scan scan, Map<List<Object>, Scan.Found> found, List<RowTest> tests) {
    List<RefusedRow> all = new ArrayList<>();
    for (Scan.Found partition : found.values()) {
      for (RowTest test : tests) {
        Optional<List<Row>> rows = scan.gathered(GATHERED, partition, test.rule().order());
        if (rows.isEmpty()) {
          return Optional.empty();
        }
        String columns = String.join(",", test.rule().columns());
        rows.get()
            .forEach(
                row ->
                    all.add(
                        new RefusedRow(
                            row,
                            test.rule().rule().dqdl(),
                            columns,
                            row.getString(row.length() - 1))));
      }
    }
    return Optional.of(all);
  }

  /** What was scanned of a partition, and the groups that some rule had counted. */
  private static SortedMap<StateKey, State<?>> measured(
      List<StateKey> states,
      Scan scan,
      Scan.Found found,
      Frequencies frequencies,
      List<Object> partition) {
    SortedMap<StateKey, State<?>> measured = new TreeMap<>();
    for (StateKey key : states) {
      found
          .remaining()
          .flatMap(row -> key.state(row, scan.offset(key.scan()).orElseThrow()))
          .ifPresent(state -> measured.put(key, state));
    }
    measured.putAll(frequencies.keys(partition));
    return measured;
  }

  /** Rows that find nothing are refused by a row rule; of others the share of those that do. */
  private static boolean hasAll(DqdlRule rule, Verdict verdict) {
    return verdict.metric().isPresent()
        && (rule.rule().severity() == Severity.ROW || verdict.metric().getAsDouble() == 1);
  }

  private static Verdict refused(long rows) {
    return new Verdict(
        rows == 0,
        OptionalDouble.of(rows),
        rows == 0 ? "" : "refuses " + rows + (rows == 1 ? " row" : " rows"));
  }

  private static boolean refuses(DqdlRule rule) {
    return rule.rule().severity() == Severity.ROW
        && !(rule.executable() instanceof UnsupportedExecutableRule)
        && !(rule.executable() instanceof AbsentRule);
  }

  /** The rule, or one that fails with the reason if rows of such columns do not fit it. */
  private static DqdlRule fitting(Judge judge, DqdlRule rule) {
    if (!refuses(rule)) {
      return rule;
    }
    try {
      judge.requireColumns(rule);
      RowTest.of(rule);
      return rule;
    } catch (IllegalArgumentException e) {
      return rule.failing(e.getMessage());
    }
  }

  /** The rule, or one that fails with the reason if Spark cannot resolve it. */
  private DqdlRule sound(Dataset<Row> rows, DqdlRule rule) {
    try {
      if (refuses(rule)) {
        RowTest test = RowTest.of(rule);
        rows.select(test.broken()).schema();
        test.key().ifPresent(key -> Frequencies.inScope(rows, key).schema());
      } else {
        judge(rows).requireResolvable(rule);
      }
      return rule;
    } catch (Exception e) {
      return rule.failing(unresolved(e));
    }
  }

  /** Why Spark cannot resolve a rule; any other exception is thrown on. */
  private static String unresolved(Exception e) {
    if (e instanceof AnalysisException analysis) {
      // Made from the rule's text and the schema, before any row is read.
      return "cannot be evaluated: " + analysis.getSimpleMessage();
    }
    throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  /**
   * The rules, of which those that cannot be evaluated by themselves are marked as failing. If the
   * rows themselves cannot be read, it throws: that is nobody's bad data.
   */
  private List<DqdlRule> withoutCulprits(
      Dataset<Row> rows, List<DqdlRule> rules, Exception failure) {
    Column[] all =
        java.util.Arrays.stream(rows.columns())
            .map(name -> count(rows.col(name)))
            .toArray(Column[]::new);
    rows.agg(count("*"), all).collectAsList();
    List<DqdlRule> marked = new ArrayList<>();
    boolean culprit = false;
    for (DqdlRule rule : rules) {
      try {
        judge(rows, List.of(rule));
        marked.add(rule);
      } catch (Exception e) {
        culprit = true;
        // Not the message: Spark's quote values.
        marked.add(rule.failing("cannot be evaluated: " + e.getClass().getSimpleName()));
      }
    }
    if (!culprit) {
      throw new IllegalStateException(
          contract.dataset() + ": its rules cannot be evaluated together", failure);
    }
    return marked;
  }
}
