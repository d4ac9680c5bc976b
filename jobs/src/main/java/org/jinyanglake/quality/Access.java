package org.jinyanglake.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.PartitionState;
import org.jinyanglake.lake.Version;

/**
 * What of a dataset is really open of what its contract opens.
 *
 * @param opening unconditional, conditional or closed
 * @param due partitions of the raw table, once for each zone in which the contract opens columns
 * @param open of these, how many are released as they are now in the raw table
 */
public record Access(String opening, int due, int open) {

  static Access of(Lake lake, Contract contract, Version raw) {
    int due = 0;
    int open = 0;
    for (Zone zone : contract.opened()) {
      due += raw.state().partitions().size();
      open +=
          lake.version(zone, contract.dataset())
              .map(released -> current(raw.state(), released.state()).size())
              .orElse(0);
    }
    return new Access(contract.openingType().name().toLowerCase(Locale.ROOT), due, open);
  }

  /** The raw partitions whose present version is released. */
  private static SortedSet<String> current(State raw, State released) {
    SortedSet<String> current = new TreeSet<>();
    for (Map.Entry<String, PartitionState> each : released.partitions().entrySet()) {
      SortedSet<String> made = each.getValue().merged();
      SortedSet<String> of = made.isEmpty() ? new TreeSet<>(List.of(each.getKey())) : made;
      if (raw.partitions().keySet().containsAll(of)
          && raw.version(of).equals(each.getValue().version())) {
        current.addAll(of);
      }
    }
    return current;
  }

  /** The share; empty if the contract opens nothing, or there is nothing yet. */
  List<Double> shares() {
    List<Double> shares = new ArrayList<>();
    if (due > 0) {
      shares.add((double) open / due);
    }
    return shares;
  }
}
