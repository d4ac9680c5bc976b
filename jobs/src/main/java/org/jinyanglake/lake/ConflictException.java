package org.jinyanglake.lake;

/**
 * A table moved on since the step that wanted to commit had read it. Nothing was committed; the
 * step is to be planned anew from the table as it is now.
 */
public class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
