package org.jinyanglake.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Which partitions of a derived dataset are due, from what its inputs hold. An input that is
 * partitioned by the same columns is followed partition by partition; one that is not (reference
 * data) counts into every partition as a whole.
 *
 * @param versions the version that each partition should have, by path; with {@link #whole} the
 *     only key is the empty path
 * @param whole no input is partitioned like the dataset: it is made anew as a whole
 * @param waiting partitions that wait for an input that is held back, and which
 */
record Due(SortedMap<String, String> versions, boolean whole, SortedMap<String, String> waiting) {

  /** Under this name a dataset that is made as a whole keeps the version of its inputs. */
  static final String WHOLE = "(inputs)";

  /** An input: its contract and what its raw table holds; empty if it has none yet. */
  record Input(Contract contract, Optional<Version> version) {}

  static Due of(Contract contract, List<Input> inputs) {
    List<Input> followed = new ArrayList<>();
    StringBuilder reference = new StringBuilder(contract.hash());
    String blocked = "";
    for (Input input : inputs) {
      if (!contract.partitionColumns().isEmpty()
          && names(contract).equals(names(input.contract()))) {
        followed.add(input);
        continue;
      }
      State state = state(input);
      state.partitions().forEach((path, p) -> reference.append(path).append(p.version()));
      if (state.partitions().values().stream().anyMatch(Due::held)) {
        blocked = input.contract().dataset().toString();
      }
    }
    SortedMap<String, String> versions = new TreeMap<>();
    SortedMap<String, String> waiting = new TreeMap<>();
    SortedSet<String> paths = new TreeSet<>();
    if (followed.isEmpty()) {
      paths.add("");
    } else {
      followed.forEach(input -> paths.addAll(state(input).partitions().keySet()));
    }
    for (String path : paths) {
      StringBuilder version = new StringBuilder(reference);
      String waits = blocked;
      for (Input input : followed) {
        State.PartitionState partition = state(input).partitions().get(path);
        version.append('|').append(partition == null ? "" : partition.version());
        if (partition != null && held(partition)) {
          waits = input.contract().dataset().toString();
        }
      }
      if (waits.isEmpty()) {
        versions.put(path, Evidence.sha256(version.toString()));
      } else {
        waiting.put(path, waits);
      }
    }
    return new Due(versions, followed.isEmpty(), waiting);
  }

  /** The partitions that are to be made anew, given what the dataset's raw table holds. */
  SortedSet<String> changed(Optional<Version> now) {
    SortedSet<String> changed = new TreeSet<>();
    Map<String, State.PartitionState> partitions =
        now.map(version -> version.state().partitions()).orElse(new TreeMap<>());
    if (whole) {
      State.FileState made = now.map(version -> version.state().files().get(WHOLE)).orElse(null);
      if (!versions.isEmpty() && (made == null || !made.sha256().equals(versions.get("")))) {
        changed.add("");
      }
      return changed;
    }
    versions.forEach(
        (path, version) -> {
          State.PartitionState partition = partitions.get(path);
          if (partition == null || !partition.version().equals(version)) {
            changed.add(path);
          }
        });
    return changed;
  }

  /** The partitions that no input has any more. */
  SortedSet<String> gone(Optional<Version> now) {
    SortedSet<String> gone = new TreeSet<>();
    if (!whole) {
      now.ifPresent(version -> gone.addAll(version.state().partitions().keySet()));
      gone.removeAll(versions.keySet());
      gone.removeAll(waiting.keySet());
    }
    return gone;
  }

  private static List<String> names(Contract contract) {
    return contract.partitionColumns().stream().map(Column::name).toList();
  }

  private static State state(Input input) {
    return input.version().map(Version::state).orElse(State.EMPTY);
  }

  private static boolean held(State.PartitionState partition) {
    return partition.judged().isEmpty() || partition.held().containsKey("raw");
  }
}
