package org.jinyanglake.release;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Profile;
import org.jinyanglake.release.attack.Seen;

/** What was found in the files of one partition; findings of several tasks add up. */
final class Findings implements Serializable {

  private static final long serialVersionUID = 1;

  /** A failure but for its count. */
  private record Finding(Check check, String column, String message) implements Serializable {}

  private final Map<Finding, Long> counts = new LinkedHashMap<>();
  final List<Verdict.StagedFile> files = new ArrayList<>();

  /** Rows of each class, by {@link ClassKey}. */
  final Map<String, Long> classes = new HashMap<>();

  /** Of each column the values of 15 digits, and those of them that look like old resident IDs. */
  final Map<String, long[]> fifteenDigits = new HashMap<>();

  /** Of each column of means the rows of each, by {@link ClassKey}. */
  final Map<String, Map<String, Long>> groups = new HashMap<>();

  /** Of each sensitive column with a condition, of each class, the rows of each value. */
  final Map<String, Map<String, Map<Object, Long>>> sensitive = new HashMap<>();

  /** Of each published column, its values. */
  final Map<String, ValueCount> values = new HashMap<>();

  /** The published quasi-identifiers of each class, by {@link ClassKey}; only for attacks. */
  final Map<String, List<Object>> labels = new HashMap<>();

  /** What attackers saw. */
  final Seen seen = new Seen();

  /** Of each column that is published value by value, its values. */
  final Map<String, Sums> sums = new HashMap<>();

  long rows;
  long stringsScanned;

  void add(Check check, String column, String message, long count) {
    if (count > 0) {
      counts.merge(new Finding(check, column, message), count, Long::sum);
    }
  }

  /** Adds what was found by checks and in columns that have found nothing yet. */
  void addNew(Findings other) {
    Set<List<Object>> known =
        counts.keySet().stream()
            .map(each -> List.<Object>of(each.check(), each.column()))
            .collect(Collectors.toSet());
    other.counts.forEach(
        (finding, count) -> {
          if (!known.contains(List.of(finding.check(), finding.column()))) {
            counts.merge(finding, count, Long::sum);
          }
        });
  }

  void addSensitive(String column, String key, Map<Object, Long> values) {
    Map<Object, Long> known =
        sensitive
            .computeIfAbsent(column, any -> new HashMap<>())
            .computeIfAbsent(key, any -> new HashMap<>());
    values.forEach((value, count) -> known.merge(value, count, Long::sum));
  }

  void merge(Findings other) {
    other.counts.forEach((finding, count) -> counts.merge(finding, count, Long::sum));
    files.addAll(other.files);
    other.classes.forEach((key, count) -> classes.merge(key, count, Long::sum));
    other.fifteenDigits.forEach(
        (column, seen) ->
            fifteenDigits.merge(column, seen, (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]}));
    other.groups.forEach(
        (column, means) ->
            means.forEach(
                (key, count) ->
                    groups
                        .computeIfAbsent(column, any -> new HashMap<>())
                        .merge(key, count, Long::sum)));
    other.sensitive.forEach(
        (column, spread) -> spread.forEach((key, values) -> addSensitive(column, key, values)));
    other.values.forEach((column, count) -> values.merge(column, count, ValueCount::and));
    labels.putAll(other.labels);
    seen.merge(other.seen);
    other.sums.forEach((column, part) -> sums.computeIfAbsent(column, any -> new Sums()).add(part));
    rows += other.rows;
    stringsScanned += other.stringsScanned;
  }

  /** Of each published column, its values in figures. */
  SortedMap<String, Profile.ColumnFigures> figures() {
    SortedMap<String, Profile.ColumnFigures> figures = new TreeMap<>();
    values.forEach((column, count) -> figures.put(column, count.figures(rows)));
    return figures;
  }

  List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    counts.forEach(
        (finding, count) ->
            failures.add(new Failure(finding.check, finding.column, finding.message, count)));
    return failures;
  }
}
