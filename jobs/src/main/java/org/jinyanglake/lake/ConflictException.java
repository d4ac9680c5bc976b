package org.jinyanglake.lake;

/**
 * A commit did not happen as planned, because the table or what it was judged beside moved on, or
 * the catalog's reply was lost. The step is to be planned anew from what is there now.
 */
public class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message) {
    super(message);
  }

  public ConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
