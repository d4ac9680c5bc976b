package org.jinyanglake.quality;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Rule;

/**
 * What all rules said of one partition when it was judged once.
 *
 * @param partition its path
 * @param at when the judgement was committed
 * @param contract hash of the contract whose rules they were
 * @param facts by rule
 */
record Judged(String partition, Instant at, String contract, Map<Named, Fact> facts) {

  /** A rule as the evidence names it. */
  record Named(String rule, String severity) {
    static Named of(Rule rule) {
      return new Named(rule.dqdl(), rule.severity().name());
    }

    boolean isRow() {
      return severity.equals(Rule.Severity.ROW.name());
    }
  }

  /**
   * What a rule said.
   *
   * @param metric null if it could not be measured, or may not be told
   * @param reason empty if it passed
   * @param faulty whether not the data but the rule is at fault
   * @param failing where some of the rows are kept for which it fails; empty if none are
   */
  record Fact(boolean passed, Double metric, String reason, boolean faulty, String failing) {

    /** The same of a row rule that had refused so many rows of the partition before. */
    Fact after(double before) {
      if (metric == null || before == 0) {
        return this;
      }
      double all = before + metric;
      return new Fact(
          false,
          all,
          "refuses " + Math.round(all) + (all == 1 ? " row" : " rows"),
          faulty,
          failing);
    }

    /** Whether it holds the partition back. */
    boolean holds(Named rule) {
      return !passed
          && (rule.severity().equals(Rule.Severity.ERROR.name()) || rule.isRow() && metric == null);
    }
  }

  Optional<Fact> fact(Named rule) {
    return Optional.ofNullable(facts.get(rule));
  }
}
