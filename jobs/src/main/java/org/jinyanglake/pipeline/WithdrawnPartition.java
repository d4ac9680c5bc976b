package org.jinyanglake.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Withdrawn;

/**
 * A partition that is not in a zone any more in which it was.
 *
 * @param zone {@code open} or {@code conditional}
 * @param partition Iceberg's partition path; empty if unpartitioned; {@link Withdrawn#ALL}
 * @param since when it left, ISO 8601
 * @param words why, for people
 * @param certificate the id of its last certificate
 */
public record WithdrawnPartition(
    String zone,
    String partition,
    String since,
    Withdrawn.Reason reason,
    String words,
    String certificate) {

  /** All of a dataset, by zone and partition. */
  static List<WithdrawnPartition> of(Lake lake, DatasetName dataset) {
    List<WithdrawnPartition> all = new ArrayList<>();
    for (Zone zone : List.of(Zone.OPEN, Zone.CONDITIONAL)) {
      lake.version(zone, dataset)
          .ifPresent(
              version ->
                  version
                      .state()
                      .withdrawn()
                      .forEach(
                          (path, each) ->
                              all.add(
                                  new WithdrawnPartition(
                                      zone.catalog(),
                                      path,
                                      each.since(),
                                      each.reason(),
                                      each.words(),
                                      each.certificate()))));
    }
    return all;
  }

  /** As people read it: {@code day=2024-03-01 of the open zone since 2026-…: why}. */
  public String line() {
    String what = partition.equals(Withdrawn.ALL) || partition.isEmpty() ? "all" : partition;
    return "%s of the %s zone since %s: %s".formatted(what, zone, since, words);
  }
}
