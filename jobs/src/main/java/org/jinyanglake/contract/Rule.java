package org.jinyanglake.contract;

import java.util.Optional;

/**
 * One quality rule.
 *
 * @param dqdl the rule's text, in DQDL without the surrounding {@code Rules = [ ]}, as {@code
 *     IsComplete "ticket_id"}; of a metric in the words of ODCS, as {@code nullValues "age"
 *     mustBeLessThan 5 percent}
 * @param severity what follows when it fails
 * @param measure what the text says, if it is no DQDL
 */
public record Rule(String dqdl, Severity severity, Optional<OdcsMetric> measure) {

  /** A rule in DQDL. */
  public Rule(String dqdl, Severity severity) {
    this(dqdl, severity, Optional.empty());
  }

  /** A rule in the words of ODCS. */
  static Rule of(OdcsMetric metric, Severity severity) {
    return new Rule(metric.text(), severity, Optional.of(metric));
  }

  /** What follows when a rule fails. */
  public enum Severity {
    /** The partition is held back; the last good version stays open. */
    ERROR,
    /** The failing rows are refused. */
    ROW,
    /** It is recorded. */
    WARNING
  }
}
