package org.jinyanglake.cli;

/**
 * The command cannot be carried out as it was given. The message is the one line that the user
 * reads: what is wrong, where, and what to do.
 */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
