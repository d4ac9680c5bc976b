package org.jinyanglake.pipeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.collect.LineAt;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

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
   * @param line from 1; -1 if the file is gone or is another one now
   * @param column empty if the record as a whole is at fault
   * @param stage collect or check
   * @param remedy what to do
   * @param text the record itself, a raw value; null unless asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String file,
      long line,
      String column,
      String rule,
      String reason,
      String stage,
      String remedy,
      String text) {}

  /** A file that was refused as a whole. */
  public record File(String file, String reason, String remedy) {}

  /**
   * All that was refused of a dataset.
   *
   * @param file only of this landing file; empty: of all
   * @param withText whether the records themselves are wanted, which are raw values
   */
  public static Refusals of(Lake lake, Contract contract, String file, boolean withText) {
    List<Found> found = new ArrayList<>();
    List<File> files = new ArrayList<>();
    Version raw = lake.version(Zone.RAW, contract.dataset()).orElse(null);
    if (raw == null) {
      return new Refusals(List.of(), List.of());
    }
    for (Snapshot snapshot = raw.snapshot(); snapshot != null; snapshot = parent(raw, snapshot)) {
      List<Found> ofCommit = new ArrayList<>();
      JsonNode facts = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE)).path("facts");
      for (JsonNode fact : facts.path("refused")) {
        String stage = fact.path("stage").asText();
        RefusedRows.read(lake, fact.path("kept").asText()).stream()
            .filter(row -> file.isEmpty() || row.file().equals(file))
            .forEach(row -> ofCommit.add(new Found(row, stage)));
      }
      found.addAll(0, ofCommit);
    }
    raw.state()
        .files()
        .forEach(
            (name, state) -> {
              if (remedy(state.outcome()) != null && (file.isEmpty() || name.equals(file))) {
                files.add(new File(name, state.reason(), remedy(state.outcome())));
              }
            });
    Map<String, Map<Long, Long>> lines = lines(lake, raw, found);
    List<Row> rows =
        found.stream()
            .map(each -> row(each, lines.getOrDefault(each.row().file(), Map.of()), withText))
            .toList();
    return new Refusals(rows, files);
  }

  private record Found(RefusedRows.Row row, String stage) {}

  private static Snapshot parent(Version raw, Snapshot snapshot) {
    return snapshot.parentId() == null ? null : raw.table().snapshot(snapshot.parentId());
  }

  private static Row row(Found found, Map<Long, Long> lines, boolean withText) {
    RefusedRows.Row row = found.row();
    return new Row(
        row.file(),
        row.line() > 0 ? row.line() : lines.getOrDefault(row.row(), -1L),
        row.column(),
        row.rule(),
        row.reason(),
        found.stage(),
        remedy(row.rule(), found.stage()),
        withText ? row.text() : null);
  }

  /** The lines of rows that were not counted, by file and byte offset. */
  private static Map<String, Map<Long, Long>> lines(Lake lake, Version raw, List<Found> found) {
    Map<String, Set<Long>> wanted = new HashMap<>();
    for (Found each : found) {
      if (each.row().line() < 1 && !each.row().file().isEmpty()) {
        wanted.computeIfAbsent(each.row().file(), f -> new HashSet<>()).add(each.row().row());
      }
    }
    Map<String, Map<Long, Long>> lines = new HashMap<>();
    wanted.forEach(
        (name, offsets) -> {
          Path path = new Path(lake.landing(), new Path(null, null, name));
          State.FileState collected = raw.state().files().get(name);
          try {
            var fs = path.getFileSystem(lake.hadoop());
            var now = fs.getFileStatus(path);
            if (collected != null
                && now.getLen() == collected.size()
                && now.getModificationTime() == collected.modified()) {
              lines.put(name, LineAt.numbers(fs, path, offsets));
            }
          } catch (FileNotFoundException e) {
            // Archived or taken away: the offset is all that is known.
          } catch (IOException e) {
            throw new LakeException("cannot read " + path + ": " + e.getMessage(), e);
          }
        });
    return lines;
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
      case "required" -> "fill in the column and deliver the row in a new file";
      default -> "correct the value and deliver the row in a new file";
    };
  }

  private static String remedy(State.FileState.Outcome outcome) {
    return switch (outcome) {
      case REFUSED -> "correct the file and deliver it again";
      case CHANGED -> "deliver what is new in a file of another name";
      case COLLECTED, EMPTY, DUPLICATE, SUPERSEDED, WAITING -> null;
    };
  }
}
