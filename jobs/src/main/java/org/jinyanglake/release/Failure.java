package org.jinyanglake.release;

import java.io.Serializable;

/**
 * One thing that the gate found wrong in a partition.
 *
 * @param check which check failed
 * @param column where, empty if in no single column
 * @param message what is wrong and what to do; never a value
 * @param count how often: values, rows, classes or files, as the message says
 */
public record Failure(Check check, String column, String message, long count)
    implements Serializable {

  @Override
  public String toString() {
    return "%s%s: %s (%d)"
        .formatted(check.code(), column.isEmpty() ? "" : " " + column, message, count);
  }
}
