package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * The account of what becomes of each file of a delivery: the state of all files, the facts for the
 * ledger, and notes for people.
 */
final class Account {
  private final Contract contract;
  private final Map<String, FileState> known;
  private final SortedMap<String, FileState> files;
  private final Map<String, ObjectNode> facts = new LinkedHashMap<>();
  private final long now = System.currentTimeMillis();
  private final Map<String, SortedSet<String>> unknown = new HashMap<>();
  private final Map<String, ObjectNode> widened = new HashMap<>();
  private final List<String> widenings = new ArrayList<>();
  private final List<ObjectNode> complaints = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param known the state of the files so far
   */
  Account(Contract contract, Map<String, FileState> known) {
    this.contract = contract;
    this.known = Map.copyOf(known);
    this.files = new TreeMap<>(known);
  }

  SortedMap<String, FileState> files() {
    return files;
  }

  /** When content was collected or refused last, in ms since 1970, by SHA-256. */
  Map<String, Long> collectedAt() {
    Map<String, Long> times = new HashMap<>();
    files.values().stream()
        .flatMap(state -> Stream.concat(Stream.of(state), state.inTable().stream()))
        .filter(state -> state.collected() > 0)
        .forEach(state -> times.merge(state.sha256(), state.collected(), Math::max));
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

  /** Enters what a policy of the contract says of a file; a warning is noted, too. */
  void complain(String policy, Delivery.Then then, String file, String reason) {
    ObjectNode fact = Evidence.JSON.createObjectNode();
    fact.put("policy", policy);
    fact.put("then", then.name());
    fact.put("file", file);
    fact.put("reason", reason);
    if (complaints.contains(fact)) {
      return; // files are judged again when others of the delivery turn out to be refused
    }
    complaints.add(fact);
    if (then == Delivery.Then.WARN) {
      notes.add("warning: " + file + ": " + reason + "; collected all the same");
    }
  }

  /** Settles a file that another one makes needless. */
  void supersede(CheckedFile each, String reason) {
    settle(each.file(), each.fingerprint(), Outcome.SUPERSEDED, reason);
  }

  /** Enters that the rows of a file that was collected are in the table no more. */
  void replaced(String name, String reason) {
    FileState state = files.get(name);
    if (state.inTable().filter(held -> held != state).isPresent()) {
      files.put(name, state.over(null)); // what lies there now was refused, and stays so
      return;
    }
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

  /** Enters that a file is another one than when it was collected. */
  void changed(LandingFile file, Fingerprint print, FileState before) {
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

  /** Enters that a file that was collected lies there again as it was. */
  void unchanged(LandingFile file) {
    FileState before = files.get(file.name()).inTable().orElseThrow();
    files.put(file.name(), seenAgain(before, file, Outcome.COLLECTED, ""));
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

  /** Refuses a file for what its first pass found; one that changed meanwhile is left alone. */
  void refuse(LandingFile file, Fingerprint print, Refusal refusal) {
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
   * @param outcome CONTROL, REFUSED or WAITING
   * @param reason why what it names is held back, or waits; empty if neither
   */
  void control(ControlFile control, Outcome outcome, String reason) {
    LandingFile file = control.file();
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
            reason,
            outcome == Outcome.CONTROL ? "" : contract.hash(),
            0));
    ObjectNode fact = Evidence.JSON.createObjectNode();
    fact.put("file", file.name());
    fact.put("size", file.size());
    fact.put("sha256", control.sha256());
    fact.put("outcome", outcome.name());
    fact.put("reason", reason);
    fact.put("contract", contract.hash());
    control.says().keySet().forEach(fact.putArray("names")::add);
    facts.put(file.name(), fact);
    if (!reason.isEmpty()) {
      (outcome == Outcome.REFUSED ? held : notes).add(file.name() + ": " + reason);
    }
  }

  /** Enters a file of which nothing is stored, and says why. */
  void settle(LandingFile file, Fingerprint print, Outcome outcome, String reason) {
    reopen(file);
    long refused = outcome == Outcome.REFUSED ? print.records() : 0;
    put(file, print, outcome, 0, refused, reason);
    (outcome == Outcome.REFUSED ? held : notes).add(file.name() + ": " + reason);
  }

  /** Whether a file was refused, or waits, by what was found in this run. */
  boolean turnsAway(LandingFile file) {
    return facts.containsKey(file.name()) && !files.get(file.name()).settled();
  }

  /** Takes back what was entered of a file in this run, if anything was. */
  void reopen(LandingFile file) {
    String name = file.name();
    if (facts.remove(name) != null) {
      notes.remove(name + ": " + files.get(name).reason());
      files.remove(name);
      Optional.ofNullable(known.get(name)).ifPresent(before -> files.put(name, before));
    }
  }

  /** Enters an archive, whose files have entries of their own. */
  void archive(LandingFile file, Fingerprint print) {
    put(file, print, Outcome.COLLECTED, 0, 0, "");
    print.layout().notes().forEach(note -> notes.add(file.name() + ": " + note));
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
                now)
            .over(known.get(file.name())));
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
    if (outcome == Outcome.COLLECTED && widened.containsKey(file.name())) {
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
    String note =
        "%s: column %s has numbers too large for %s, so it is %s from this file on; write physicalType: %s in the contract"
            .formatted(
                change.file(),
                column,
                change.from().physical(),
                change.to().physical(),
                Header.quoted(change.to().physical()));
    widenings.add(note);
    notes.add(note);
  }

  /** Takes back that columns are widened, since files for which they were are refused. */
  void narrowed() {
    widened.clear();
    notes.removeAll(widenings);
    widenings.clear();
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

  /** Notes what was found of how a file is written, where the contract leaves that open. */
  void found(LandingFile file, Fingerprint print) {
    if (((Source.Files) contract.source()).detects()) {
      notes.add(file.name() + ": read as " + FoundSource.words(print.source()));
    }
    print.layout().notes().forEach(note -> notes.add(file.name() + ": " + note));
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
