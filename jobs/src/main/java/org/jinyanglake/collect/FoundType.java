package org.jinyanglake.collect;

/**
 * The type of a column as a contract would write it.
 *
 * @param logical {@code string}, {@code integer}, {@code number}, {@code date}, {@code timestamp}
 *     or {@code boolean}
 * @param physical as {@code decimal(8,2)}; empty where the logical type says all
 * @param format a java.time pattern; empty for ISO 8601 and all that is no date or time
 */
public record FoundType(String logical, String physical, String format) {

  static final FoundType STRING = new FoundType("string", "", "");

  /** In a word or two: {@code decimal(8,2)}, {@code date dd/MM/yyyy}. */
  @Override
  public String toString() {
    String type = physical.isEmpty() ? logical : physical;
    return format.isEmpty() ? type : type + " " + format;
  }
}
