package org.jinyanglake.collect;

import java.io.Serializable;
import java.util.List;

/**
 * A record that became no row. Restricted: {@code text} is a raw value.
 *
 * @param file its path below the landing folder
 * @param row the byte of the decompressed file at which it begins
 * @param line the number of its first line, from 1; −1 if the file was split and it is not known
 *     ({@link LineAt} finds it)
 * @param column the name of the column that does not fit; empty if the record as a whole does not
 * @param rule the rule that it breaks, as {@code cells}, {@code quote}, {@code integer}
 * @param reason what is wrong in words that hold no value, as {@code amount: letters in an integer}
 * @param digits see {@link Misfit}
 * @param text the record as it stands in the file, decoded and cut at 64 kB; bytes that are not in
 *     the declared encoding as {@code \xHH}
 * @param cells what it says of the contract's source columns, in their order, null for what it does
 *     not say; empty if it cannot be cut into cells, or is longer
 */
public record RefusedRow(
    String file,
    long row,
    long line,
    String column,
    String rule,
    String reason,
    int digits,
    String text,
    List<String> cells)
    implements Serializable {

  /** Characters of its text and cells. */
  int length() {
    return text.length() + cells.stream().mapToInt(cell -> cell == null ? 0 : cell.length()).sum();
  }

  /** Nothing of the record's text: this goes into logs. */
  @Override
  public String toString() {
    return file + " at byte " + row + ": " + rule;
  }
}
