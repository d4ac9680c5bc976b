/**
 * Collect: landing files become typed rows of the raw zone, and nothing is lost on the way.
 *
 * <p>A file is looked at twice. {@link org.jinyanglake.collect.Fingerprint} reads its bytes once
 * before anything is stored: checksum, encoding, header, number of records. Then {@link
 * org.jinyanglake.collect.LandingReader} reads it in parallel as a Spark data source; each record
 * becomes a row or a refused row in {@link org.jinyanglake.collect.Tally}, and the two must add up
 * to the number that was counted before.
 *
 * <p>Formats other than text are behind the same seam. A {@link org.jinyanglake.collect.Reading}
 * surveys a file for its fingerprint and opens {@link org.jinyanglake.collect.Cursor}s on it;
 * types, refusal, counting and lineage are the same for all. Archives are taken apart by {@link
 * org.jinyanglake.collect.ArchivePass}, and each file in them goes its own way.
 *
 * <p>Why not Spark's own CSV and JSON readers: they repair in silence. A stray quote is dropped or,
 * with multiLine, swallows the rest of the file into one valid row; columns in another order are
 * swapped; short rows are filled with nulls; malformed bytes become U+FFFD; NULs are stored; of two
 * equal JSON keys the last wins; {@code 1e400} is infinity, {@code 1d} a number, {@code 1.005}
 * rounded, {@code 10:00:00} today; which rows count as malformed depends on the columns selected;
 * and no row knows where in the file it stood. Here every record is decided once, by all its
 * columns whatever a query selects, by rules that are written down, and keeps its byte offset.
 * Files are split and packed into tasks as Spark does it, and reading is not slower.
 */
package org.jinyanglake.collect;
