package org.jinyanglake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;

/**
 * All rows that were refused of a dataset so far, and which of them were repaired where. Read from
 * the evidence of the raw table's commits.
 *
 * @param entries in the order in which they were refused
 */
public record RefusedHistory(List<Entry> entries) {

  /** In the evidence, under the fact of a repaired file: which row repairs which, by file. */
  public static final String REPAIRS = "repairs";

  /**
   * A refused row.
   *
   * @param stage collect or check
   * @param repaired place of the row that took its place; empty if there is none
   */
  public record Entry(RefusedRows.Row row, String stage, String repaired) {}

  /** The history of a dataset up to a version of its raw table. */
  public static RefusedHistory of(Lake lake, Version raw) {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> repaired = new HashMap<>();
    for (Snapshot at = raw.snapshot(); at != null; at = parent(raw, at)) {
      JsonNode facts = lake.evidence().read(at.summary().get(Lake.EVIDENCE)).path("facts");
      facts.path("file").forEach(file -> note(file, repaired));
      List<Entry> ofCommit = new ArrayList<>();
      for (JsonNode fact : facts.path("refused")) {
        String stage = fact.path("stage").asText();
        RefusedRows.read(lake, fact.path("kept").asText())
            .forEach(row -> ofCommit.add(new Entry(row, stage, "")));
      }
      entries.addAll(0, ofCommit);
    }
    return new RefusedHistory(
        entries.stream()
            .map(e -> new Entry(e.row(), e.stage(), repaired.getOrDefault(e.row().place(), "")))
            .toList());
  }

  private static Snapshot parent(Version raw, Snapshot snapshot) {
    return snapshot.parentId() == null ? null : raw.table().snapshot(snapshot.parentId());
  }

  private static void note(JsonNode file, Map<String, String> repaired) {
    file.path(REPAIRS)
        .fields()
        .forEachRemaining(
            of ->
                of.getValue()
                    .fields()
                    .forEachRemaining(
                        row ->
                            repaired.put(
                                RefusedRows.place(of.getKey(), Long.parseLong(row.getKey())),
                                RefusedRows.place(
                                    file.path("file").asText(), row.getValue().asLong()))));
  }

  /**
   * The rows that a repaired file may take the place of, by place: refused by collection, not
   * repaired yet, and of a snapshot only of the one that holds. In the order in which they were
   * refused.
   */
  public Map<String, RefusedRows.Row> open(Contract contract, State state) {
    Map<String, RefusedRows.Row> all = new HashMap<>();
    Map<String, RefusedRows.Row> open = new LinkedHashMap<>();
    for (Entry each : entries) {
      RefusedRows.Row row = each.row();
      if (!each.stage().equals("collect")) {
        continue;
      }
      all.put(row.place(), row);
      boolean stray = RefusedRows.isRepaired(row.file()) && row.repairs().isEmpty();
      if (each.repaired().isEmpty() && !stray) {
        open.put(row.place(), row);
      }
    }
    if (contract.loadMode() == LoadMode.SNAPSHOT) {
      String holds = State.lastCollected(state.files());
      open.values().removeIf(row -> !origin(row, all).equals(holds));
    }
    return open;
  }

  /** The places of all rows that were ever refused. */
  public Set<String> places() {
    return entries.stream().map(each -> each.row().place()).collect(Collectors.toSet());
  }

  /** The landing file in which a row was first, however often it was repaired since. */
  private static String origin(RefusedRows.Row row, Map<String, RefusedRows.Row> all) {
    RefusedRows.Row at = row;
    while (!at.repairs().isEmpty() && all.containsKey(at.repairs())) {
      at = all.get(at.repairs());
    }
    return at.file();
  }
}
