package org.jinyanglake.contract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a dataset comes from. */
public sealed interface Source {

  /** The formats of landing files. */
  enum Format {
    /** Delimited text, one record a line unless {@link Dialect#multiline}. */
    CSV,
    /** One JSON object a line. */
    JSON_LINES
  }

  /**
   * How delimited text is written.
   *
   * @param quote around cells, {@link #NONE} if quotes mean nothing
   * @param escape before a quote inside quotes: the quote itself (it is doubled) or a backslash
   * @param preamble the number of lines before the header, or before the first record
   * @param headerRows the number of records that name the columns, joined by a blank; if 0, cells
   *     are taken by position
   * @param footer the number of records after the last row
   * @param multiline whether a quoted cell may hold line breaks
   * @param detected whether all of this is found in each file instead, but for {@code headerRows}
   *     if they are 0
   */
  record Dialect(
      char delimiter,
      char quote,
      char escape,
      int preamble,
      int headerRows,
      int footer,
      boolean multiline,
      boolean detected) {

    /** No such character. */
    public static final char NONE = 0;

    public static final Dialect RFC_4180 = new Dialect(',', '"', true, false);

    /** Quotes are doubled inside quotes, and nothing stands before or after the table. */
    public Dialect(char delimiter, char quote, boolean header, boolean multiline) {
      this(delimiter, quote, quote, 0, header ? 1 : 0, 0, multiline, false);
    }

    /** Whether columns are matched by name. */
    public boolean header() {
      return headerRows > 0;
    }
  }

  /**
   * Files in the landing folder. Names that end in {@code .gz} are decompressed.
   *
   * @param path a Hadoop glob below the landing folder, as {@code governance/hotline_tickets/*.csv}
   * @param declaredEncoding of the text, empty if it is found in each file; a byte-order mark is
   *     skipped
   * @param nullValues cells that mean null, compared after nothing but the dialect's own unquoting
   */
  record Files(
      String path,
      Format format,
      Optional<Charset> declaredEncoding,
      Dialect dialect,
      List<String> nullValues)
      implements Source {
    public Files {
      nullValues = List.copyOf(nullValues);
    }

    /** Files of a declared encoding. */
    public Files(
        String path, Format format, Charset encoding, Dialect dialect, List<String> nullValues) {
      this(path, format, Optional.of(encoding), dialect, nullValues);
    }

    /** The declared encoding; UTF-8 as long as none is found. */
    public Charset encoding() {
      return declaredEncoding.orElse(StandardCharsets.UTF_8);
    }

    /** Whether something is found in each file that is not declared. */
    public boolean detects() {
      return declaredEncoding.isEmpty() || dialect.detected();
    }
  }

  /**
   * One SQL query over other datasets; its columns are matched with the contract's by name.
   *
   * @param inputs the datasets that the query reads
   */
  record Query(String sql, Set<DatasetName> inputs) implements Source {
    public Query {
      inputs = Set.copyOf(inputs);
    }
  }
}
