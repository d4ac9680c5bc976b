package org.jinyanglake.contract;

/** What is left out of everything that is opened where a value holds classified content. */
public enum Exclusion {
  /** The row that holds it. */
  ROW,
  /** Its cell alone, which is null then. */
  CELL
}
