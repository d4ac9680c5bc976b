package org.jinyanglake.contract;

/**
 * What every class of rows that share the quasi-identifiers of a released partition must reach.
 *
 * @param k the least number of persons in a class, at least 2
 * @param person the column that tells one person from another; rows without it count as one person
 *     each
 */
public record Anonymity(int k, String person) {}
