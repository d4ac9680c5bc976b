package org.jinyanglake.release.history;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Another table that the readers of a zone may have, and that has persons and columns in common
 * with what is to be published: of another dataset, or of the same one in the other zone.
 */
public final class Neighbour implements Serializable {
  private static final long serialVersionUID = 1;

  private final String dataset;
  private final Notes notes;
  private final TreeMap<String, String> noted;
  private final List<String> columns;

  /** Where the values are that both are partitioned by, in the paths of either. */
  private final int[] here;

  private final int[] there;

  private Neighbour(
      Contract contract, Contract other, Notes notes, State open, List<String> columns) {
    this.dataset = other.dataset().toString();
    this.notes = notes;
    this.noted = new TreeMap<>(open.published().files());
    this.columns = List.copyOf(columns);
    List<Column> shared = shared(contract, other);
    this.here = positions(contract, shared);
    this.there = positions(other, shared);
  }

  /**
   * Those of what is to be published in a zone. Only catalogs are asked, and only of contracts that
   * have something in common with this one.
   */
  public static List<Neighbour> of(
      Lake lake, Contract contract, Zone zone, Collection<Contract> contracts, RowKey key) {
    List<Neighbour> neighbours = new ArrayList<>();
    List<String> here = JoinColumns.names(contract, zone);
    for (Contract other : contracts) {
      if (other.anonymity().isEmpty() || other.cells().isPresent()) {
        continue;
      }
      for (Zone otherZone : other.opened()) {
        boolean same = other.dataset().equals(contract.dataset()) && otherZone == zone;
        List<String> common = new ArrayList<>(JoinColumns.names(other, otherZone));
        common.retainAll(here);
        if (!same && !common.isEmpty()) {
          lake.version(otherZone, other.dataset())
              .map(Version::state)
              .filter(state -> !state.partitions().isEmpty())
              .ifPresent(
                  state ->
                      neighbours.add(
                          new Neighbour(
                              contract,
                              other,
                              Notes.of(lake, other, otherZone, key),
                              state,
                              common)));
        }
      }
    }
    return neighbours;
  }

  /** The partition columns that both have. */
  private static List<Column> shared(Contract one, Contract other) {
    return one.partitionColumns().stream()
        .filter(
            column ->
                other.partitionColumns().stream()
                    .anyMatch(
                        each ->
                            each.name().equals(column.name()) && each.type().equals(column.type())))
        .toList();
  }

  private static int[] positions(Contract contract, List<Column> shared) {
    List<String> names = contract.partitionColumns().stream().map(Column::name).toList();
    return shared.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
  }

  /**
   * Joins rows with those of this table's partitions that are the same ones as far as both are
   * partitioned alike.
   *
   * @param names of the values of the rows
   * @param rows to be published, by raw partition
   */
  Mosaic join(List<String> names, Map<String, List<OpenRow>> rows, int k) {
    List<OpenRow> ours = new ArrayList<>();
    Set<List<String>> wanted = new HashSet<>();
    rows.forEach(
        (path, of) -> {
          only(of, names).forEach(ours::add);
          wanted.add(values(path, here));
        });
    SortedMap<String, SortedSet<String>> files = new TreeMap<>();
    noted.forEach(
        (path, file) -> {
          if (wanted.contains(values(path, there))) {
            files.computeIfAbsent(file, any -> new TreeSet<>()).add(path);
          }
        });
    Iterable<OpenRow> theirs =
        () ->
            files.entrySet().stream()
                .flatMap(each -> rows(each.getKey(), each.getValue()))
                .iterator();
    return Mosaic.of(dataset, columns, ours, theirs, k);
  }

  /** Of one file, which is not held longer. */
  private Stream<OpenRow> rows(String file, SortedSet<String> paths) {
    return notes.read(file).entrySet().stream()
        .filter(each -> paths.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .filter(each -> each.columns().containsAll(columns))
        .flatMap(each -> only(each.open(), each.columns()));
  }

  private static List<String> values(String path, int[] positions) {
    if (positions.length == 0) {
      return List.of();
    }
    List<String> values = Partitions.values(path);
    return Arrays.stream(positions).mapToObj(values::get).toList();
  }

  /** The rows with the values that both tables have, in the order of {@link #columns}. */
  private Stream<OpenRow> only(List<OpenRow> rows, List<String> names) {
    int[] positions = columns.stream().mapToInt(names::indexOf).toArray();
    return rows.stream()
        .map(
            row ->
                new OpenRow(
                    row.person(),
                    row.classKey(),
                    Arrays.stream(positions).mapToObj(row.values()::get).toList()));
  }
}
