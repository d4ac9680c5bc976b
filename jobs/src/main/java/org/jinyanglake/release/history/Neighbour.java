package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;

/**
 * Another table that the readers of a zone may have, and that has persons and columns in common
 * with what is to be published: of another dataset, or of the same one in the other zone.
 */
public final class Neighbour implements Serializable {
  private static final long serialVersionUID = 1;

  private final String dataset;
  private final List<String> columns;
  private final Notes notes;

  /** Where the values are that both are partitioned by, in the paths of what is to be published. */
  private final int[] shared;

  /** By those values, the other table's partitions, by the file that notes them. */
  private final HashMap<List<String>, TreeMap<String, TreeSet<String>>> partitions;

  private Neighbour(
      String dataset,
      List<String> columns,
      Notes notes,
      int[] shared,
      HashMap<List<String>, TreeMap<String, TreeSet<String>>> partitions) {
    this.dataset = dataset;
    this.columns = List.copyOf(columns);
    this.notes = notes;
    this.shared = shared;
    this.partitions = partitions;
  }

  /**
   * A table beside what is to be published.
   *
   * @param raw the partitions that are to be published
   * @param columns that both have, as {@link JoinColumns} names them
   * @param noted by raw partition of the other, the file that notes its rows
   * @return empty if there is no partition to join with
   */
  static Optional<Neighbour> of(
      Contract contract,
      Collection<String> raw,
      Contract other,
      List<String> columns,
      Notes notes,
      SortedMap<String, String> noted) {
    List<Column> both = both(contract, other);
    int[] here = positions(contract, both);
    int[] there = positions(other, both);
    Set<List<String>> wanted = new HashSet<>();
    raw.forEach(path -> wanted.add(values(path, here)));
    HashMap<List<String>, TreeMap<String, TreeSet<String>>> partitions = new HashMap<>();
    // Where the values are all of a path, it is looked up and not looked for.
    Stream<String> paths =
        there.length == other.partitionColumns().size()
            ? wanted.stream().map(values -> path(values, there)).filter(noted::containsKey)
            : noted.keySet().stream().filter(path -> wanted.contains(values(path, there)));
    paths.forEach(
        path ->
            partitions
                .computeIfAbsent(values(path, there), any -> new TreeMap<>())
                .computeIfAbsent(noted.get(path), any -> new TreeSet<>())
                .add(path));
    return partitions.isEmpty()
        ? Optional.empty()
        : Optional.of(new Neighbour(other.dataset().toString(), columns, notes, here, partitions));
  }

  /** The partition columns that both have. */
  private static List<Column> both(Contract one, Contract other) {
    return one.partitionColumns().stream()
        .filter(
            column ->
                other.partitionColumns().stream()
                    .anyMatch(
                        each ->
                            each.name().equals(column.name()) && each.type().equals(column.type())))
        .toList();
  }

  private static int[] positions(Contract contract, List<Column> of) {
    List<String> names = contract.partitionColumns().stream().map(Column::name).toList();
    return of.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
  }

  /** Some of the values in a path, as they are written there. */
  private static List<String> values(String path, int[] positions) {
    if (positions.length == 0) {
      return List.of();
    }
    String[] values = path.split("/", -1);
    return Arrays.stream(positions).mapToObj(position -> values[position]).toList();
  }

  /** The path that consists of {@link #values}. */
  private static String path(List<String> values, int[] positions) {
    String[] path = new String[positions.length];
    for (int i = 0; i < path.length; i++) {
      path[positions[i]] = values.get(i);
    }
    return String.join("/", path);
  }

  /** The table that singles out most when it is joined; empty if nobody is in any of them. */
  static Optional<Mosaic> worst(
      List<Neighbour> neighbours, Collection<String> raw, OpenRows rows, int k) {
    return neighbours.stream()
        .map(neighbour -> neighbour.join(raw, rows, k))
        .filter(mosaic -> mosaic.tried() > 0)
        .max(Comparator.comparingDouble(Mosaic::rate).thenComparingLong(Mosaic::tried));
  }

  /**
   * Joins rows with those of this table's partitions that are the same ones as far as both are
   * partitioned alike.
   *
   * @param raw partitions of the rows
   * @param rows to be published
   */
  Mosaic join(Collection<String> raw, OpenRows rows, int k) {
    SortedMap<String, Set<String>> files = new TreeMap<>();
    for (String path : raw) {
      partitions
          .getOrDefault(values(path, shared), new TreeMap<>())
          .forEach((file, of) -> files.computeIfAbsent(file, any -> new TreeSet<>()).addAll(of));
    }
    Iterable<OpenRows> theirs =
        () -> notes.open(files).filter(there -> there.columns().containsAll(columns)).iterator();
    return Mosaic.of(dataset, columns, rows, theirs, k);
  }
}
