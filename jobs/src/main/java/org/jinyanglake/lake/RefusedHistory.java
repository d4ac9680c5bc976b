package org.jinyanglake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * The rows that were refused of a dataset so far, and which of them were repaired where. Read from
 * the evidence of the raw table's commits. A file that was replaced in place and collected again
 * leaves none of those that were refused of it before.
 *
 * @param entries in the order in which they were refused
 * @param places of all rows that were ever refused, also of files that were replaced since
 */
public record RefusedHistory(List<Entry> entries, Set<String> places) {

  /** In the evidence, under the fact of a repaired file: which row repairs which, by file. */
  public static final String REPAIRS = "repairs";

  /** In the evidence, in the fact of refused rows: the names of the columns of their cells. */
  public static final String COLUMNS = "columns";

  private static final String COLLECT = "collect";

  /** Of a dataset of which nothing was refused. */
  public static final RefusedHistory EMPTY = new RefusedHistory(List.of(), Set.of());

  /**
   * A refused row.
   *
   * @param stage collect or check
   * @param columns the names that the columns of its cells had in the contract, in their order;
   *     empty if that is not known
   * @param origin the landing file in which it was first, however often it was repaired since
   * @param content of a file that was collected before with other content, the beginning of its
   *     SHA-256; else empty
   * @param repaired place of the row that took its place; empty if there is none
   * @param kept the file of {@link RefusedRows} that holds it
   */
  public record Entry(
      RefusedRows.Row row,
      String stage,
      List<String> columns,
      String origin,
      String content,
      String repaired,
      String kept) {

    /** What names it in a repaired file: its place, in no content of its file but this one. */
    public String name() {
      return content.isEmpty() ? row.place() : row.place() + RefusedRows.OF + content;
    }

    /** Whether its cells are those of its columns. */
    public boolean isCut() {
      return !columns.isEmpty() && row.cells().size() == columns.size();
    }

    private Entry with(RefusedRows.Row told) {
      return new Entry(told, stage, columns, origin, content, repaired, kept);
    }

    private boolean isCollected() {
      return stage.equals(COLLECT);
    }
  }

  /**
   * The history of a dataset up to a version of its raw table.
   *
   * @param told whether what the records of a file say is wanted; of others only their places and
   *     reasons are held in memory
   */
  public static RefusedHistory of(Lake lake, Version raw, Predicate<String> told) {
    Commits commits = new Commits();
    for (Snapshot at : raw.history()) {
      commits.add(lake.evidence().facts(at.summary().get(Lake.EVIDENCE)));
    }
    return commits.history(lake, told);
  }

  /** What the commits of a raw table say, for whoever reads their evidence for more than this. */
  public static final class Commits {
    private final Deque<Told> commits = new ArrayDeque<>();

    /** Adds what a commit's evidence says; the newest commit first, then its parent, and so on. */
    public void add(JsonNode facts) {
      commits.push(Told.by(facts));
    }

    /** The history up to the newest of them; {@code told} as in {@link RefusedHistory#of}. */
    public RefusedHistory history(Lake lake, Predicate<String> told) {
      Walk walk = new Walk();
      for (Told commit : commits) {
        commit.collected().forEach(walk::collect);
        walk.repaired.putAll(commit.repaired());
        for (JsonNode fact : commit.refused()) {
          List<String> columns = new ArrayList<>();
          fact.path(COLUMNS).forEach(name -> columns.add(name.asText()));
          String kept = fact.path("kept").asText();
          RefusedRows.read(lake, kept)
              .forEach(
                  row ->
                      walk.add(
                          told.test(row.file()) ? row : row.untold(),
                          fact.path("stage").asText(),
                          List.copyOf(columns),
                          kept));
        }
      }
      return walk.history();
    }
  }

  /** The same entries, by the files that keep them, with what their records say. */
  public static List<Entry> told(Lake lake, List<Entry> entries) {
    Map<String, Set<String>> wanted = new HashMap<>();
    entries.forEach(
        each ->
            wanted.computeIfAbsent(each.kept(), any -> new HashSet<>()).add(each.row().place()));
    Map<String, Map<String, RefusedRows.Row>> rows = new HashMap<>();
    wanted.forEach(
        (kept, places) -> {
          Map<String, RefusedRows.Row> found = rows.computeIfAbsent(kept, any -> new HashMap<>());
          for (RefusedRows.Row row : RefusedRows.read(lake, kept)) {
            if (places.contains(row.place())) {
              found.put(row.place(), row);
            }
          }
        });
    return entries.stream()
        .map(each -> each.with(rows.get(each.kept()).get(each.row().place())))
        .toList();
  }

  /**
   * What the evidence of a commit says of refused rows.
   *
   * @param collected the files that it collected, with their SHA-256
   * @param repaired by which rows others were repaired, by place
   * @param refused the facts that name those it refused
   */
  private record Told(
      Map<String, String> collected, Map<String, String> repaired, List<JsonNode> refused) {

    static Told by(JsonNode facts) {
      Told told = new Told(new HashMap<>(), new HashMap<>(), new ArrayList<>());
      for (JsonNode file : facts.path("file")) {
        String name = file.path("file").asText();
        if (file.path("outcome").asText().equals(Outcome.COLLECTED.name())) {
          told.collected.put(name, file.path("sha256").asText());
        }
        file.path(REPAIRS)
            .fields()
            .forEachRemaining(
                of ->
                    of.getValue()
                        .fields()
                        .forEachRemaining(
                            row ->
                                told.repaired.put(
                                    RefusedRows.place(of.getKey(), Long.parseLong(row.getKey())),
                                    RefusedRows.place(name, row.getValue().asLong()))));
      }
      facts.path("refused").forEach(told.refused::add);
      return told;
    }
  }

  /** The commits from the first to the last. */
  private static final class Walk {
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, List<Entry>> byOrigin = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Set<String> collected = new HashSet<>();
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, String> repaired = new HashMap<>();
    private final Set<Entry> forgotten = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Of a file that is collected again, the places mean other rows from now on. */
    void collect(String file, String sha256) {
      if (collected.add(file)) {
        return;
      }
      contents.put(file, sha256.substring(0, Math.min(sha256.length(), 12)));
      for (Entry old : byOrigin.getOrDefault(file, List.of())) {
        forgotten.add(old);
        repaired.remove(old.row().place());
      }
      byOrigin.remove(file);
    }

    void add(RefusedRows.Row row, String stage, List<String> columns, String kept) {
      String origin =
          row.repairs().isEmpty()
              ? row.file()
              : origins.getOrDefault(row.repairs(), RefusedRows.file(row.repairs()));
      Entry entry =
          new Entry(row, stage, columns, origin, contents.getOrDefault(row.file(), ""), "", kept);
      entries.add(entry);
      byOrigin.computeIfAbsent(origin, any -> new ArrayList<>()).add(entry);
      if (entry.isCollected()) {
        origins.put(row.place(), origin);
      }
    }

    RefusedHistory history() {
      List<Entry> left = new ArrayList<>();
      Set<String> places = new HashSet<>();
      for (Entry each : entries) {
        String place = each.row().place();
        places.add(place);
        if (!forgotten.contains(each)) {
          String by = each.isCollected() ? repaired.getOrDefault(place, "") : "";
          left.add(
              new Entry(
                  each.row(),
                  each.stage(),
                  each.columns(),
                  each.origin(),
                  each.content(),
                  by,
                  each.kept()));
        }
      }
      return new RefusedHistory(left, places);
    }
  }

  /**
   * The rows that a repaired file may take the place of, by {@link Entry#name}: refused by
   * collection, not repaired yet, of no file whose place another took, and of a snapshot only of
   * the one that holds. In the order in which they were refused.
   */
  public Map<String, Entry> open(Contract contract, State state) {
    String holds =
        contract.loadMode() == LoadMode.SNAPSHOT ? State.lastCollected(state.files()) : "";
    Map<String, Entry> open = new LinkedHashMap<>();
    for (Entry each : entries) {
      RefusedRows.Row row = each.row();
      boolean stray = RefusedRows.isRepaired(row.file()) && row.repairs().isEmpty();
      boolean old = contract.loadMode() == LoadMode.SNAPSHOT && !each.origin().equals(holds);
      if (each.isCollected()
          && each.repaired().isEmpty()
          && !stray
          && !old
          && counts(state.files().get(each.origin()), contract.isDaily())) {
        open.put(each.name(), each);
      }
    }
    return open;
  }

  /**
   * The rows of what holds now: without those of an older snapshot, of a file whose place another
   * took, and those that checks refused of rows that were replaced since. Repaired ones are among
   * them. In the order in which they were refused.
   */
  public List<Entry> live(Contract contract, State state) {
    Set<Entry> checked = Collections.newSetFromMap(new IdentityHashMap<>());
    checked.addAll(checked(contract, state));
    String holds =
        contract.loadMode() == LoadMode.SNAPSHOT ? State.lastCollected(state.files()) : "";
    return entries.stream()
        .filter(
            each ->
                each.isCollected()
                    ? !superseded(contract, state.files().get(each.origin()), each.origin(), holds)
                    : checked.contains(each))
        .toList();
  }

  /** Whether the rows of a file are of no account any more. */
  private static boolean superseded(Contract contract, FileState file, String name, String holds) {
    return file != null
        && (file.outcome() == Outcome.SUPERSEDED
            || contract.loadMode() == LoadMode.SNAPSHOT
                && file.inTable().isPresent()
                && !name.equals(holds)
                && !RefusedRows.isRepaired(name));
  }

  /**
   * The rows that checks refused of those that were stored and not replaced since, in the order in
   * which they were refused. Of which partition a row was is not kept; where the state knows of
   * fewer, as after a partition was made anew, the last ones.
   */
  public List<Entry> checked(Contract contract, State state) {
    String holds =
        contract.loadMode() == LoadMode.SNAPSHOT ? State.lastCollected(state.files()) : "";
    List<Entry> checked =
        entries.stream()
            .filter(each -> !each.isCollected())
            .filter(
                each ->
                    contract.loadMode() != LoadMode.SNAPSHOT
                        || each.origin().equals(holds)
                        || RefusedRows.isRepaired(each.origin()))
            .filter(each -> counts(state.files().get(each.origin()), contract.isDaily()))
            .toList();
    long refused =
        state.partitions().values().stream().mapToLong(State.PartitionState::refused).sum();
    return checked.subList((int) Math.max(0, checked.size() - refused), checked.size());
  }

  /** Whether the rows of a file are in the table; of a day, those that its last file has. */
  private static boolean counts(FileState file, boolean daily) {
    return daily
        ? file != null && file.inTable().isPresent()
        : file == null || file.outcome() != Outcome.SUPERSEDED;
  }
}
