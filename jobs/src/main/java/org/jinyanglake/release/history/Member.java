package org.jinyanglake.release.history;

/**
 * A raw row that was published at least once, as it is remembered: by keyed hashes of 64 bits.
 *
 * @param row which row it is
 * @param person whose it is; 0 for all rows without a person, who count as one
 * @param cohort what names the classes in which the versions published so far had it: rows of one
 *     cohort were together in every version, or were left out together
 * @param group with which rows alone it might share a class in the newest version; 0 where that was
 *     its first one
 */
public record Member(long row, long person, long cohort, long group) {}
