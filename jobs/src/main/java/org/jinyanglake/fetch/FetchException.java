package org.jinyanglake.fetch;

/**
 * Something could not be fetched: the message says what, where and what to do. It holds no secret,
 * no query of an address and no value of the data.
 */
final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private FetchException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /** What trying again does not mend. */
  static FetchException refused(String message) {
    return new FetchException(message, false);
  }

  /** What trying again may mend. */
  static FetchException passing(String message) {
    return new FetchException(message, true);
  }

  /** Whether it is worth trying again in this run. */
  boolean isPassing() {
    return passing;
  }
}
