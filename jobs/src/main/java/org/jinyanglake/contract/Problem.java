package org.jinyanglake.contract;

import java.util.Comparator;

/**
 * Something wrong in a contract, and what to do about it.
 *
 * @param file the contract's file
 * @param line from 1; 0 if the file as a whole is meant
 * @param column from 1, in characters; 0 if the file as a whole is meant
 * @param path the JSON pointer of the place, as {@code /schema/0/properties/3/name}
 * @param message what is wrong; what to do
 */
public record Problem(
    String file, int line, int column, String path, String message, Severity severity)
    implements Comparable<Problem> {

  /** Whether the contract can be used all the same. */
  public enum Severity {
    /** The contract is not used, nor is any that derives from it. */
    ERROR,
    /** It is used. */
    WARNING
  }

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /** {@code file:line:column: message}, as compilers print it. */
  @Override
  public String toString() {
    return file
        + (line == 0 ? "" : ":" + line + ":" + column)
        + ": "
        + (isError() ? "" : "warning: ")
        + message;
  }
}
