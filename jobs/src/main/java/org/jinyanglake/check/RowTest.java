package org.jinyanglake.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.udf;

import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.PatternMatch;
import com.amazon.deequ.analyzers.ScanShareableAnalyzer;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.constraints.AnalysisBasedConstraint;
import com.amazon.deequ.constraints.Constraint;
import com.amazon.deequ.constraints.ConstraintDecorator;
import com.amazon.deequ.dqdl.model.ColumnDataTypeExecutableRule;
import com.amazon.deequ.dqdl.model.CompositeExecutableRule;
import com.amazon.deequ.dqdl.model.DataFreshnessExecutableRule;
import com.amazon.deequ.dqdl.model.DeequExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import com.amazon.deequ.dqdl.model.UnsupportedExecutableRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jinyanglake.contract.OdcsMetric;
import scala.Function1;
import scala.collection.JavaConverters;
import software.amazon.glue.dqdl.model.DQRuleLogicalOperator;

/**
 * A rule of severity {@code row}: which single rows break it.
 *
 * <p>Made of the very analyzers by which deequ judges the rule as a whole, so that a partition has
 * rows that break it exactly where deequ fails it. deequ's own row-level results are not used: they
 * are wrong for uniqueness on data with several Spark partitions (awslabs/deequ 753).
 *
 * @param holds whether one row satisfies the rule, never null; empty if only a key or a dependency
 *     is demanded
 * @param key the columns that no two rows may share
 */
record RowTest(DqdlRule rule, Optional<Column> holds, Optional<Grouping> key) {

  private static final Set<String> ABOUT_ROWS =
      Set.of("IsComplete", "ColumnValues", "ColumnLength", "IsUnique", "IsPrimaryKey");

  /**
   * Throws {@link IllegalArgumentException} with the reason if the rule says nothing about single
   * rows.
   */
  static RowTest of(DqdlRule rule) {
    if (Dependencies.is(rule)) {
      return new RowTest(rule, Optional.empty(), Optional.empty());
    }
    if (rule.executable() instanceof OdcsRule measured && measured.grouping().isPresent()) {
      return new RowTest(rule, Optional.empty(), measured.grouping());
    }
    if (!(rule.executable() instanceof DeequExecutableRule deequ)) {
      return new RowTest(rule, Optional.of(holds(rule.executable())), Optional.empty());
    }
    Optional<Grouping> key =
        constraints(deequ).stream()
            .filter(constraint -> constraint.analyzer() instanceof Uniqueness)
            .map(constraint -> Grouping.of((Uniqueness) constraint.analyzer()))
            .findFirst();
    boolean onlyKey = constraints(deequ).stream().allMatch(c -> c.analyzer() instanceof Uniqueness);
    return new RowTest(rule, onlyKey ? Optional.empty() : Optional.of(holds(deequ)), key);
  }

  /**
   * As {@link #of}, of a rule that failed in a partition: also of one on how many rows have a
   * value, which those without one break.
   */
  static RowTest ofFailed(DqdlRule rule) {
    return rule.executable() instanceof DeequExecutableRule deequ
            && deequ.dqRule().getRuleType().equals("Completeness")
        ? new RowTest(
            rule,
            constraints(deequ).stream().map(RowTest::holds).reduce(Column::and),
            Optional.empty())
        : of(rule);
  }

  /** Whether a row breaks the rule by itself. */
  Column broken() {
    return not(holds.orElse(lit(true)));
  }

  /** Whether a rule of deequ demands something of each row, by itself or beside others. */
  static boolean judgesEachRow(DeequExecutableRule rule) {
    return ABOUT_ROWS.contains(rule.dqRule().getRuleType());
  }

  /** Whether a row satisfies a rule, never null; of rules that demand a key, the rest. */
  static Column holds(ExecutableRule executable) {
    if (executable instanceof UnsupportedExecutableRule unsupported) {
      throw new IllegalArgumentException(
          unsupported.reason().isDefined() ? unsupported.reason().get() : "is not supported");
    }
    if (executable instanceof CompositeExecutableRule composite) {
      boolean and = composite.operator() == DQRuleLogicalOperator.AND;
      return JavaConverters.seqAsJavaList(composite.nestedRules()).stream()
          .map(RowTest::holds)
          .reduce((a, b) -> and ? a.and(b) : a.or(b))
          .orElseThrow();
    }
    if (executable instanceof ColumnDataTypeExecutableRule
        || executable instanceof DataFreshnessExecutableRule
        || Membership.of(executable).isPresent()) {
      Share share = Share.of(executable).orElseThrow();
      return not(share.where()).or(share.holds());
    }
    if (executable instanceof OdcsRule measured) {
      if (measured.measure().kind() != OdcsMetric.Kind.MATCHING) {
        throw new IllegalArgumentException(
            "is judged over all rows; give it severity error or warning");
      }
      return not(bad(measured.measure()));
    }
    String kind = executable.dqRule().getRuleType();
    if (!(executable instanceof DeequExecutableRule deequ) || !ABOUT_ROWS.contains(kind)) {
      throw new IllegalArgumentException(
          kind + " judges a partition, not single rows; give it severity error or warning");
    }
    return constraints(deequ).stream()
        .filter(constraint -> !(constraint.analyzer() instanceof Uniqueness))
        .map(RowTest::holds)
        .reduce(Column::and)
        .orElseThrow(
            () -> new IllegalArgumentException(kind + " cannot be part of a composite row rule"));
  }

  private static Column holds(Demand constraint) {
    Column holds;
    if (constraint.analyzer() instanceof Completeness complete) {
      holds = col(complete.column()).isNotNull();
    } else if (constraint.analyzer() instanceof Compliance compliance) {
      holds = coalesce(expr(compliance.predicate()), lit(false));
    } else if (constraint.analyzer() instanceof PatternMatch match) {
      // As deequ has it: a match of nothing is no match, and null matches no pattern.
      Column found = regexp_extract(col(match.column()), match.pattern().toString(), 0);
      holds = coalesce(found.notEqual(""), lit(false));
    } else {
      Column value =
          RowMeasure.value((ScanShareableAnalyzer<?, ?>) constraint.analyzer())
              .orElseThrow(
                  () -> new IllegalArgumentException(constraint.analyzer() + " has no rows"));
      // A bound on the least or greatest value is a bound on every value; nulls are left out.
      Function1<?, Object> assertion = constraint.assertion();
      holds = coalesce(udf(bound(assertion), DataTypes.BooleanType).apply(value), lit(true));
    }
    Column all = holds;
    return RowMeasure.where(constraint.analyzer()).map(where -> outside(where).or(all)).orElse(all);
  }

  /** Whether a row is one of those that a measure counts, never null. */
  static Column bad(OdcsMetric measure) {
    return coalesce(expr(measure.sql()), lit(false));
  }

  private static Column outside(Column where) {
    return not(coalesce(where, lit(false)));
  }

  @SuppressWarnings("unchecked")
  private static UDF1<Double, Boolean> bound(Function1<?, Object> assertion) {
    return value ->
        value == null ? null : (Boolean) ((Function1<Object, Object>) assertion).apply(value);
  }

  /** What a constraint of deequ demands of an analyzer's metric. */
  private record Demand(Object analyzer, Function1<?, Object> assertion) {}

  private static List<Demand> constraints(DeequExecutableRule rule) {
    return JavaConverters.seqAsJavaList(rule.check().constraints()).stream()
        .map(RowTest::undecorated)
        .toList();
  }

  private static Demand undecorated(Constraint constraint) {
    if (constraint instanceof ConstraintDecorator decorator) {
      return undecorated(decorator.inner());
    }
    if (constraint instanceof AnalysisBasedConstraint<?, ?, ?> analysis) {
      return new Demand(analysis.analyzer(), analysis.assertion());
    }
    throw new IllegalArgumentException("has no constraint on single rows");
  }
}
