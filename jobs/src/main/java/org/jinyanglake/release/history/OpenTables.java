package org.jinyanglake.release.history;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.StateFiles;
import org.jinyanglake.lake.Version;

/**
 * The tables of persons that readers may have: what a run joins with what it publishes. For one
 * dataset each zone's catalog is asked once where its tables are; only what of them has changed
 * since the run's last question is read.
 */
public final class OpenTables {
  private final Lake lake;
  private final List<Table> tables = new ArrayList<>();
  private final Lock turn = new ReentrantLock();

  private OpenTables(Lake lake) {
    this.lake = lake;
  }

  /** Those of some contracts, of which a table need not be there yet. */
  public static OpenTables of(Lake lake, Collection<Contract> contracts, RowKey key) {
    OpenTables open = new OpenTables(lake);
    OpenFiles opened = new OpenFiles();
    StateFiles files = StateFiles.published(lake);
    for (Contract contract : contracts) {
      if (contract.anonymity().isPresent() && contract.cells().isEmpty()) {
        for (Zone zone : contract.opened()) {
          List<String> columns = JoinColumns.names(contract, zone);
          if (!columns.isEmpty()) {
            StateFiles of = files.published(zone, contract.dataset());
            open.tables.add(
                new Table(contract, zone, columns, Notes.of(of, contract, zone, key, opened)));
          }
        }
      }
    }
    return open;
  }

  /** A table, and what was read of it last. */
  private static final class Table {
    private final Contract contract;
    private final Zone zone;
    private final List<String> columns;
    private final Notes notes;
    private volatile Read read = new Read("", new SoftReference<>(null));

    private Table(Contract contract, Zone zone, List<String> columns, Notes notes) {
      this.contract = contract;
      this.zone = zone;
      this.columns = columns;
      this.notes = notes;
    }

    /** By raw partition, the file that notes its rows; nothing while nothing is open. */
    private SortedMap<String, String> noted(Lake lake, String head) {
      Read last = read;
      SortedMap<String, String> noted = last.noted().get();
      if (noted == null || !last.head().equals(head)) {
        noted =
            lake.version(zone, contract.dataset())
                .map(Version::state)
                .filter(state -> !state.partitions().isEmpty())
                .map(state -> state.published().files())
                .orElse(new TreeMap<>());
        read = new Read(head, new SoftReference<>(noted));
      }
      return noted;
    }
  }

  private record Read(String head, SoftReference<SortedMap<String, String>> noted) {}

  /**
   * Those that have persons and columns in common with what is to be published in a zone: of other
   * datasets, or of the same one in the other zone.
   *
   * @param raw the partitions that are to be published
   */
  public Beside beside(Contract contract, Zone zone, Collection<String> raw) {
    return new Beside(contract, zone, List.copyOf(raw));
  }

  /** The tables beside what is to be published, which may become more until it is. */
  public final class Beside {
    private final Contract contract;
    private final Zone zone;
    private final List<String> raw;
    private final Map<Table, String> seen = new HashMap<>();

    private Beside(Contract contract, Zone zone, List<String> raw) {
      this.contract = contract;
      this.zone = zone;
      this.raw = raw;
    }

    /** Those that were opened or changed since this was asked last; at first all. */
    public List<Neighbour> next() {
      List<Neighbour> next = new ArrayList<>();
      List<String> here = JoinColumns.names(contract, zone);
      Map<Zone, Map<DatasetName, String>> heads = new EnumMap<>(Zone.class);
      for (Table other : tables) {
        boolean same = other.zone == zone && other.contract.dataset().equals(contract.dataset());
        List<String> common = other.columns.stream().filter(here::contains).toList();
        if (!same && !common.isEmpty()) {
          String head =
              heads.computeIfAbsent(other.zone, lake::heads).get(other.contract.dataset());
          if (head != null && !head.equals(seen.put(other, head))) {
            SortedMap<String, String> noted = other.noted(lake, head);
            Neighbour.of(contract, raw, other.contract, common, other.notes, noted)
                .ifPresent(next::add);
          }
        }
      }
      return next;
    }

    /**
     * To be held from the last look at them until the commit: of two that are opened at once the
     * second one then sees the first.
     */
    public Lock turn() {
      return turn;
    }
  }
}
