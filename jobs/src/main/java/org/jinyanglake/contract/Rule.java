package org.jinyanglake.contract;

/**
 * One quality rule in DQDL, as {@code IsComplete "ticket_id"}, without the surrounding {@code Rules
 * = [ ]}.
 *
 * @param dqdl the rule's text
 * @param severity what follows when it fails
 */
public record Rule(String dqdl, Severity severity) {

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
