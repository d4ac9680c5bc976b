package org.jinyanglake.check;

import com.amazon.deequ.dqdl.model.ExecutableRule;
import org.jinyanglake.contract.DatasetName;
import scala.Option;
import software.amazon.glue.dqdl.model.DQRule;

/**
 * A rule that compares with a dataset of which there are no data: it fails, and is not at fault.
 */
record AbsentRule(DQRule dqRule, DatasetName other) implements ExecutableRule {

  @Override
  public Option<String> evaluatedMetricName() {
    return Option.empty();
  }

  String reason() {
    return "there are no data of " + other + " yet; collect it first";
  }
}
