package org.jinyanglake.release.tables;

/**
 * A measure of a table as the gate understands it.
 *
 * @param column its name
 * @param adds whether totals are sums; else they count distinct persons, of whom one may be in
 *     several cells
 * @param width the least width of the interval that may be inferred of a suppressed cell
 */
public record Quantity(String column, boolean adds, double width) {}
