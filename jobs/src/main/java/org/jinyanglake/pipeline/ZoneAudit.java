package org.jinyanglake.pipeline;

import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.pipeline.Audit.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the zones with the ledger: whether the tables that it recorded are there, not older than
 * it knows and as they were committed, and whether the folders for readers hold anything else.
 */
final class ZoneAudit {
  private static final Logger LOG = LoggerFactory.getLogger(ZoneAudit.class);
  private static final String RESTORE = "restore it from a back-up";

  private final Lake lake;
  private final Optional<LedgerState> ledger;
  private final RecordedCertificates certificates;
  private final Consumer<Fault> faults;

  /**
   * An audit of all zones of a lake.
   *
   * @param ledger what the ledger says that it knows; empty if that cannot be read
   * @param certificates all that the ledger holds
   * @param faults told of each that is found
   */
  ZoneAudit(
      Lake lake,
      Optional<LedgerState> ledger,
      RecordedCertificates certificates,
      Consumer<Fault> faults) {
    this.lake = lake;
    this.ledger = ledger;
    this.certificates = certificates;
    this.faults = faults;
  }

  /**
   * Checks them.
   *
   * @return published files that were read
   */
  int execute() {
    int files = 0;
    Set<String> there = new HashSet<>();
    for (Zone zone : Zone.values()) {
      Set<String> locations = new HashSet<>();
      boolean read = true;
      for (DatasetName dataset : lake.datasets(zone)) {
        String name = zone.catalog() + "." + dataset;
        there.add(name);
        try {
          Optional<Version> now = lake.version(zone, dataset);
          ledger.ifPresent(state -> putBack(state, zone, dataset, now));
          if (now.isPresent()) {
            files += new TableAudit(lake, now.get(), certificates, faults).execute();
            locations.add(now.get().table().location());
          }
          read &= now.isPresent();
        } catch (LakeException e) {
          read = false;
          fault(name, e.getMessage(), RESTORE);
        } catch (RuntimeException e) {
          read = false;
          // What Iceberg and Parquet throw at damaged files is of many kinds.
          LOG.error("{} cannot be checked", name, e);
          fault(
              name,
              "its metadata cannot be read (%s)".formatted(e.getClass().getSimpleName()),
              RESTORE);
        }
      }
      if (read && (zone == Zone.OPEN || zone == Zone.CONDITIONAL)) {
        strays(zone, locations); // else all files of a table that cannot be read were
      }
    }
    ledger.ifPresent(state -> gone(state, there));
    return files;
  }

  /** A table that runs would not go on from. */
  private void putBack(LedgerState state, Zone zone, DatasetName dataset, Optional<Version> now) {
    try {
      PutBack.refuse(lake, state, zone, dataset, now);
    } catch (LakeException e) {
      fault(zone.catalog() + "." + dataset, e.getMessage(), "find out who wrote to its catalog");
    }
  }

  private void strays(Zone zone, Set<String> tables) {
    try {
      StrayFiles.in(lake, zone, tables)
          .forEach(
              file ->
                  fault(
                      file,
                      "lies where readers of the %s zone reach it, and belongs to no table"
                          .formatted(zone.catalog()),
                      "take it away, and find out who put it there"));
    } catch (UncheckedIOException e) {
      fault(zone.catalog(), "its folder cannot be listed: " + e.getMessage(), "check its rights");
    }
  }

  /** Tables that the ledger recorded and that are not there. */
  private void gone(LedgerState state, Set<String> there) {
    for (Zone zone : Zone.values()) {
      String start = zone.catalog() + ".";
      state.recorded().keySet().stream()
          .filter(table -> table.startsWith(start) && !there.contains(table))
          .map(table -> DatasetName.parse(table.substring(start.length())))
          .forEach(dataset -> putBack(state, zone, dataset, Optional.empty()));
    }
  }

  private void fault(String where, String what, String remedy) {
    faults.accept(new Fault(where, what, remedy));
  }
}
