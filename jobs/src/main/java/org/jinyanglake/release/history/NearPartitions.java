package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Anonymity;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;

/**
 * Partitions of the same table that are open beside those to be published, where each person has
 * one token in all of them. Whoever knows a person to be in two partitions, and the class in each,
 * looks for the tokens that are in both classes: fewer, often, than k.
 */
final class NearPartitions implements Serializable {
  private static final long serialVersionUID = 1;

  /** So many before and after, in the order of their paths. */
  private static final int NEAR = 3;

  private final String dataset;
  private final String person;
  private final Notes notes;
  private final TreeMap<String, String> noted;

  /**
   * Those of a table in which persons can be followed; of others none.
   *
   * @param noted by raw partition, the file that notes its rows
   */
  static NearPartitions of(
      Contract contract, Zone zone, Notes notes, SortedMap<String, String> noted) {
    String person = contract.anonymity().map(Anonymity::person).orElse("");
    boolean followed =
        contract.columns(zone).stream()
            .filter(column -> column.name().equals(person))
            .anyMatch(column -> column.techniques().get(zone).token());
    return new NearPartitions(
        contract.dataset().toString(), person, notes, followed ? noted : new TreeMap<>());
  }

  private NearPartitions(
      String dataset, String person, Notes notes, SortedMap<String, String> noted) {
    this.dataset = dataset;
    this.person = person;
    this.notes = notes;
    this.noted = new TreeMap<>(noted);
  }

  /**
   * Follows persons from rows that are to be published to those that are open nearby.
   *
   * @param raw partitions of the rows
   * @return empty if nobody is in both
   */
  Optional<Mosaic> follow(Set<String> raw, OpenRows rows, int k) {
    Set<String> near = near(raw);
    if (near.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, Set<String>> files = new TreeMap<>();
    for (String path : near) {
      files.computeIfAbsent(noted.get(path), any -> new TreeSet<>()).add(path);
    }
    Iterable<OpenRows> theirs =
        () -> notes.open(files).map(there -> there.byPersons(person)).iterator();
    return Optional.of(Mosaic.of(dataset, List.of(person), rows.byPersons(person), theirs, k))
        .filter(mosaic -> mosaic.tried() > 0);
  }

  private Set<String> near(Collection<String> own) {
    Set<String> near = new TreeSet<>();
    for (String path : own) {
      noted.headMap(path, false).descendingMap().keySet().stream()
          .filter(each -> !own.contains(each))
          .limit(NEAR)
          .forEach(near::add);
      noted.tailMap(path, false).keySet().stream()
          .filter(each -> !own.contains(each))
          .limit(NEAR)
          .forEach(near::add);
    }
    return near;
  }
}
