package org.jinyanglake.lake;

/**
 * A commit did not happen as planned, because the table moved on or the catalog's reply was lost.
 * The step is to be planned anew from the table as it is now.
 */
public class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean nothingLanded;

  /** A conflict before or instead of the commit. */
  public ConflictException(String message, Throwable cause) {
    this(message, cause, true);
  }

  ConflictException(String message, Throwable cause, boolean nothingLanded) {
    super(message, cause);
    this.nothingLanded = nothingLanded;
  }

  /**
   * Whether it is certain that the commit will never show. If not, a late server may still apply
   * it, so the files that it refers to must stay.
   */
  public boolean nothingLanded() {
    return nothingLanded;
  }
}
