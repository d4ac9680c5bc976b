package org.jinyanglake.pipeline;

import java.util.Optional;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.LedgerState;

/**
 * A table of which somebody has put back an older version, or that is gone. What left it since, by
 * a correction, an erasure or a person's word, would be in it again, and nothing would say that it
 * had left; so no run goes on from there.
 */
final class PutBack {
  private PutBack() {}

  /**
   * Fails unless a table holds what the ledger recorded of it. Costs nothing where it was recorded
   * last.
   *
   * @param version as it was read; empty if there is no such table
   */
  static void refuse(
      Lake lake, LedgerState ledger, Zone zone, DatasetName dataset, Optional<Version> version) {
    String table = zone.catalog() + "." + dataset;
    Long recorded = ledger.recorded().get(table);
    if (recorded == null
        || version.filter(each -> each.follows(recorded)).isPresent()
        // Another run may have committed and recorded between the two readings.
        || lake.version(zone, dataset).filter(each -> each.follows(recorded)).isPresent()) {
      return;
    }
    throw new LakeException(
        version.isEmpty()
            ? "%s is gone, and the ledger has recorded it: restore it from a back-up"
                .formatted(table)
            : "an older version of %s was put back: roll it forward to snapshot %d, which the ledger recorded last, or to the newest one"
                .formatted(table, recorded));
  }
}
