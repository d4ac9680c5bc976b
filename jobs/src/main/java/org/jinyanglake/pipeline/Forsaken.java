package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.ledger.LedgerState;

/**
 * Datasets that are open and have no contract any more, since its file was deleted, renamed or
 * broken: no run corrects, tightens or closes them. Told by the ledger, so it costs nothing where
 * there are none.
 */
final class Forsaken {
  private Forsaken() {}

  /** An outcome of each, held back until somebody looks after it. */
  static List<Outcome> of(Lake lake, LedgerState ledger, Set<DatasetName> contracts) {
    List<Outcome> all = new ArrayList<>();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      String start = zone.catalog() + ".";
      ledger.recorded().keySet().stream()
          .filter(table -> table.startsWith(start))
          .map(table -> DatasetName.parse(table.substring(start.length())))
          .filter(dataset -> !contracts.contains(dataset))
          .filter(dataset -> isOpen(lake, zone, dataset))
          .forEach(dataset -> all.add(held(zone, dataset)));
    }
    return all;
  }

  private static boolean isOpen(Lake lake, Zone zone, DatasetName dataset) {
    return lake.version(zone, dataset)
        .filter(version -> !version.state().partitions().isEmpty())
        .isPresent();
  }

  private static Outcome held(Zone zone, DatasetName dataset) {
    String why =
        "it is open in the %s zone and has no valid contract any more, so that no run corrects, tightens or closes it: bring the contract back and retire it, or lake withdraw %s --zone %s --reason TEXT --key FILE"
            .formatted(zone.catalog(), dataset, zone.catalog());
    return new Outcome(
        dataset.toString(),
        Outcome.Status.HELD,
        false,
        0,
        0,
        0,
        List.of(),
        List.of(why),
        List.of());
  }
}
