/**
 * A lake: its zones, its tables, and the one way in which anything is committed to them.
 *
 * <p>Spark writes data files without committing them ({@link org.jinyanglake.lake.Engine}); a
 * {@link org.jinyanglake.lake.Commit} then makes them part of a table in one compare-and-swap,
 * together with the {@link org.jinyanglake.lake.Evidence} of what was done. What a table holds and
 * how it came about is thus read from its current snapshot alone; there is no other bookkeeping.
 */
package org.jinyanglake.lake;
