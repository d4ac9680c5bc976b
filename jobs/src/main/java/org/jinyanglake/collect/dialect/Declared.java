package org.jinyanglake.collect.dialect;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * What a person says of a text. It is taken as said; what is left open is found.
 *
 * @param encoding of the text
 * @param delimiter between cells, {@link Dialect#NO_DELIMITER} if there is one cell a line
 * @param blankAfter whether a blank after each delimiter belongs to it, if one is declared
 * @param quote around cells, {@link Dialect#NONE} if quotes mean nothing
 * @param escape before a quote inside quotes; the quote itself if it is doubled
 * @param preamble the number of lines before the header
 * @param headers the number of records that name the columns
 * @param footer the number of records after the last row
 * @param names of the columns if no record names them; empty: made up
 */
public record Declared(
    Optional<Charset> encoding,
    Optional<Character> delimiter,
    boolean blankAfter,
    Optional<Character> quote,
    Optional<Character> escape,
    Optional<Integer> preamble,
    Optional<Integer> headers,
    Optional<Integer> footer,
    List<String> names) {

  /** Nothing is said. */
  public static final Declared NOTHING =
      new Declared(
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Declared {
    names = List.copyOf(names);
  }

  /** The dialect if all of it is declared. */
  Optional<Dialect> dialect() {
    if (delimiter.isEmpty() || quote.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Dialect(delimiter.get(), blankAfter, quote.get(), escape.orElse(quote.get())));
  }
}
