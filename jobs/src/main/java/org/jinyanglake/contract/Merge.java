package org.jinyanglake.contract;

import java.util.List;
import java.util.Optional;

/**
 * Which partitions are published as one: days of too few persons as their week, streets as their
 * district. Partitions that have enough persons stay as they are, unless {@code always}.
 *
 * @param column a partition column
 * @param to one of {@link #PERIODS}, or a level of the hierarchy
 * @param hierarchy by which texts are merged; empty for a date
 * @param always whether all partitions are merged, however many persons they have
 */
public record Merge(String column, String to, Optional<String> hierarchy, boolean always) {

  /** What dates are merged to, from fine to coarse; weeks are those of ISO 8601. */
  public static final List<String> PERIODS = List.of("week", "month", "quarter", "year");

  /** As people read it: {@code day by the week}. */
  String words() {
    return "%s by the %s%s".formatted(column, to, always ? ", always" : "");
  }
}
