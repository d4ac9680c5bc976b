/**
 * Delimited text that nobody described: in which encoding and dialect it is, where its table
 * begins, and what its rows are. Pure Java, all from the bytes of the file.
 *
 * <p>A dialect is scored by how much the text reads like a table in it ({@link
 * org.jinyanglake.collect.dialect.DialectDetector}); quotes and escapes are judged by the whole
 * text ({@link org.jinyanglake.collect.dialect.Quotes}). Then the table is told from what stands
 * around it ({@link org.jinyanglake.collect.dialect.Layout}, {@link
 * org.jinyanglake.collect.dialect.Body}). Rows with quotes out of place are read with as few
 * liberties as possible ({@link org.jinyanglake.collect.dialect.RowRepair}); rows that follow the
 * dialect are never changed, whatever their number of cells. All that is not a plain row is a
 * {@link org.jinyanglake.collect.dialect.Finding}.
 */
package org.jinyanglake.collect.dialect;
