package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/** Judges each file of a delivery by what it is and what was collected before. */
final class Intake {
  private final Contract contract;
  private final Account account;
  private final boolean repairs;
  private final boolean snapshot;
  private final Optional<String> holds;
  private final Optional<UsualRows> usual;

  /**
   * @param account in which files are entered that are not read
   * @param repairs whether the rows of the files take the place of refused ones
   */
  Intake(Contract contract, Account account, boolean repairs) {
    this.contract = contract;
    this.account = account;
    this.repairs = repairs;
    this.snapshot = contract.loadMode() == LoadMode.SNAPSHOT && !repairs;
    this.holds = snapshot ? Choice.holds(account) : Optional.empty();
    this.usual =
        repairs || contract.delivery().fewRows().isEmpty()
            ? Optional.empty()
            : UsualRows.of(account.files());
  }

  /**
   * Settles the files that are not to be read by themselves; the others are candidates for a {@link
   * Choice}.
   */
  List<CheckedFile> sort(Map<LandingFile, Fingerprint> fingerprints) {
    Map<String, String> collected = collected();
    List<CheckedFile> candidates = new ArrayList<>();
    Set<Path> twins = new HashSet<>();
    fingerprints.forEach(
        (file, print) -> {
          if (twins.contains(file.path())) {
            return; // in an archive that was collected under another name
          }
          Optional<FileState> before =
              Optional.ofNullable(account.files().get(file.name())).flatMap(FileState::inTable);
          String twin = collected.get(print.sha256());
          if (print.refusal().isPresent()) {
            account.refuse(file, print, print.refusal().get());
          } else if (print.size() == 0) {
            account.settle(file, print, Outcome.EMPTY, "the file is empty");
          } else if (file.isArchive()) {
            if (twin != null && !twin.equals(file.name())) {
              twins.add(file.path());
              account.settle(
                  file, print, Outcome.DUPLICATE, "the same bytes as " + twin + ", not read again");
            } else {
              account.archive(file, print);
            }
          } else if (before.filter(b -> b.sha256().equals(print.sha256())).isPresent()) {
            account.unchanged(file);
          } else if (before.isPresent() && (repairs || contract.loadMode() == LoadMode.APPEND)) {
            account.changed(file, print, before.get());
          } else if (twin != null) {
            account.settle(
                file, print, Outcome.DUPLICATE, "the same bytes as " + twin + ", not stored again");
          } else {
            CheckedFile checked = CheckedFile.of(contract, file, print);
            Header header = checked.header();
            Optional<String> complaint = RepairedRows.complain(repairs, print);
            if (complaint.isPresent()) {
              account.settle(file, print, Outcome.REFUSED, complaint.get());
            } else if (header.refusal().isPresent()) {
              account.refuse(file, print, header.refusal().get());
            } else if (isEnough(file, print)) {
              candidates.add(checked);
            }
          }
        });
    return candidates;
  }

  /**
   * Names of what was collected before and is no news, by SHA-256. Of snapshots it depends on the
   * others; an archive is some as long as a file in it is to be read again.
   */
  private Map<String, String> collected() {
    Map<String, String> collected = new HashMap<>();
    if (snapshot || Choice.twinsCount(contract, repairs)) {
      return collected;
    }
    account
        .files()
        .forEach(
            (name, state) -> {
              String inside = name + "!/";
              boolean whole =
                  !Archive.isNamed(name)
                      || account.files().tailMap(inside).entrySet().stream()
                          .takeWhile(each -> each.getKey().startsWith(inside))
                          .allMatch(each -> each.getValue().settled());
              state
                  .inTable()
                  .filter(held -> whole)
                  .ifPresent(held -> collected.putIfAbsent(held.sha256(), name));
            });
    return collected;
  }

  /** Whether a file has enough rows to be collected; if not it is settled here. */
  private boolean isEnough(LandingFile file, Fingerprint print) {
    if (holds.equals(Optional.of(print.sha256()))) {
      return true; // it is no news, however few they are
    }
    if (snapshot && print.records() == 0) {
      account.refuse(file, print, "no rows; a snapshot does not empty its table");
      return false;
    }
    Optional<Delivery.FewRows> policy = contract.delivery().fewRows();
    Optional<String> few =
        policy.flatMap(p -> usual.flatMap(rows -> rows.complain(print.records(), p)));
    if (few.isEmpty()) {
      return true;
    }
    account.complain("fewRows", policy.get().then(), file.name(), few.get());
    String edit = "fewRows in the contract";
    switch (policy.get().then()) {
      case WARN -> {
        return true;
      }
      case HOLD ->
          account.settle(
              file,
              print,
              Outcome.REFUSED,
              few.get() + "; deliver the whole file, or lower " + edit);
      case WAIT ->
          account.settle(
              file,
              print,
              Outcome.WAITING,
              few.get() + "; it waits until it has grown; if it is whole, lower " + edit);
    }
    return false;
  }
}
