/**
 * What the rules of contracts said over time, told to people: each rule in words, its value by day,
 * since when it fails and what to do, who delivers late, and scores by the dimensions of GB/T
 * 36344-2018. Read from what the tables' snapshots recorded; no Spark.
 *
 * <p>The page is the template {@code src/main/jte/quality/report.jte}, which escapes by context
 * whatever contracts, files and reasons say, loads nothing and runs nothing.
 */
package org.jinyanglake.quality;
