package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * Decides what becomes of each file of a delivery and keeps the account of it: the state of all
 * files, the facts for the ledger, and notes for people.
 */
final class Intake {
  /** Columns of repaired files that are none of the contract's, and are known all the same. */
  private static final List<String> OF_REPAIRS =
      List.of(RefusedRows.REFUSED, RefusedRows.REASON, RefusedRows.RECORD);

  private final Contract contract;
  private final boolean repairs;
  private final boolean snapshot;
  private final SortedMap<String, FileState> files;
  private final Map<String, ObjectNode> facts = new LinkedHashMap<>();
  private final long now = System.currentTimeMillis();
  private final Map<String, SortedSet<String>> unknown = new HashMap<>();
  private final Map<String, ObjectNode> widened = new HashMap<>();
  private final List<ObjectNode> complaints = new ArrayList<>();
  private final Optional<UsualRows> usual;
  private final List<String> held = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param repairs whether the rows of the files take the place of refused ones
   */
  Intake(Contract contract, Map<String, FileState> known, boolean repairs) {
    this.contract = contract;
    this.repairs = repairs;
    this.snapshot = contract.loadMode() == LoadMode.SNAPSHOT && !repairs;
    this.files = new TreeMap<>(known);
    this.usual =
        repairs || contract.delivery().fewRows().isEmpty()
            ? Optional.empty()
            : UsualRows.of(known.values());
  }

  SortedMap<String, FileState> files() {
    return files;
  }

  /** When content was collected or refused last, in ms since 1970, by SHA-256. */
  Map<String, Long> collectedAt() {
    Map<String, Long> times = new HashMap<>();
    files
        .values()
        .forEach(
            state -> {
              if (state.collected() > 0) {
                times.merge(state.sha256(), state.collected(), Math::max);
              }
            });
    return times;
  }

  /** One a file: name, size, sha256, rows, stored, refused, outcome, reason. */
  Collection<ObjectNode> facts() {
    return facts.values();
  }

  /** What the contract's policies for deliveries said: policy, then, file, reason. */
  List<ObjectNode> complaints() {
    return complaints;
  }

  /** Files that are refused as a whole, and why. */
  List<String> held() {
    return held;
  }

  List<String> notes() {
    return notes;
  }

  /** Settles the files that are not to be read; returns the others. */
  List<CheckedFile> sort(Map<LandingFile, Fingerprint> fingerprints) {
    Map<String, String> collected = new HashMap<>();
    String last = snapshot ? State.lastCollected(files) : "";
    files.forEach(
        (name, state) -> {
          // A snapshot may become what it was before: only the one that holds now is no news.
          if (isCollected(state) && (last.isEmpty() || name.equals(last))) {
            collected.putIfAbsent(state.sha256(), name);
          }
        });
    List<CheckedFile> readable = new ArrayList<>();
    Set<Path> twins = new HashSet<>();
    fingerprints.forEach(
        (file, print) -> {
          if (twins.contains(file.path())) {
            return; // in an archive that was collected under another name
          }
          FileState before = files.get(file.name());
          // A day may become what it was before, and days without rows are all alike.
          String twin = contract.isDaily() ? null : collected.get(print.sha256());
          if (print.refusal().isPresent()) {
            refuse(file, print, print.refusal().get());
          } else if (print.size() == 0) {
            settle(file, print, Outcome.EMPTY, "the file is empty");
          } else if (file.isArchive()) {
            if (twin != null && !twin.equals(file.name())) {
              twins.add(file.path());
              settle(
                  file, print, Outcome.DUPLICATE, "the same bytes as " + twin + ", not read again");
            } else {
              collected.put(print.sha256(), file.name());
              put(file, print, Outcome.COLLECTED, 0, 0, "");
              print.layout().notes().forEach(note -> notes.add(file.name() + ": " + note));
            }
          } else if (isCollected(before) && before.sha256().equals(print.sha256())) {
            files.put(file.name(), seenAgain(before, file, Outcome.COLLECTED, ""));
          } else if (isCollected(before) && (repairs || contract.loadMode() == LoadMode.APPEND)) {
            changed(file, print, before);
          } else if (twin != null) {
            settle(
                file, print, Outcome.DUPLICATE, "the same bytes as " + twin + ", not stored again");
          } else {
            Header header = Header.of(contract, print);
            Optional<String> complaint = RepairedRows.complain(repairs, print);
            if (complaint.isPresent()) {
              settle(file, print, Outcome.REFUSED, complaint.get());
            } else if (header.refusal().isPresent()) {
              refuse(file, print, header.refusal().get());
            } else if (isEnough(file, print)) {
              collected.put(print.sha256(), file.name());
              CheckedFile each = new CheckedFile(file, print, header);
              unknown(each, header.unknown().stream().filter(this::isNews).toList());
              found(file.name(), print.source());
              print.layout().notes().forEach(note -> notes.add(file.name() + ": " + note));
              readable.add(each);
            }
          }
        });
    return snapshot ? newest(readable) : readable;
  }

  /** Whether a file has enough rows to be collected; if not it is settled here. */
  private boolean isEnough(LandingFile file, Fingerprint print) {
    Optional<Delivery.FewRows> policy = contract.delivery().fewRows();
    Optional<String> few =
        policy.flatMap(p -> usual.flatMap(rows -> rows.complain(print.records(), p)));
    if (few.isEmpty()) {
      return true;
    }
    complain("fewRows", policy.get().then(), file.name(), few.get());
    String edit = "fewRows in the contract";
    switch (policy.get().then()) {
      case WARN -> {
        return true;
      }
      case HOLD ->
          settle(
              file,
              print,
              Outcome.REFUSED,
              few.get() + "; deliver the whole file, or lower " + edit);
      case WAIT ->
          settle(
              file,
              print,
              Outcome.WAITING,
              few.get() + "; it waits until it has grown; if it is whole, lower " + edit);
    }
    return false;
  }

  /** Enters what a policy of the contract says of a file; a warning is noted, too. */
  void complain(String policy, Delivery.Then then, String file, String reason) {
    ObjectNode fact = Evidence.JSON.createObjectNode();
    fact.put("policy", policy);
    fact.put("then", then.name());
    fact.put("file", file);
    fact.put("reason", reason);
    complaints.add(fact);
    if (then == Delivery.Then.WARN) {
      notes.add("warning: " + file + ": " + reason + "; collected all the same");
    }
  }

  private static boolean isCollected(FileState state) {
    return state != null && state.wasCollected();
  }

  /** Of a snapshot only the last file by name counts, if none after it was collected before. */
  private List<CheckedFile> newest(List<CheckedFile> readable) {
    String last = State.lastCollected(files);
    List<CheckedFile> newest = new ArrayList<>();
    for (CheckedFile each : readable) {
      if (each.fingerprint().records() == 0) {
        refuse(each, "no rows; a snapshot does not empty its table");
      } else if (each.file().name().compareTo(last) < 0) {
        supersede(each);
      } else {
        newest.forEach(this::supersede);
        newest.clear();
        newest.add(each);
        last = each.file().name();
      }
    }
    return newest;
  }

  private void supersede(CheckedFile each) {
    supersede(each, "a later snapshot took its place");
  }

  /** Settles a file that another one makes needless. */
  void supersede(CheckedFile each, String reason) {
    settle(each.file(), each.fingerprint(), Outcome.SUPERSEDED, reason);
  }

  /** Enters that the rows of a file that was collected are in the table no more. */
  void replaced(String name, String reason) {
    FileState state = files.get(name);
    files.put(
        name,
        new FileState(
            state.size(),
            state.modified(),
            state.sha256(),
            state.rows(),
            0,
            state.refused(),
            Outcome.SUPERSEDED,
            reason,
            state.contract(),
            state.collected()));
  }

  private void changed(LandingFile file, Fingerprint print, FileState before) {
    String reason =
        "changed after it was collected (sha256 "
            + before.sha256().substring(0, 12)
            + ", now "
            + print.sha256().substring(0, 12)
            + ") and not read again; deliver corrections under a new name";
    files.put(file.name(), seenAgain(before, file, Outcome.CHANGED, reason));
    record(file, print, Outcome.CHANGED, 0, 0, reason);
    notes.add(file.name() + ": " + reason);
  }

  private static FileState seenAgain(
      FileState before, LandingFile file, Outcome outcome, String reason) {
    return new FileState(
        file.size(),
        file.modified(),
        before.sha256(),
        before.rows(),
        before.stored(),
        before.refused(),
        outcome,
        reason,
        "",
        before.collected());
  }

  private void refuse(LandingFile file, Fingerprint print, Refusal refusal) {
    if (refusal.rule().equals("changed")) {
      notes.add(file.name() + ": " + refusal.reason() + "; left for the next run");
      return;
    }
    String place = refusal.line() > 0 ? "line " + refusal.line() : "";
    if (refusal.offset() >= 0) {
      place += (place.isEmpty() ? "byte " : ", byte ") + refusal.offset();
    }
    String reason = refusal.reason() + "; " + refusal.remedy();
    settle(file, print, Outcome.REFUSED, place.isEmpty() ? reason : place + ": " + reason);
  }

  /** Refuses a file as a whole after it was read. */
  void refuse(CheckedFile each, String reason) {
    settle(each.file(), each.fingerprint(), Outcome.REFUSED, reason);
  }

  /** Refuses a file as a whole for what is said of it elsewhere. */
  void refuse(LandingFile file, Fingerprint print, String reason) {
    settle(file, print, Outcome.REFUSED, reason);
  }

  /**
   * Enters a control file.
   *
   * @param fault why what it names is held back; empty if it is not
   */
  void control(ControlFile control, String fault) {
    LandingFile file = control.file();
    Outcome outcome = fault.isEmpty() ? Outcome.CONTROL : Outcome.REFUSED;
    files.put(
        file.name(),
        new FileState(
            file.size(),
            file.modified(),
            control.sha256(),
            0,
            0,
            0,
            outcome,
            fault,
            fault.isEmpty() ? "" : contract.hash(),
            0));
    ObjectNode fact = Evidence.JSON.createObjectNode();
    fact.put("file", file.name());
    fact.put("size", file.size());
    fact.put("sha256", control.sha256());
    fact.put("outcome", outcome.name());
    fact.put("reason", fault);
    fact.put("contract", contract.hash());
    control.says().keySet().forEach(fact.putArray("names")::add);
    facts.put(file.name(), fact);
    if (!fault.isEmpty()) {
      held.add(file.name() + ": " + fault);
    }
  }

  private void settle(LandingFile file, Fingerprint print, Outcome outcome, String reason) {
    long refused = outcome == Outcome.REFUSED ? print.records() : 0;
    put(file, print, outcome, 0, refused, reason);
    (outcome == Outcome.REFUSED ? held : notes).add(file.name() + ": " + reason);
  }

  /** Enters a file whose rows are stored. */
  void collected(CheckedFile each, long stored, long refused) {
    put(each.file(), each.fingerprint(), Outcome.COLLECTED, stored, refused, "");
    if (each.fingerprint().layout() instanceof RepairedRows rows) {
      ObjectNode repaired = facts.get(each.file().name()).putObject(RefusedHistory.REPAIRS);
      rows.byFile()
          .forEach(
              (file, places) -> {
                ObjectNode of = repaired.putObject(file);
                places.forEach((row, by) -> of.put(String.valueOf(row), by));
              });
    }
  }

  private void put(
      LandingFile file,
      Fingerprint print,
      Outcome outcome,
      long stored,
      long refused,
      String reason) {
    files.put(
        file.name(),
        new FileState(
            file.size(),
            file.modified(),
            print.sha256(),
            print.records(),
            stored,
            refused,
            outcome,
            reason,
            outcome == Outcome.REFUSED || outcome == Outcome.WAITING ? contract.hash() : "",
            now));
    record(file, print, outcome, stored, refused, reason);
  }

  private void record(
      LandingFile file,
      Fingerprint print,
      Outcome outcome,
      long stored,
      long refused,
      String reason) {
    ObjectNode fact = Evidence.JSON.createObjectNode();
    fact.put("file", file.name());
    fact.put("size", file.size());
    fact.put("sha256", print.sha256());
    fact.put("rows", print.records());
    fact.put("blankLines", print.blankLines());
    fact.put("stored", stored);
    fact.put("refused", refused);
    fact.put("outcome", outcome.name());
    fact.put("reason", reason);
    fact.put("contract", contract.hash());
    unknown
        .getOrDefault(file.name(), new TreeSet<>())
        .forEach(fact.withArray(contract.drift().adds() ? "added" : "keptOut")::add);
    if (widened.containsKey(file.name())) {
      fact.set("widened", widened.get(file.name()));
    }
    if (((Source.Files) contract.source()).detects()) {
      fact.put("written", FoundSource.words(print.source()));
    }
    facts.put(file.name(), fact);
  }

  /** Notes a column that is widened from a file on. */
  void widened(String column, Widening.Change change) {
    widened
        .computeIfAbsent(change.file(), file -> Evidence.JSON.createObjectNode())
        .put(column, change.to().physical());
    notes.add(
        "%s: column %s has numbers too large for %s, so it is %s from this file on; write physicalType: %s in the contract"
            .formatted(
                change.file(),
                column,
                change.from().physical(),
                change.to().physical(),
                Header.quoted(change.to().physical())));
  }

  /** Notes a column whose rows are refused since it is not to be widened. */
  void tooNarrow(String column, Widening.Change change) {
    notes.add(
        "%s: column %s has numbers too large for %s, whose rows are refused; physicalType: %s in the contract takes them, or {property: drift, value: {widening: allow}}, if they are delivered again"
            .formatted(
                change.file(),
                column,
                change.from().physical(),
                Header.quoted(change.to().physical())));
  }

  /** Notes how a file is written, where the contract leaves that to be found. */
  private void found(String file, Source.Files source) {
    if (((Source.Files) contract.source()).detects()) {
      notes.add(file + ": read as " + FoundSource.words(source));
    }
  }

  private boolean isNews(String column) {
    return !repairs || !OF_REPAIRS.contains(column);
  }

  /** Notes names of columns or fields of a file that the contract does not know. */
  void unknown(CheckedFile each, Collection<String> names) {
    if (names.isEmpty()) {
      return;
    }
    String file = each.file().name();
    unknown.computeIfAbsent(file, key -> new TreeSet<>()).addAll(names);
    Map<Boolean, List<String>> kept =
        names.stream().collect(Collectors.partitioningBy(each::keeps));
    String edit = "; to collect it add to properties " + Header.edit(names.iterator().next());
    if (!kept.get(true).isEmpty()) {
      String list = String.join(", ", kept.get(true));
      notes.add(file + ": not in the contract, kept in _added: " + list + edit);
    }
    if (!kept.get(false).isEmpty()) {
      String list = String.join(", ", kept.get(false));
      notes.add(file + ": not in the contract, kept out: " + list + edit);
    }
  }
}
