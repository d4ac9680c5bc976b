package org.jinyanglake.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.collect.LineAt;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.FileTimes;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Originals;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.quality.Collected;

/**
 * What was refused of a dataset: rows, by collection and by checks, and whole files. Read from the
 * evidence of the raw table's commits; needs no Spark.
 *
 * @param rows in the order in which they were refused
 * @param files refused as a whole
 */
public record Refusals(List<Row> rows, List<File> files) {

  /**
   * A refused row.
   *
   * @param file the landing file; empty for a derived dataset
   * @param row its place in the file: of text a byte, else a number
   * @param line from 1; -1 if the file is gone or another one now, and was not kept
   * @param column empty if the record as a whole is at fault
   * @param stage collect or check
   * @param remedy what to do
   * @param text what the record says of each column, those that are not public masked; null unless
   *     asked for
   * @param repaired the place of the row that took its place; empty if there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String file,
      long row,
      long line,
      String column,
      String rule,
      String reason,
      String stage,
      String remedy,
      String text,
      String repaired) {}

  /** A file that was refused as a whole. */
  public record File(String file, String reason, String remedy) {}

  /**
   * All that was refused of a dataset.
   *
   * @param file only of this landing file; empty: of all
   * @param withText whether what the records say is wanted
   * @param all whether those are that were repaired since, or are of what was replaced, too
   */
  public static Refusals of(
      Lake lake, Contract contract, String file, boolean withText, boolean all) {
    Version raw = lake.version(Zone.RAW, contract.dataset()).orElse(null);
    if (raw == null) {
      return new Refusals(List.of(), List.of());
    }
    Predicate<String> asked = name -> file.isEmpty() || name.equals(file);
    RefusedHistory history = RefusedHistory.of(lake, raw, name -> withText && asked.test(name));
    List<RefusedHistory.Entry> found =
        (all ? history.entries() : history.live(contract, raw.state()))
            .stream()
                .filter(each -> asked.test(each.row().file()))
                .filter(each -> all || each.repaired().isEmpty())
                .toList();
    List<File> files =
        Collected.refusedFiles(contract, raw.state()).stream()
            .filter(each -> asked.test(each.file()))
            .map(each -> new File(each.file(), each.reason(), each.remedy().en()))
            .toList();
    Map<String, Map<Long, Long>> lines = lines(lake, raw, found);
    Optional<MaskedRecord> masked =
        withText ? Optional.of(new MaskedRecord(contract)) : Optional.empty();
    List<Row> rows =
        found.stream()
            .map(each -> row(each, lines.getOrDefault(each.row().file(), Map.of()), masked))
            .toList();
    return new Refusals(rows, files);
  }

  /**
   * The rows that one rule refused: of collection, those that can be repaired; of checks, those of
   * the rows that the table holds now.
   *
   * @param stage collect or check
   * @param rows how many there are
   * @param last of these the last ones, with what they say, masked but for public columns
   */
  public record ByRule(String stage, String rule, long rows, List<Row> last) {}

  /**
   * What was refused of a dataset, by rule, the most frequent first.
   *
   * @param history up to {@code raw}; what its records say is not needed
   * @param each of how many rows of each rule more than their number is wanted
   */
  public static List<ByRule> byRule(
      Lake lake, Contract contract, Version raw, RefusedHistory history, int each) {
    Map<List<String>, List<RefusedHistory.Entry>> groups =
        byRule(
            Stream.concat(
                history.open(contract, raw.state()).values().stream(),
                history.checked(contract, raw.state()).stream()));
    List<RefusedHistory.Entry> shown =
        RefusedHistory.told(
            lake, groups.values().stream().flatMap(all -> last(all, each).stream()).toList());
    Map<List<String>, List<RefusedHistory.Entry>> shownByRule = byRule(shown.stream());
    Map<String, Map<Long, Long>> lines = lines(lake, raw, shown);
    Optional<MaskedRecord> masked = Optional.of(new MaskedRecord(contract));
    return groups.entrySet().stream()
        .map(
            group ->
                new ByRule(
                    group.getKey().get(0),
                    group.getKey().get(1),
                    group.getValue().size(),
                    shownByRule.get(group.getKey()).stream()
                        .map(
                            entry ->
                                row(
                                    entry,
                                    lines.getOrDefault(entry.row().file(), Map.of()),
                                    masked))
                        .toList()))
        .sorted(
            Comparator.comparing(ByRule::rows, Comparator.reverseOrder())
                .thenComparing(ByRule::rule))
        .toList();
  }

  /**
   * Rows for which a rule fails and that the table holds.
   *
   * @param rows with what they say
   */
  static List<Row> failing(Lake lake, Contract contract, Version raw, List<RefusedRows.Row> rows) {
    List<RefusedHistory.Entry> entries =
        rows.stream()
            .map(row -> new RefusedHistory.Entry(row, "check", List.of(), row.file(), "", "", ""))
            .toList();
    Map<String, Map<Long, Long>> lines = lines(lake, raw, entries);
    Optional<MaskedRecord> masked = Optional.of(new MaskedRecord(contract));
    return entries.stream()
        .map(entry -> row(entry, lines.getOrDefault(entry.row().file(), Map.of()), masked))
        .toList();
  }

  private static Map<List<String>, List<RefusedHistory.Entry>> byRule(
      Stream<RefusedHistory.Entry> entries) {
    return entries.collect(
        Collectors.groupingBy(entry -> List.of(entry.stage(), entry.row().rule())));
  }

  private static <T> List<T> last(List<T> all, int most) {
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  private static Row row(
      RefusedHistory.Entry found, Map<Long, Long> lines, Optional<MaskedRecord> masked) {
    RefusedRows.Row row = found.row();
    return new Row(
        row.file(),
        row.row(),
        row.line() > 0 ? row.line() : lines.getOrDefault(row.row(), -1L),
        row.column(),
        row.rule(),
        row.reason(),
        found.stage(),
        remedy(row.rule(), found.stage()),
        masked.map(mask -> mask.of(found)).orElse(null),
        found.repaired());
  }

  /** The lines of rows that were not counted, by file and byte offset. */
  private static Map<String, Map<Long, Long>> lines(
      Lake lake, Version raw, List<RefusedHistory.Entry> found) {
    Map<String, Set<Long>> wanted = new HashMap<>();
    for (RefusedHistory.Entry each : found) {
      if (each.row().line() < 1 && !each.row().file().isEmpty()) {
        wanted.computeIfAbsent(each.row().file(), f -> new HashSet<>()).add(each.row().row());
      }
    }
    Map<String, Map<Long, Long>> lines = new HashMap<>();
    Originals originals = Originals.of(lake, raw.dataset());
    wanted.forEach(
        (name, offsets) -> {
          State.FileState collected = raw.state().files().get(name);
          if (collected != null) {
            State.FileState read = collected.inTable().orElse(collected);
            lines.put(name, lines(lake, originals, name, read, offsets));
          }
        });
    return lines;
  }

  /** Of the landing file if it is there as it was collected, else of what was kept of it. */
  private static Map<Long, Long> lines(
      Lake lake, Originals originals, String name, State.FileState collected, Set<Long> offsets) {
    Path path = new Path(lake.landing(), new Path(null, null, name));
    try {
      var fs = path.getFileSystem(lake.hadoop());
      try {
        var now = fs.getFileStatus(path);
        if (now.getLen() == collected.size()
            && FileTimes.same(collected.modified(), now.getModificationTime())) {
          return LineAt.numbers(fs, path, offsets);
        }
      } catch (FileNotFoundException e) {
        // archived or taken away
      }
      Optional<InputStream> kept = originals.open(collected.sha256());
      return kept.isEmpty() ? Map.of() : LineAt.numbers(kept.get(), name, offsets);
    } catch (IOException e) {
      throw new LakeException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static String remedy(String rule, String stage) {
    if (stage.equals("check")) {
      return "correct the value at its source and deliver the row in a new file";
    }
    return switch (rule) {
      case "cells", "quote", "json", "header", "length" ->
          "write the record as the contract's format says and deliver it in a new file";
      case "encoding", "nul", "control" ->
          "write the record in the contract's encoding and deliver it in a new file";
      case "repair" -> "delete the row, or correct the place that it names";
      case "required" -> "fill in the column and deliver the row in a new file";
      default -> "correct the value and deliver the row in a new file";
    };
  }
}
