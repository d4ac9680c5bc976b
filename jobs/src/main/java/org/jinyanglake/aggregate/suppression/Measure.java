package org.jinyanglake.aggregate.suppression;

/**
 * A number of each cell.
 *
 * @param column its name
 * @param sums whether a margin is the sum of its cells; if not, it counts distinct persons: it is
 *     at most that sum, and at least each of its cells
 * @param width how wide the interval must be at least that can be inferred of a suppressed cell, in
 *     the measure's unit; 0: only as wide as the percentage demands
 */
public record Measure(String column, boolean sums, double width) {}
