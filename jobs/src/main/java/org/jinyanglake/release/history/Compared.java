package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of comparing rows with all that was published of them, and with what else is open.
 *
 * @param differences by partition of the zone
 * @param worst of the tables that were joined with a partition, the one that singles out most; none
 *     where no person is in both
 * @param noted by raw partition, the file in which its rows are noted
 */
public record Compared(
    SortedMap<String, Differences> differences,
    Map<String, Mosaic> worst,
    SortedMap<String, String> noted)
    implements Serializable {

  /** Nothing yet. */
  public Compared() {
    this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  /** Adds what came of other partitions. */
  public void add(Compared others) {
    differences.putAll(others.differences);
    worst.putAll(others.worst);
    noted.putAll(others.noted);
  }
}
