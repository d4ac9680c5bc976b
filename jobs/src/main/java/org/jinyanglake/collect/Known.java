package org.jinyanglake.collect;

import java.util.Optional;
import org.jinyanglake.collect.dialect.Declared;

/**
 * What a person says of a file that no contract describes. It is taken as said; what is left open
 * is found.
 *
 * @param text how delimited text is written; of a sheet only how many rows name its columns
 * @param entries as the contract's property: which files of an archive are meant
 * @param sheet as the contract's property: the sheet of a workbook
 * @param headerRow as the contract's property: the row in which the names of a sheet's columns
 *     begin
 * @param rows as the contract's property: where the records of JSON and XML documents are
 */
public record Known(
    Declared text,
    Optional<String> entries,
    Optional<String> sheet,
    Optional<Integer> headerRow,
    Optional<String> rows) {

  /** Nothing is said. */
  public static final Known NOTHING =
      new Known(
          Declared.NOTHING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
