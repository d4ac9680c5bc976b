package org.jinyanglake.release.history;

import java.util.List;

/**
 * What a zone remembers of a raw partition.
 *
 * @param members all rows that were ever published
 * @param columns of {@link OpenRow#values}, as {@link JoinColumns} names them
 * @param open the rows of the newest version
 */
public record Remembered(List<Member> members, List<String> columns, List<OpenRow> open) {
  public static final Remembered NOTHING = new Remembered(List.of(), List.of(), List.of());
}
