package org.jinyanglake.contract;

/**
 * What every class of rows that share the quasi-identifiers of a released partition must reach.
 *
 * @param k the least number of persons in a class, at least 2
 * @param person the column that tells one person from another; all rows of a class without it count
 *     as one person
 * @param withhold the share of a partition's rows, from 0 to 0.2, that may be withheld where
 *     publishing them would make others too general
 */
public record Anonymity(int k, String person, double withhold) {}
