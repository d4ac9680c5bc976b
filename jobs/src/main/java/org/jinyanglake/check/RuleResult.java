package org.jinyanglake.check;

import java.util.OptionalDouble;
import org.jinyanglake.contract.Rule.Severity;

/**
 * What one rule said about one partition.
 *
 * @param partition Iceberg's partition path, as {@code day=2024-03-04}; {@code ""} if the table is
 *     not partitioned
 * @param rule the rule in DQDL, as the contract has it
 * @param passed for severity ROW: no row was refused by the rule
 * @param metric for severity ROW the number of rows that break the rule; for the others the measure
 *     by which deequ judged, a ratio or a count as the rule has it. Empty if it could not be
 *     measured, or if the measure is itself a value of a column that is not public (as the minimum
 *     of an age)
 * @param reason why it did not pass, without any value of the data; empty if it passed
 * @param faulty whether not the data but the rule is at fault, for it cannot be evaluated
 */
public record RuleResult(
    String partition,
    String rule,
    Severity severity,
    boolean passed,
    OptionalDouble metric,
    String reason,
    boolean faulty) {

  /** Of a rule that can be evaluated. */
  public RuleResult(
      String partition,
      String rule,
      Severity severity,
      boolean passed,
      OptionalDouble metric,
      String reason) {
    this(partition, rule, severity, passed, metric, reason, false);
  }

  /**
   * Whether the partition must be held back: an error rule failed, or a row rule could not be
   * evaluated, so that its bad rows could not be told from the good ones.
   */
  public boolean holds() {
    return !passed
        && (severity == Severity.ERROR || (severity == Severity.ROW && metric.isEmpty()));
  }
}
