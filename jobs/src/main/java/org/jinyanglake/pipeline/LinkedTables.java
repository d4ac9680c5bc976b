package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.util.SnapshotUtil;
import org.jinyanglake.aggregate.suppression.Shown;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Margins;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Superseded;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.tables.LinkedTable;

/** What readers of a zone have of a table of counts beside what is to be opened now. */
record LinkedTables(Context context) {

  /**
   * The tables that the contract names as linked, or whose contracts name it, that are open in the
   * zone.
   */
  List<LinkedTable> of(Contract contract, Zone zone) {
    if (contract.margins().isEmpty()) {
      return List.of();
    }
    List<LinkedTable> linked = new ArrayList<>();
    for (Contract other : context.contracts().values()) {
      if (!other.dataset().equals(contract.dataset())
          && other.margins().isPresent()
          && (names(contract, other) || names(other, contract))) {
        Optional<Version> open = context.lake().version(zone, other.dataset());
        Optional<Version> raw =
            open.flatMap(
                version ->
                    context.lake().version(Zone.RAW, other.dataset(), version.state().source()));
        if (raw.isPresent()) {
          linked.add(new LinkedTable(other, open.get(), raw.get()));
        }
      }
    }
    return linked;
  }

  private static boolean names(Contract contract, Contract other) {
    return contract.margins().stream()
        .map(Margins::linked)
        .anyMatch(linked -> linked.contains(other.dataset()));
  }

  /** The partitions in linked tables, and in each earlier version of the table itself. */
  List<Shown> shown(Contract contract, Zone zone, Set<String> partitions, Engine engine) {
    Stream<Shown> linked =
        of(contract, zone).stream()
            .map(
                each ->
                    new Shown(
                        each.contract().margins().orElseThrow(),
                        engine.read(each.open(), each.contract(), partitions),
                        Optional.of(engine.read(each.raw(), each.contract(), partitions))));
    Superseded superseded = Superseded.of(context.lake(), zone, contract.dataset());
    Stream<Shown> earlier =
        context.lake().version(zone, contract.dataset()).stream()
            .flatMap(
                now ->
                    StreamSupport.stream(now.history().spliterator(), false)
                        .filter(snapshot -> touches(now, snapshot, partitions)))
            .flatMap(
                snapshot ->
                    context
                        .lake()
                        .version(zone, contract.dataset(), snapshot.snapshotId())
                        .stream())
            .map(
                version ->
                    new Shown(
                        contract.margins().orElseThrow(),
                        engine.read(
                            superseded.found(version.table(), version.files(partitions)),
                            SnapshotUtil.schemaFor(
                                version.table(), version.snapshot().snapshotId())),
                        Optional.empty()));
    return Stream.concat(linked, earlier).toList();
  }

  private static boolean touches(Version now, Snapshot snapshot, Set<String> partitions) {
    return StreamSupport.stream(snapshot.addedDataFiles(now.table().io()).spliterator(), false)
        .anyMatch(file -> partitions.contains(Version.path(now.table(), file)));
  }
}
