package org.jinyanglake.check;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.ColumnCount;
import com.amazon.deequ.analyzers.ColumnExists;
import com.amazon.deequ.analyzers.CustomSql;
import com.amazon.deequ.analyzers.NumMatches;
import com.amazon.deequ.analyzers.Preconditions;
import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.analyzers.Size;
import com.amazon.deequ.analyzers.State;
import com.amazon.deequ.analyzers.runners.AnalyzerContext;
import com.amazon.deequ.analyzers.runners.EmptyStateException;
import com.amazon.deequ.analyzers.runners.MetricCalculationPreconditionException;
import com.amazon.deequ.analyzers.runners.WrongColumnTypeException;
import com.amazon.deequ.checks.CheckResult;
import com.amazon.deequ.checks.CheckStatus;
import com.amazon.deequ.constraints.AnalysisBasedConstraint;
import com.amazon.deequ.constraints.ConstraintResult;
import com.amazon.deequ.constraints.ConstraintStatus;
import com.amazon.deequ.dqdl.model.AggregateMatchExecutableRule;
import com.amazon.deequ.dqdl.model.CompositeExecutableRule;
import com.amazon.deequ.dqdl.model.CustomSqlRowLevelExecutableRule;
import com.amazon.deequ.dqdl.model.DeequExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.UnsupportedExecutableRule;
import com.amazon.deequ.metrics.DoubleMetric;
import com.amazon.deequ.metrics.HistogramMetric;
import com.amazon.deequ.metrics.Metric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.OdcsMetric;
import org.jinyanglake.contract.OpeningType;
import scala.Option;
import scala.Predef$;
import scala.Tuple2;
import scala.collection.JavaConverters;
import software.amazon.glue.dqdl.model.DQRuleLogicalOperator;

/**
 * Judges rules about whole partitions, as deequ does, from aggregates and group counts of all
 * partitions.
 */
final class Judge {

  /** Measures that are never a value of the data, whatever the column. */
  private static final Set<String> VALUE_FREE =
      Set.of(
          "Size",
          "Completeness",
          "Compliance",
          "PatternMatch",
          "Uniqueness",
          "UniqueValueRatio",
          "Entropy",
          "Histogram",
          "ZerosCount",
          "DuplicateRowCount",
          "MinLength",
          "MaxLength",
          "ColumnCount",
          "ColumnExists");

  /** Measures that are a value of a row; nobody searches closed datasets for classified ones. */
  private static final Set<String> EXTREMES = Set.of("Minimum", "Maximum");

  private static final String NO_ROWS = "there are no rows to judge";

  private final Contract contract;
  private final Column[] kept;
  private final StructType schema;
  private final Scan scan;
  private Frequencies frequencies;
  private final Partitioning partitioning;
  private final List<DqdlRule> dependent = new ArrayList<>();
  private Dependencies dependencies;
  private final Counterparts counterparts;
  private PartitionQueries queries;

  /**
   * A judge of the rows of {@code frequencies}.
   *
   * @param scan asked for all that {@link #prepare} needs, and then run
   */
  Judge(
      Contract contract,
      Scan scan,
      Frequencies frequencies,
      Partitioning partitioning,
      Counterparts counterparts) {
    this.contract = contract;
    this.counterparts = counterparts;
    List<String> names =
        contract.columns().stream()
            .map(org.jinyanglake.contract.Column::name)
            .filter(List.of(frequencies.rows().columns())::contains)
            .toList();
    this.kept = names.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
    this.schema =
        new StructType(
            Arrays.stream(frequencies.rows().schema().fields())
                .filter(field -> names.contains(field.name()))
                .toArray(StructField[]::new));
    this.scan = scan;
    this.frequencies = frequencies;
    this.partitioning = partitioning;
  }

  /** Asks the scan for what a rule needs. */
  void prepare(DqdlRule rule) {
    if (Dependencies.is(rule) && missing(rule).isEmpty()) {
      dependent.add(rule);
    }
    for (ExecutableRule leaf : rule.leaves()) {
      if (leaf instanceof OdcsRule measured) {
        prepare(measured);
        continue;
      }
      if (Counterparts.compares(leaf)) {
        counterparts.prepare(leaf, scan);
        continue;
      }
      Optional<Share> share = has(DqdlRule.columns(leaf)) ? Share.of(leaf) : Optional.empty();
      if (share.isPresent()) {
        scan.add(leaf, share.get().aggregates());
        continue;
      }
      for (Analyzer<?, ?> analyzer : DqdlRule.analyzers(leaf)) {
        if (precondition(analyzer).isEmpty()) {
          if (analyzer instanceof ScanShareableAnalyzer<?, ?> shareable) {
            scan.add(analyzer, RowMeasure.aggregates(shareable));
          } else {
            Grouping.of(analyzer).ifPresent(scan::addKeys);
          }
        }
      }
    }
  }

  private void prepare(OdcsRule measured) {
    measured.grouping().ifPresent(scan::addKeys);
    scan.add(OdcsMetric.Kind.ROWS, List.of(count(lit(1))));
    if (measured.measure().kind() == OdcsMetric.Kind.MATCHING) {
      scan.add(measured, List.of(count(when(RowTest.bad(measured.measure()), 1))));
    }
  }

  private boolean has(List<String> names) {
    return List.of(schema.fieldNames()).containsAll(names);
  }

  /**
   * Throws {@link IllegalArgumentException} if the rows lack a column that a rule needs, or it has
   * another type.
   */
  void requireColumns(DqdlRule rule) {
    if (Dependencies.is(rule) && missing(rule).isPresent()) {
      throw new IllegalArgumentException(missing(rule).get());
    }
    for (ExecutableRule leaf : rule.leaves()) {
      for (Analyzer<?, ?> analyzer : DqdlRule.analyzers(leaf)) {
        precondition(analyzer)
            .ifPresent(
                failed -> {
                  throw new IllegalArgumentException(message(failed), failed);
                });
      }
    }
  }

  /** Has Spark resolve what a rule needs, without running it; throws what Spark does. */
  void requireResolvable(DqdlRule rule) {
    prepare(rule);
    scan.resolve(frequencies.rows());
    counterparts.requireResolvable();
    for (ExecutableRule leaf : rule.leaves()) {
      if (leaf instanceof OdcsRule measured) {
        measured
            .grouping()
            .ifPresent(grouping -> Frequencies.inScope(frequencies.rows(), grouping).schema());
      }
      for (Analyzer<?, ?> analyzer : DqdlRule.analyzers(leaf)) {
        if (precondition(analyzer).isEmpty()) {
          Grouping.of(analyzer)
              .ifPresent(grouping -> Frequencies.inScope(frequencies.rows(), grouping).schema());
        }
      }
    }
  }

  /**
   * What verdicts will be asked for: the rows that remain now, and the partitions that have some,
   * by their keys.
   */
  void expect(Frequencies remaining, Set<List<Object>> partitions) {
    frequencies = remaining;
    queries = new PartitionQueries(frequencies.rows(), partitioning, kept, partitions);
  }

  /** The verdict on one rule in one partition, one of those that it was to {@link #expect}. */
  Verdict verdict(DqdlRule rule, List<Object> partition, Scan.Found found) {
    if (rule.executable() instanceof DependencyRule dependency) {
      return missing(rule)
          .map(Verdict::faulty)
          .orElseGet(() -> verdict(dependency, dependencies().of(rule, partition)));
    }
    return verdict(rule.executable(), partition, found);
  }

  private static Verdict verdict(DependencyRule rule, Dependencies.Agreement agreement) {
    if (agreement.rows() == 0) {
      return Verdict.failed(NO_ROWS);
    }
    double share = (double) agreement.agreeing() / agreement.rows();
    boolean passed = rule.holds(share);
    return new Verdict(
        passed,
        OptionalDouble.of(share),
        passed ? "" : "the share of rows that may stay so that it holds is " + share);
  }

  private Dependencies dependencies() {
    if (dependencies == null) {
      dependencies = new Dependencies(frequencies.rows(), partitioning, dependent);
    }
    return dependencies;
  }

  /** The rows that break a dependency, as {@link Dependencies#minority}. */
  Dataset<Row> minority() {
    return dependencies().minority();
  }

  /** The columns of the contract that the rows have. */
  Column[] columns() {
    return kept.clone();
  }

  private Optional<String> missing(DqdlRule rule) {
    return rule.columns().stream()
        .filter(name -> !List.of(schema.fieldNames()).contains(name))
        .findFirst()
        .map(name -> "there is no column " + name);
  }

  private Verdict verdict(ExecutableRule rule, List<Object> partition, Scan.Found found) {
    Verdict verdict = measured(rule, partition, found);
    return verdict.metric().isPresent() && !isValueFree(rule) && hasClassified(found)
        ? verdict.withheld("the measure")
        : verdict;
  }

  private boolean hasClassified(Scan.Found found) {
    return scan.offset(Check.FOUND).flatMap(found::remaining).filter(rows -> rows > 0).isPresent();
  }

  /** Whether no measure of a rule can be a value; the parts of a composite one are asked alone. */
  private static boolean isValueFree(ExecutableRule rule) {
    return !(rule instanceof AggregateMatchExecutableRule)
        && !(rule instanceof OdcsRule odcs && odcs.measure().kind() == OdcsMetric.Kind.QUERY)
        && DqdlRule.analyzers(rule).stream()
            .map(analyzer -> (Metric<?>) analyzer.toFailureMetric(new EmptyStateException(NO_ROWS)))
            .allMatch(metric -> VALUE_FREE.contains(metric.name()));
  }

  private Verdict measured(ExecutableRule rule, List<Object> partition, Scan.Found found) {
    if (rule instanceof UnsupportedExecutableRule unsupported) {
      return Verdict.faulty(
          unsupported.reason().isDefined() ? unsupported.reason().get() : "is not supported");
    }
    if (rule instanceof AbsentRule absent) {
      return Verdict.failed(absent.reason());
    }
    if (rule instanceof CompositeExecutableRule composite) {
      List<Verdict> parts =
          JavaConverters.seqAsJavaList(composite.nestedRules()).stream()
              .map(nested -> verdict(nested, partition, found))
              .toList();
      return composite.operator() == DQRuleLogicalOperator.AND
          ? Verdict.all(parts)
          : Verdict.any(parts);
    }
    if (rule instanceof OdcsRule measured) {
      return verdict(measured, partition, found);
    }
    if (Counterparts.compares(rule)) {
      return counterparts.verdict(rule, partition, scan, found, frequencies.rows().select(kept));
    }
    if (!has(DqdlRule.columns(rule)) && !(rule instanceof DeequExecutableRule)) {
      return Verdict.faulty("there is no column " + String.join(",", DqdlRule.columns(rule)));
    }
    Optional<Integer> offset = scan.offset(rule);
    if (offset.isPresent()) {
      return share(Share.of(rule).orElseThrow(), offset.get(), found);
    }
    if (rule instanceof CustomSqlRowLevelExecutableRule query) {
      return found.remaining().isEmpty()
          ? Verdict.failed(NO_ROWS)
          : queries.share(query, partition);
    }
    if (rule instanceof DeequExecutableRule deequ) {
      Map<Analyzer<?, Metric<?>>, Metric<?>> metrics = new HashMap<>();
      for (Analyzer<?, ?> analyzer : DqdlRule.analyzers(rule)) {
        Optional<Metric<?>> metric = metric(analyzer, partition, found);
        if (metric.isEmpty()) {
          return alone(rule, partition, found);
        }
        metrics.put(key(analyzer), metric.get());
      }
      return verdict(deequ, metrics, found.remaining().isPresent());
    }
    return alone(rule, partition, found);
  }

  private Verdict verdict(
      DeequExecutableRule rule, Map<Analyzer<?, Metric<?>>, Metric<?>> metrics, boolean rows) {
    CheckResult result =
        rule.check()
            .evaluate(
                new AnalyzerContext(
                    JavaConverters.mapAsScalaMapConverter(metrics)
                        .asScala()
                        .toMap(
                            Predef$.MODULE$
                                .<Tuple2<Analyzer<?, Metric<?>>, Metric<?>>>$conforms())));
    List<ConstraintResult> constraints = JavaConverters.seqAsJavaList(result.constraintResults());
    List<Verdict> parts =
        constraints.stream().map(constraint -> verdict(rule, constraint, rows)).toList();
    boolean passed =
        result.status().equals(CheckStatus.Success()) && parts.stream().allMatch(Verdict::passed);
    List<Verdict> telling =
        parts.stream()
            .filter(each -> passed || !each.passed())
            .limit(passed ? 1 : parts.size())
            .toList();
    return new Verdict(
        passed,
        telling.isEmpty() ? OptionalDouble.empty() : telling.get(0).metric(),
        Verdict.all(telling).reason(),
        Verdict.all(telling).faulty());
  }

  private Verdict verdict(DeequExecutableRule rule, ConstraintResult constraint, boolean rows) {
    boolean passed = constraint.status().equals(ConstraintStatus.Success());
    if (constraint.metric().isEmpty()) {
      return passed
          ? new Verdict(true, OptionalDouble.empty(), "")
          : Verdict.failed("deequ did not measure it");
    }
    if (constraint.message().isDefined()
        && constraint.message().get().startsWith(AnalysisBasedConstraint.AssertionException())) {
      return Verdict.faulty("its bound cannot be evaluated");
    }
    Metric<?> metric = constraint.metric().get();
    String of = String.join(",", DqdlRule.columns(rule));
    String name = metric.name() + (of.isEmpty() ? "" : " of " + of);
    if (metric.value().isFailure()) {
      // deequ passes whatever has a where-clause that no row meets. So it is of a rule that demands
      // something of each row; the measure of nothing is none.
      return passed && rows && RowTest.judgesEachRow(rule)
          ? new Verdict(true, OptionalDouble.empty(), "")
          : unmeasured(name + " cannot be measured: ", failure(metric));
    }
    double value =
        metric instanceof HistogramMetric histogram
            ? histogram.value().get().numberOfBins()
            : ((Number) metric.value().get()).doubleValue();
    if (Double.isNaN(value)) { // which DQDL's != takes for another number
      return Verdict.failed(name + " cannot be measured: it is no number");
    }
    boolean unsearched =
        contract.openingType() == OpeningType.CLOSED && EXTREMES.contains(metric.name());
    if (unsearched || !VALUE_FREE.contains(metric.name()) && !allPublic(DqdlRule.columns(rule))) {
      return new Verdict(passed, OptionalDouble.of(value), "").withheld(name);
    }
    return new Verdict(passed, OptionalDouble.of(value), passed ? "" : name + " is " + value);
  }

  private static Verdict share(Share share, int offset, Scan.Found found) {
    if (found.remaining().isEmpty()) {
      return Verdict.failed(NO_ROWS);
    }
    long rows = found.remaining().get().getLong(offset);
    if (rows == 0) {
      return share
          .nothing()
          .map(Verdict::failed)
          .orElse(new Verdict(true, OptionalDouble.empty(), ""));
    }
    double ratio = (double) found.remaining().get().getLong(offset + 1) / rows;
    boolean passed = share.bound().test(ratio);
    return new Verdict(
        passed,
        OptionalDouble.of(ratio),
        passed ? "" : "the share of rows that satisfy it is " + ratio);
  }

  private Verdict verdict(OdcsRule measured, List<Object> partition, Scan.Found found) {
    OdcsMetric measure = measured.measure();
    long rows = found.remaining(scan.offset(OdcsMetric.Kind.ROWS).orElseThrow()).orElse(0L);
    if (rows == 0 && measure.kind() != OdcsMetric.Kind.ROWS) {
      return Verdict.failed(NO_ROWS);
    }
    if (measure.kind() == OdcsMetric.Kind.QUERY) {
      return query(measure, partition);
    }
    long counted =
        switch (measure.kind()) {
          case MATCHING -> found.remaining(scan.offset(measured).orElseThrow()).orElseThrow();
          case DUPLICATES ->
              frequencies
                  .by(measured.grouping().orElseThrow())
                  .getOrDefault(partition, GroupCounts.NONE)
                  .later();
          default -> rows;
        };
    BigDecimal dividend = BigDecimal.valueOf(measure.percent() ? 100 * counted : counted);
    BigDecimal divisor = BigDecimal.valueOf(measure.percent() ? rows : 1);
    double value = dividend.doubleValue() / divisor.doubleValue();
    boolean passed = measure.bound().admits(dividend, divisor);
    return new Verdict(
        passed,
        OptionalDouble.of(value),
        passed
            ? ""
            : measure.percent() ? "it is " + value + " per cent of the rows" : "it is " + counted);
  }

  private Verdict query(OdcsMetric measure, List<Object> partition) {
    DoubleMetric answer = queries.number(new CustomSql(measure.sql(), "*"), partition);
    if (answer.value().isFailure()) {
      return Verdict.failed("it cannot be measured: " + reason(failure(answer)));
    }
    double value = (Double) answer.value().get();
    if (!Double.isFinite(value)) {
      return Verdict.faulty("the query does not return a number");
    }
    boolean passed = measure.bound().admits(BigDecimal.valueOf(value), BigDecimal.ONE);
    Verdict verdict = new Verdict(passed, OptionalDouble.of(value), passed ? "" : "it is " + value);
    return allPublic(List.of()) ? verdict : verdict.withheld("the number of the query");
  }

  /** Empty if the analyzer must be run by itself. */
  private Optional<Metric<?>> metric(
      Analyzer<?, ?> analyzer, List<Object> partition, Scan.Found found) {
    Optional<Exception> precondition = precondition(analyzer);
    if (precondition.isPresent()) {
      return Optional.of(analyzer.toFailureMetric(precondition.get()));
    }
    if (analyzer instanceof ColumnExists || analyzer instanceof ColumnCount) {
      return Optional.of(
          analyzer.calculate(
              frequencies.rows().select(kept), Option.empty(), Option.empty(), Option.empty()));
    }
    if (analyzer instanceof ScanShareableAnalyzer<?, ?> shareable) {
      return Optional.of(shared(shareable, found));
    }
    if (analyzer instanceof CustomSql query) {
      return Optional.of(
          found.remaining().isEmpty()
              ? SingleRun.failure(new EmptyStateException(NO_ROWS))
              : queries.number(query, partition));
    }
    return Grouping.of(analyzer)
        .map(
            grouping -> {
              GroupCounts counts =
                  frequencies.by(grouping).getOrDefault(partition, GroupCounts.NONE);
              return counts.rows() == 0
                  ? analyzer.toFailureMetric(new EmptyStateException(NO_ROWS))
                  : counts.metric(analyzer);
            });
  }

  private <S extends State<?>, M extends Metric<?>> M shared(
      ScanShareableAnalyzer<S, M> analyzer, Scan.Found found) {
    if (found.remaining().isPresent()) {
      return analyzer.computeMetricFrom(
          analyzer.fromAggregationResult(
              found.remaining().get(), scan.offset(analyzer).orElseThrow()));
    }
    return analyzer instanceof Size
        ? analyzer.computeMetricFrom(empty())
        : analyzer.toFailureMetric(new EmptyStateException(NO_ROWS));
  }

  /** The state of {@link Size} where there are no rows. */
  @SuppressWarnings("unchecked")
  private static <S extends State<?>> Option<S> empty() {
    return (Option<S>) Option.apply(new NumMatches(0));
  }

  private Verdict alone(ExecutableRule rule, List<Object> partition, Scan.Found found) {
    if (found.remaining().isEmpty()) {
      return Verdict.failed(NO_ROWS);
    }
    return SingleRun.of(rule, rows(partition));
  }

  private Dataset<Row> rows(List<Object> partition) {
    return frequencies.rows().filter(partitioning.is(partition)).select(kept);
  }

  private Optional<Exception> precondition(Analyzer<?, ?> analyzer) {
    return Optional.ofNullable(
        Preconditions.findFirstFailing(schema, analyzer.preconditions()).getOrElse(() -> null));
  }

  /** Of a rule that names no columns, all are meant. */
  private boolean allPublic(List<String> names) {
    return contract.columns().stream()
        .filter(column -> names.isEmpty() || names.contains(column.name()))
        .allMatch(column -> column.classification() == Classification.PUBLIC);
  }

  /** Without a column, or with one of another type, it is the rule that is at fault. */
  private static Verdict unmeasured(String what, Throwable failure) {
    return failure instanceof MetricCalculationPreconditionException
        ? Verdict.faulty(what + reason(failure))
        : Verdict.failed(what + reason(failure));
  }

  private static Throwable failure(Metric<?> metric) {
    return metric.value().failed().get();
  }

  private static String reason(Throwable failure) {
    if (failure instanceof EmptyStateException) {
      return "there are no rows to judge, or all values are null";
    }
    if (failure instanceof MetricCalculationPreconditionException) {
      return message(failure);
    }
    return failure.getClass().getSimpleName();
  }

  /** The message of a failed precondition; it names columns and types only. */
  private static String message(Throwable failure) {
    return failure instanceof WrongColumnTypeException
        ? failure.getMessage().replaceFirst("one of \\([^)]*\\)", "a number")
        : failure.getMessage();
  }

  @SuppressWarnings("unchecked")
  private static Analyzer<?, Metric<?>> key(Analyzer<?, ?> analyzer) {
    return (Analyzer<?, Metric<?>>) analyzer;
  }
}
