package org.jinyanglake.lake;

/**
 * Something failed that is not the fault of the data: the message says what, where, and what to do.
 */
public class LakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LakeException(String message) {
    super(message);
  }

  public LakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
