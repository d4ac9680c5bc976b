package org.jinyanglake.check;

import com.amazon.deequ.dqdl.execution.DefaultOperandEvaluator$;
import com.amazon.deequ.dqdl.model.ExecutableRule;
import java.util.List;
import org.jinyanglake.contract.FunctionalDependency;
import scala.Option;
import software.amazon.glue.dqdl.model.DQRule;

/** A functional dependency between columns, which deequ does not know. */
record DependencyRule(DQRule dqRule) implements ExecutableRule {

  List<String> determining() {
    return FunctionalDependency.determining(dqRule);
  }

  String determined() {
    return FunctionalDependency.determined(dqRule);
  }

  /** Whether it holds if so large a share of the rows may stay. */
  boolean holds(double share) {
    return FunctionalDependency.bounded(dqRule)
        ? dqRule.getCondition().evaluate(share, dqRule, DefaultOperandEvaluator$.MODULE$)
        : share == 1;
  }

  @Override
  public Option<String> evaluatedMetricName() {
    return Option.empty();
  }
}
