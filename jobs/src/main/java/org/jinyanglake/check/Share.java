package org.jinyanglake.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.amazon.deequ.dqdl.execution.DefaultOperandEvaluator$;
import com.amazon.deequ.dqdl.model.ColumnDataTypeExecutableRule;
import com.amazon.deequ.dqdl.model.DataFreshnessExecutableRule;
import com.amazon.deequ.dqdl.model.DeequExecutableRule;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.apache.spark.sql.Column;
import software.amazon.glue.dqdl.model.DQRule;
import software.amazon.glue.dqdl.model.condition.number.NumberBasedCondition;

/**
 * A rule on the share of rows that satisfy something. deequ 2.1.0 forgets the threshold of {@code
 * ColumnValues}; here it counts.
 *
 * @param where which rows count
 * @param holds whether a row satisfies it, never null
 * @param bound what the share must be, from 0 to 1
 * @param nothing why the rule fails where no row counts; empty if it holds there
 */
record Share(Column where, Column holds, DoublePredicate bound, Optional<String> nothing) {

  /** Empty if the rule is about something else than single rows. */
  static Optional<Share> of(ExecutableRule leaf) {
    if (leaf instanceof ColumnDataTypeExecutableRule type) {
      return Optional.of(
          new Share(
              where(type.dqRule()),
              coalesce(type.outcomeExpression(), lit(false)),
              ratio -> (Boolean) type.assertion().apply(ratio),
              nothing(type.dqRule())));
    }
    if (leaf instanceof DataFreshnessExecutableRule fresh) {
      return Optional.of(
          new Share(
              where(fresh.dqRule()),
              coalesce(fresh.outcomeExpression(), lit(false)),
              threshold(fresh.dqRule()),
              nothing(fresh.dqRule())));
    }
    Optional<Membership> membership = Membership.of(leaf);
    if (membership.isPresent()) {
      return membership.map(Membership::share);
    }
    return leaf instanceof DeequExecutableRule deequ
            && deequ.dqRule().getThresholdCondition() instanceof NumberBasedCondition
        ? Optional.of(
            new Share(
                where(deequ.dqRule()),
                RowTest.holds(deequ),
                threshold(deequ.dqRule()),
                nothing(deequ.dqRule())))
        : Optional.empty();
  }

  /** How many rows count, and how many of those satisfy it. */
  List<Column> aggregates() {
    return List.of(count(when(where, 1)), count(when(where.and(holds), 1)));
  }

  /** What the threshold of a rule says of a share; without one, that it is all. */
  static DoublePredicate threshold(DQRule rule) {
    return rule.getThresholdCondition() instanceof NumberBasedCondition condition
        ? ratio -> condition.evaluate(ratio, rule, DefaultOperandEvaluator$.MODULE$)
        : ratio -> ratio == 1;
  }

  /** Without a threshold each row must satisfy a rule, and of none each one does. */
  private static Optional<String> nothing(DQRule rule) {
    return rule.getThresholdCondition() instanceof NumberBasedCondition
        ? Optional.of("there is no row of which a share could be taken")
        : Optional.empty();
  }

  private static Column where(DQRule rule) {
    String where = rule.getWhereClause();
    return where == null ? lit(true) : coalesce(expr(where), lit(false));
  }
}
