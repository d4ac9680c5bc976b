package org.jinyanglake.contract;

import java.util.List;

/**
 * What every class of rows that share the quasi-identifiers of a released partition must reach.
 *
 * @param k the least number of persons in a class, at least 2
 * @param person the column that tells one person from another; all rows of a class without it count
 *     as one person
 * @param withhold the share of a partition's rows, from 0 to 0.2, that may be withheld where
 *     publishing them would make others too general
 * @param mostLoss a partition that would lose more, from 0 to 1, is not published; 1 for never
 * @param inValues whether the quasi-identifiers of a class are published as the range or set of its
 *     values, as text, and not as one label of a hierarchy
 * @param search whether labels that lose less are searched for after the first that will do; it
 *     takes longer
 * @param sensitive what sensitive columns must be like, by name
 * @param merge which partitions are published together as one; empty: none
 */
public record Anonymity(
    int k,
    String person,
    double withhold,
    double mostLoss,
    boolean inValues,
    boolean search,
    List<Diversity> sensitive,
    List<Merge> merge) {

  public Anonymity {
    sensitive = List.copyOf(sensitive);
    merge = List.copyOf(merge);
  }

  /** By labels, without conditions on sensitive columns. */
  public Anonymity(int k, String person, double withhold) {
    this(k, person, withhold, 1, false, true, List.of(), List.of());
  }

  /** The conditions on columns that a zone sees. */
  public List<Diversity> sensitive(Contract contract, Zone zone) {
    return sensitive.stream()
        .filter(
            each ->
                contract.columns(zone).stream()
                    .anyMatch(column -> column.name().equals(each.column())))
        .toList();
  }
}
