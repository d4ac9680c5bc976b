package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One rule of a dataset.
 *
 * @param rule as the contract has it, in DQDL
 * @param severity error, row or warning
 * @param declared whether the contract has it; else it is one that the lake watches by itself
 * @param dimension of GB/T 36344-2018
 * @param zh the rule in Chinese
 * @param en the rule in English
 * @param state whether it holds now
 * @param unit of its values: rows (that it refuses, or that are not as they should be), share (of
 *     rows, from 0 to 1), per cent (of rows, likewise), or number
 * @param value its measure now; null if there is none, or it may not be told
 * @param reason why it fails now; empty if it does not
 * @param since the first period of those in which it fails without a break until the last; null if
 *     it does not fail
 * @param firstSeen when that was recorded first, ISO 8601
 * @param failing in how many periods without a break it fails
 * @param rows how many rows break it in these periods; null if that is not known
 * @param series by period, the oldest first
 * @param examples rows that it refused, the last ones; of an error or a warning that fails, rows
 *     for which it does
 * @param remedy what is to be done; null if nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuleReport(
    String rule,
    String severity,
    boolean declared,
    Dimension dimension,
    String zh,
    String en,
    State state,
    Unit unit,
    Double value,
    String reason,
    String since,
    String firstSeen,
    int failing,
    Long rows,
    List<Point> series,
    List<Example> examples,
    Remedy remedy) {

  /** Whether a rule holds. */
  public enum State {
    PASSED,
    FAILED,
    /** The contract has it, but the newest data were not judged by it yet. */
    UNJUDGED
  }

  /** Of what its values are. */
  public enum Unit {
    ROWS,
    SHARE,
    PERCENT,
    NUMBER
  }

  public RuleReport {
    series = List.copyOf(series);
    examples = List.copyOf(examples);
  }

  /** Whether it is an error that holds data back. */
  public boolean failsAsError() {
    return state == State.FAILED && severity.equals("error");
  }
}
