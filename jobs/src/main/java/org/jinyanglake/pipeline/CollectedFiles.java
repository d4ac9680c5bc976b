package org.jinyanglake.pipeline;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;

/** Which bytes were collected, and for which dataset first. Thread-safe. */
final class CollectedFiles {
  private final Map<String, SortedMap<DatasetName, String>> files = new ConcurrentHashMap<>();

  /** Those of the lake as its tables are now. */
  static CollectedFiles of(Lake lake, Collection<Contract> contracts) {
    CollectedFiles collected = new CollectedFiles();
    contracts.stream()
        .filter(contract -> contract.source() instanceof Source.Files)
        .map(Contract::dataset)
        .forEach(
            dataset ->
                lake.version(Zone.RAW, dataset)
                    .ifPresent(raw -> collected.add(dataset, raw.state())));
    return collected;
  }

  /** Takes a dataset's files along. */
  void add(DatasetName dataset, State state) {
    state
        .files()
        .forEach(
            (name, file) ->
                file.inTable()
                    .filter(CollectedFiles::holdsRows)
                    .ifPresent(
                        held ->
                            files
                                .computeIfAbsent(
                                    held.sha256(), sha256 -> new ConcurrentSkipListMap<>())
                                .putIfAbsent(dataset, name)));
  }

  /** Whether a file was collected and has rows; headers alone are alike everywhere. */
  static boolean holdsRows(FileState file) {
    return file.rows() > 0
        && (file.outcome() == FileState.Outcome.COLLECTED
            || file.outcome() == FileState.Outcome.CHANGED);
  }

  /**
   * A file of the same bytes that was collected for another dataset.
   *
   * @param dataset whose it is
   * @param name its name there
   */
  record Twin(DatasetName dataset, String name) {}

  Optional<Twin> twin(DatasetName dataset, String sha256) {
    SortedMap<DatasetName, String> same = files.get(sha256);
    return same == null
        ? Optional.empty()
        : same.entrySet().stream()
            .filter(each -> !each.getKey().equals(dataset))
            .findFirst()
            .map(each -> new Twin(each.getKey(), each.getValue()));
  }
}
