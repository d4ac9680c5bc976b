package org.jinyanglake.contract;

import java.nio.charset.Charset;
import java.util.List;
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
   * How delimited text is written. The escape of a quote inside quotes is the doubled quote.
   *
   * @param header whether the first line names the columns; if not, cells are taken by position
   * @param multiline whether a quoted cell may hold line breaks
   */
  record Dialect(char delimiter, char quote, boolean header, boolean multiline) {
    public static final Dialect RFC_4180 = new Dialect(',', '"', true, false);
  }

  /**
   * Files in the landing folder. Names that end in {@code .gz} are decompressed.
   *
   * @param path a Hadoop glob below the landing folder, as {@code governance/hotline_tickets/*.csv}
   * @param encoding of the text; a UTF-8 byte-order mark is skipped
   * @param nullValues cells that mean null, compared after nothing but the dialect's own unquoting
   */
  record Files(
      String path, Format format, Charset encoding, Dialect dialect, List<String> nullValues)
      implements Source {
    public Files {
      nullValues = List.copyOf(nullValues);
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
