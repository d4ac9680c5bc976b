package org.jinyanglake.lake;

/**
 * The columns that every raw row has besides its own. Iceberg reserves {@code _file} and {@code
 * _pos} for the data file and the position in it, so the landing file is {@link #FILE}.
 */
public final class Lineage {
  /** The landing file that the row came from: its path below the landing folder. */
  public static final String FILE = "_source_file";

  /** Where in the file: byte offset of the record, after decompression. */
  public static final String ROW = "_row";

  /** The run that collected the row. */
  public static final String RUN = "_run";

  /** When the row was collected. */
  public static final String COLLECTED_AT = "_collected_at";

  /**
   * Of a version in a history: when it was seen, JSON of an array of {@code {at, file, row}}: the
   * order column in days or microseconds since 1970, {@link #FILE}, {@link #ROW}.
   */
  public static final String SEEN = "_seen";

  /**
   * Of a row that is a deletion of its key: true. Only while rows are merged; no table has it,
   * since deletions are kept beside the tables.
   */
  public static final String DELETED = "_deleted";

  /**
   * Of datasets whose contract keeps them: the cells of columns that it does not know, a map from
   * the column's name in the file to its text; null if there are none. Only {@link Engine#whole}
   * gives it: until the contract names a column, nothing reads or opens it.
   */
  public static final String ADDED = "_added";

  private Lineage() {}
}
