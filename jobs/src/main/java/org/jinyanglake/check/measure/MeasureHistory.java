package org.jinyanglake.check.measure;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;
import org.jinyanglake.lake.Version;

/**
 * What was measured of the partitions that a raw table holds, each as it was judged last, on the
 * rows that no row rule refused. No data is read and no Spark is started.
 */
public final class MeasureHistory {
  /** More files than this cost more to open than their content to write once more. */
  static final int MOST_FILES = 64;

  private final SortedMap<String, PartitionStates> partitions;
  private final SortedSet<String> missing;
  private SortedMap<String, SortedMap<Measure, Double>> byPartition;
  private NavigableMap<LocalDate, SortedMap<Measure, Double>> byDay;

  private MeasureHistory(SortedMap<String, PartitionStates> partitions, SortedSet<String> missing) {
    this.partitions = partitions;
    this.missing = missing;
  }

  /** The history as of a version of a raw table. */
  public static MeasureHistory of(Lake lake, Version raw) {
    StateFiles files = StateFiles.of(lake, raw.dataset());
    Map<String, List<String>> byFile =
        raw.state().partitions().entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.getValue().measured(),
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    SortedMap<String, PartitionStates> partitions = new TreeMap<>();
    SortedSet<String> missing = new TreeSet<>();
    byFile.forEach(
        (file, paths) -> {
          Map<String, PartitionStates> read =
              file.isEmpty()
                  ? Map.of()
                  : files.read(file).flatMap(StateFormat::read).orElse(new TreeMap<>());
          for (String path : paths) {
            if (read.containsKey(path)) {
              partitions.put(path, read.get(path));
            } else {
              missing.add(path);
            }
          }
        });
    return new MeasureHistory(partitions, missing);
  }

  /** The same with partitions as they are now judged. */
  public MeasureHistory with(Map<String, PartitionStates> judged) {
    SortedMap<String, PartitionStates> all = new TreeMap<>(partitions);
    all.putAll(judged);
    SortedSet<String> left = new TreeSet<>(missing);
    left.removeAll(judged.keySet());
    return new MeasureHistory(all, left);
  }

  /**
   * Keeps the states of partitions that were judged, and makes the table's partitions refer to
   * them. What lies in too many files is brought together in one.
   *
   * @param partitions of the table; changed in place
   * @param before what was kept of the others
   */
  public static void keep(
      Lake lake,
      DatasetName dataset,
      SortedMap<String, State.PartitionState> partitions,
      MeasureHistory before,
      SortedMap<String, PartitionStates> judged) {
    Set<String> files =
        partitions.values().stream()
            .map(State.PartitionState::measured)
            .filter(file -> !file.isEmpty())
            .collect(Collectors.toSet());
    SortedMap<String, PartitionStates> kept =
        files.size() < MOST_FILES ? judged : before.with(judged).partitions;
    String file = StateFiles.of(lake, dataset).write(StateFormat.write(kept));
    kept.keySet().forEach(path -> partitions.computeIfPresent(path, (p, s) -> s.measured(file)));
  }

  /**
   * Deletes the files to which no version of a raw table refers that was its newest within the last
   * {@link StateFiles#KEPT}: whoever began with one of them still reads its files.
   */
  public static void clear(Lake lake, Version raw) {
    StateFiles files = StateFiles.of(lake, raw.dataset());
    Set<String> unnamed = files.old();
    unnamed.removeAll(named(raw.state()));
    long since = System.currentTimeMillis() - StateFiles.KEPT.toMillis();
    Snapshot newer = raw.snapshot();
    while (!unnamed.isEmpty()
        && newer != null
        && newer.timestampMillis() > since
        && newer.parentId() != null) {
      Snapshot before = raw.table().snapshot(newer.parentId());
      if (before != null) {
        unnamed.removeAll(
            named(Evidence.state(lake.evidence().read(before.summary().get(Lake.EVIDENCE)))));
      }
      newer = before;
    }
    files.delete(unnamed);
  }

  private static Set<String> named(State state) {
    return state.partitions().values().stream()
        .map(State.PartitionState::measured)
        .filter(file -> !file.isEmpty())
        .collect(Collectors.toSet());
  }

  /** The partitions that were not measured yet, or whose states are lost. */
  public SortedSet<String> missing() {
    return missing;
  }

  /** The states by partition path. */
  public SortedMap<String, PartitionStates> states() {
    return partitions;
  }

  /** The measures by partition path. */
  public SortedMap<String, SortedMap<Measure, Double>> byPartition() {
    if (byPartition == null) {
      byPartition = new TreeMap<>();
      partitions.forEach((path, states) -> byPartition.put(path, states.measures()));
    }
    return byPartition;
  }

  /**
   * A measure by day: of the partition of that day, or of all that lie in that day together. Days
   * on which it could not be measured are missing, and so are partitions that are not of a day.
   */
  public NavigableMap<LocalDate, Double> series(Measure measure) {
    NavigableMap<LocalDate, Double> series = new TreeMap<>();
    byDay()
        .forEach(
            (day, measures) -> {
              if (measures.containsKey(measure)) {
                series.put(day, measures.get(measure));
              }
            });
    return series;
  }

  private NavigableMap<LocalDate, SortedMap<Measure, Double>> byDay() {
    if (byDay == null) {
      Map<LocalDate, List<String>> days = new TreeMap<>();
      for (String path : partitions.keySet()) {
        day(path).ifPresent(day -> days.computeIfAbsent(day, d -> new ArrayList<>()).add(path));
      }
      byDay = new TreeMap<>();
      days.forEach(
          (day, paths) ->
              byDay.put(
                  day, paths.size() == 1 ? byPartition().get(paths.get(0)) : together(paths)));
    }
    return byDay;
  }

  /**
   * The measures of the whole table, by merging the states of its partitions. Uniqueness is there
   * only of keys that hold all partition columns: of others, no state without values tells whether
   * two partitions have a key in common.
   *
   * @return empty if some partition is {@link #missing}, or holds rows that were to be refused and
   *     were too many
   */
  public SortedMap<Measure, Double> table() {
    return missing.isEmpty() ? together(partitions.keySet()) : new TreeMap<>();
  }

  private SortedMap<Measure, Double> together(Collection<String> paths) {
    List<PartitionStates> all = paths.stream().map(partitions::get).toList();
    if (all.stream().anyMatch(PartitionStates::isUnknown)) {
      return new TreeMap<>();
    }
    return new PartitionStates(
            "", 0, PartitionStates.sum(all, key -> paths.size() == 1 || summable(key)))
        .measures();
  }

  private boolean summable(StateKey key) {
    return key.kind() != Kind.UNIQUENESS
        || Arrays.asList(key.column().split(",")).containsAll(columns(partitions.firstKey()));
  }

  private static List<String> columns(String path) {
    return path.isEmpty()
        ? List.of()
        : Arrays.stream(path.split("/")).map(part -> part.substring(0, part.indexOf('='))).toList();
  }

  /** The day of a partition: the first date in its path. */
  public static Optional<LocalDate> day(String path) {
    for (String value : Partitions.values(path)) {
      if (value != null && value.length() == 10 && value.charAt(4) == '-') {
        try {
          return Optional.of(LocalDate.parse(value));
        } catch (DateTimeParseException e) {
          // a text that looks like one
        }
      }
    }
    return Optional.empty();
  }
}
