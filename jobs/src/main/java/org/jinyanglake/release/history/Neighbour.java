package org.jinyanglake.release.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
public final class Neighbour {
  private final Lake lake;
  private final Contract contract;
  private final Zone zone;
  private final State open;
  private final List<String> columns;
  private final List<String> partitions;
  private final Map<String, SortedMap<String, Remembered>> read = new HashMap<>();

  private Neighbour(
      Lake lake,
      Contract contract,
      Zone zone,
      State open,
      List<String> columns,
      List<String> partitions) {
    this.lake = lake;
    this.contract = contract;
    this.zone = zone;
    this.open = open;
    this.columns = columns;
    this.partitions = partitions;
  }

  /**
   * Those of what is to be published in a zone. Only catalogs are asked, and only of contracts that
   * have something in common with this one.
   */
  public static List<Neighbour> of(
      Lake lake, Contract contract, Zone zone, Collection<Contract> contracts) {
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
                              lake, other, otherZone, state, common, shared(contract, other))));
        }
      }
    }
    return neighbours;
  }

  /** The partition columns that both have. */
  private static List<String> shared(Contract one, Contract other) {
    return one.partitionColumns().stream()
        .filter(
            column ->
                other.partitionColumns().stream()
                    .anyMatch(
                        each ->
                            each.name().equals(column.name()) && each.type().equals(column.type())))
        .map(Column::name)
        .toList();
  }

  /**
   * Joins rows with those of this table's partitions that are the same ones as far as both are
   * partitioned alike.
   *
   * @param names of the values of the rows
   * @param rows to be published, by raw partition
   */
  public Mosaic join(Contract here, List<String> names, Map<String, List<OpenRow>> rows, int k) {
    List<OpenRow> ours = new ArrayList<>();
    List<OpenRow> theirs = new ArrayList<>();
    List<List<String>> wanted = new ArrayList<>();
    rows.forEach(
        (path, of) -> {
          ours.addAll(only(of, names));
          wanted.add(values(here, path));
        });
    for (String path : open.published().files().keySet()) {
      if (wanted.contains(values(contract, path))) {
        Remembered remembered = remembered(path).orElse(Remembered.NOTHING);
        if (remembered.columns().containsAll(columns)) {
          theirs.addAll(only(remembered.open(), remembered.columns()));
        }
      }
    }
    return Mosaic.of(contract.dataset().toString(), columns, ours, theirs, k);
  }

  private Optional<Remembered> remembered(String path) {
    return Optional.ofNullable(
        read.computeIfAbsent(
                open.published().files().get(path),
                file -> Earlier.read(lake, contract, zone, file))
            .get(path));
  }

  private List<String> values(Contract of, String path) {
    List<String> names = of.partitionColumns().stream().map(Column::name).toList();
    List<String> values = names.isEmpty() ? List.of() : Partitions.values(path);
    return partitions.stream().map(name -> values.get(names.indexOf(name))).toList();
  }

  /** The rows with the values that both tables have, in the order of {@link #columns}. */
  private List<OpenRow> only(List<OpenRow> rows, List<String> names) {
    int[] positions = columns.stream().mapToInt(names::indexOf).toArray();
    return rows.stream()
        .map(
            row ->
                new OpenRow(
                    row.person(),
                    row.classKey(),
                    java.util.Arrays.stream(positions).mapToObj(row.values()::get).toList()))
        .toList();
  }
}
