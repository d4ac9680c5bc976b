package org.jinyanglake.release.tables;

import java.util.Map;

/**
 * A row of a table as a reader sees it.
 *
 * @param place the dimensions of which it is no total, by column
 * @param numbers by column; those that are null are not there
 */
record SeenRow(Map<String, String> place, Map<String, Double> numbers) {}
