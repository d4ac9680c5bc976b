package org.jinyanglake.contract;

import java.io.Serializable;
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
    CSV("csv"),
    /** One record a line, whose cells stand at fixed positions. */
    FIXED("fixed"),
    /** One JSON object a line. */
    JSON_LINES("jsonl"),
    /** One JSON document; the elements of an array in it are the records. */
    JSON("json"),
    /** A FeatureCollection of RFC 7946; its features are the records. */
    GEOJSON("geojson"),
    /** One XML document; all elements of one name are the records. */
    XML("xml"),
    /** One sheet of an Excel workbook, xlsx or xls. */
    EXCEL("excel"),
    PARQUET("parquet"),
    ORC("orc"),
    AVRO("avro");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    /** How contracts write it. */
    public String word() {
      return word;
    }

    /** Whether fields lie in each other, so that a column may be a path, {@link FieldPath}. */
    public boolean nested() {
      return this != CSV && this != FIXED && this != EXCEL;
    }

    /** Whether the names of the columns stand once in the file, not in each record. */
    public boolean named() {
      return this == CSV || this == EXCEL || columnar();
    }

    /** Whether files have columns with types. */
    public boolean columnar() {
      return this == PARQUET || this == ORC || this == AVRO;
    }
  }

  /** What the positions of fixed-width text count. */
  enum Positions {
    /** Bytes of the file's encoding, as old systems do. */
    BYTES("bytes"),
    CHARACTERS("characters"),
    /** Columns of a terminal: Chinese characters take two, combining marks none. */
    DISPLAY("display");

    private final String word;

    Positions(String word) {
      this.word = word;
    }

    /** How contracts write it. */
    public String word() {
      return word;
    }
  }

  /**
   * Where in a landing file the records stand, if there is more in it.
   *
   * @param entries a glob for the names of the files in an archive; empty: all
   * @param rows of JSON a pointer to the array, empty if it is the document itself; of XML the name
   *     of the element that is one record
   * @param sheet the name of a sheet, or its number from 1; empty: the only one that is visible
   * @param headerRow the number of the row with the names of the columns, or without a header of
   *     the first row, from 1
   * @param headerRows over how many rows the names go
   * @param repeatMerged whether every cell of a merged range has the value of its first one
   * @param positions of fixed-width text what its positions count
   */
  record Within(
      String entries,
      String rows,
      String sheet,
      int headerRow,
      int headerRows,
      boolean repeatMerged,
      Positions positions)
      implements Serializable {

    /** Of anything but fixed-width text. */
    public Within(
        String entries,
        String rows,
        String sheet,
        int headerRow,
        int headerRows,
        boolean repeatMerged) {
      this(entries, rows, sheet, headerRow, headerRows, repeatMerged, Positions.BYTES);
    }

    /** Where everything in a file is records. */
    public static final Within WHOLE = new Within("", "", "", 1, 1, false);
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
   * Files in the landing folder. Names that end in {@code .gz} or {@code .bz2} are decompressed,
   * the files in archives (zip, tar) are taken out.
   *
   * @param path a Hadoop glob below the landing folder, as {@code governance/hotline_tickets/*.csv}
   * @param declaredEncoding of the text, empty if it is found in each file; a byte-order mark is
   *     skipped
   * @param nullValues cells that mean null, compared after nothing but the dialect's own unquoting
   * @param control a glob for the names of control files in the same folders; a file is collected
   *     only with all others that a control file names; empty: there are none
   */
  record Files(
      String path,
      Format format,
      Optional<Charset> declaredEncoding,
      Dialect dialect,
      List<String> nullValues,
      Within within,
      Optional<String> control)
      implements Source {
    public Files {
      nullValues = List.copyOf(nullValues);
    }

    /** Files without control files. */
    public Files(
        String path,
        Format format,
        Optional<Charset> declaredEncoding,
        Dialect dialect,
        List<String> nullValues,
        Within within) {
      this(path, format, declaredEncoding, dialect, nullValues, within, Optional.empty());
    }

    /** Files of a declared encoding that hold nothing but records. */
    public Files(
        String path, Format format, Charset encoding, Dialect dialect, List<String> nullValues) {
      this(path, format, encoding, dialect, nullValues, Within.WHOLE);
    }

    /** Files of a declared encoding. */
    public Files(
        String path,
        Format format,
        Charset encoding,
        Dialect dialect,
        List<String> nullValues,
        Within within) {
      this(path, format, Optional.of(encoding), dialect, nullValues, within);
    }

    /** The declared encoding; UTF-8 as long as none is found. */
    public Charset encoding() {
      return declaredEncoding.orElse(StandardCharsets.UTF_8);
    }

    /** Whether something is found in each file that is not declared. */
    public boolean detects() {
      return declaredEncoding.isEmpty() || dialect.detected();
    }

    /** Whether the columns are found by names that stand once in the file. */
    public boolean named() {
      return format.named() && (format.columnar() || dialect.header());
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
