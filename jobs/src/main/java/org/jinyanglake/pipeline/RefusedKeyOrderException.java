package org.jinyanglake.pipeline;

/** Somebody ordered what may not be done with a key now; the message says why and what to do. */
public class RefusedKeyOrderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedKeyOrderException(String message) {
    super(message);
  }
}
