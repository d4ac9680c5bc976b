package org.jinyanglake.ledger;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a declassification reviewer confirmed: that what was found of these kinds is to be left out,
 * and the rest may be opened.
 *
 * @param dataset {@code domain.name}
 * @param contract hash of the contract version
 * @param list version of the declassification list
 * @param kinds what was found until then, {@code COLUMN RULE}; empty if nothing was
 * @param reviewer user name
 * @param reviewedAt when, ISO 8601
 */
public record Review(
    String dataset,
    String contract,
    String list,
    SortedSet<String> kinds,
    String reviewer,
    String reviewedAt) {

  public Review {
    kinds = new TreeSet<>(kinds);
  }

  /** Whether it covers what was found by a list, by kind. */
  public boolean covers(String version, Map<String, Long> found) {
    return list.equals(version) && kinds.containsAll(found.keySet());
  }
}
