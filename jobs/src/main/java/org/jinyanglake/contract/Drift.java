package org.jinyanglake.contract;

import java.util.List;

/**
 * What may change in the files of a dataset by itself; everything else holds it back.
 *
 * @param newColumn what becomes of columns that the contract does not know
 * @param widening what becomes of numbers that are too large for their column
 */
public record Drift(NewColumn newColumn, Widening widening) {

  /** What becomes of the cells of columns that the contract does not know. */
  public enum NewColumn {
    /** They are kept out, and their columns named. */
    REPORT,
    /** They are kept beside the row, by the names of their columns. */
    ADD
  }

  /** What becomes of numbers that are too large for their column. */
  public enum Widening {
    /** Their rows are refused. */
    HOLD,
    /** Their column gets the next type that holds them, if it holds all others as they are. */
    ALLOW
  }

  /** Nothing changes by itself. */
  public static final Drift NONE = new Drift(NewColumn.REPORT, Widening.HOLD);

  private static final List<String> OPTIONS = List.of("newColumn", "widening");

  /** Whether the cells of unknown columns are kept. */
  public boolean adds() {
    return newColumn == NewColumn.ADD;
  }

  /** Whether columns may be widened. */
  public boolean widens() {
    return widening == Widening.ALLOW;
  }

  /**
   * Reads the property {@code drift}.
   *
   * @param derived whether the dataset comes from a query and not from files
   */
  static Drift read(Place place, boolean derived, Report report) {
    if (!place.exists()) {
      return NONE;
    }
    if (derived) {
      report.error(place, "drift is for datasets of files, this one is derived; delete it");
      return NONE;
    }
    if (!place.isMapping()) {
      report.error(place, "drift is a mapping; write {newColumn: add, widening: allow}");
      return NONE;
    }
    report.options(place, "drift", OPTIONS);
    return new Drift(
        Words.read(NewColumn.class, place.get("newColumn"), "newColumn", report)
            .orElse(NewColumn.REPORT),
        Words.read(Widening.class, place.get("widening"), "widening", report)
            .orElse(Widening.HOLD));
  }
}
