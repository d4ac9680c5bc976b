package org.jinyanglake.fetch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A table of another lake that keeps its versions. What a version holds is told by its parts: a
 * version that has the same parts as another one has the same rows.
 *
 * <p>Versions are named as names of files can be: {@code 8812345678901234567}, {@code 17-0a1b2c3d}.
 */
interface VersionedTable extends AutoCloseable {

  /**
   * Rows that are kept together: a data file without what was deleted of it.
   *
   * @param rows about how many; what is deleted may count
   * @param source what the table knows of it
   */
  record Part(long rows, Object source) {}

  /** The rows of a part, one after the other. */
  interface Rows extends AutoCloseable {

    /**
     * The values of the next row, of the columns that were asked for: null, Boolean, Number,
     * String, or a List or a Map by text of such. Null after the last row.
     */
    Object[] next() throws FetchException;

    @Override
    void close() throws FetchException;
  }

  /** {@link #rows}, where nothing else of a table is asked. */
  interface Reader {
    Rows rows(Part part, List<String> columns) throws FetchException;
  }

  /** The version that holds now; empty if the table has none yet. */
  Optional<String> current();

  /** Whether a version can still be told. */
  boolean holds(String version);

  /** When a version was made, as the table says. */
  Instant committed(String version);

  /** The names of the columns, now. */
  List<String> columns();

  /** The parts of a version, by what tells them apart. */
  SortedMap<String, Part> parts(String version) throws FetchException;

  /** Whether a part can still be read. */
  boolean isThere(Part part);

  /** Reads a part; rows of an older version too have the columns that the table has now. */
  Rows rows(Part part, List<String> columns) throws FetchException;

  @Override
  void close() throws FetchException;
}
