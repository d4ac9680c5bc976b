package org.jinyanglake.release.history;

/**
 * A raw row and what a version to be published does with it.
 *
 * @param raw path of its raw partition
 * @param partition path of the zone's partition that is made of that
 * @param row which row it is, as {@link Member#row}
 * @param person as {@link Member#person}
 * @param group as {@link Member#group}
 * @param classKey the class in which it is published; null if it is withheld
 */
public record Seen(
    String raw, String partition, long row, long person, long group, String classKey) {}
