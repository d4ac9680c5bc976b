package org.jinyanglake.check;

import com.amazon.deequ.dqdl.model.ExecutableRule;
import java.util.Optional;
import org.jinyanglake.contract.OdcsMetric;
import scala.Option;
import software.amazon.glue.dqdl.model.DQRule;

/** A metric of ODCS as a rule beside those of deequ; it has no DQDL. */
record OdcsRule(OdcsMetric measure) implements ExecutableRule {

  @Override
  public DQRule dqRule() {
    return null;
  }

  @Override
  public Option<String> evaluatedMetricName() {
    return Option.empty();
  }

  /** By which columns rows are grouped; empty if duplicates are not what is counted. */
  Optional<Grouping> grouping() {
    return measure.kind() == OdcsMetric.Kind.DUPLICATES
        ? Optional.of(new Grouping(measure.columns(), Optional.empty(), false))
        : Optional.empty();
  }
}
