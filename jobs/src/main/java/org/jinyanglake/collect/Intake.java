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
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/** Decides which files of a delivery are read, by what they are and what was collected before. */
final class Intake {
  /** Columns of repaired files that are none of the contract's, and are known all the same. */
  private static final List<String> OF_REPAIRS =
      List.of(RefusedRows.REFUSED, RefusedRows.REASON, RefusedRows.RECORD);

  private static final String LATER = "a later snapshot took its place";

  private final Contract contract;
  private final Account account;
  private final boolean repairs;
  private final boolean snapshot;
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
    this.usual =
        repairs || contract.delivery().fewRows().isEmpty()
            ? Optional.empty()
            : UsualRows.of(account.files().values());
  }

  /** Settles the files that are not to be read; returns the others. */
  List<CheckedFile> sort(Map<LandingFile, Fingerprint> fingerprints) {
    Map<String, String> collected = new HashMap<>();
    String last = snapshot ? State.lastCollected(account.files()) : "";
    account
        .files()
        .forEach(
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
          FileState before = account.files().get(file.name());
          // A day may become what it was before, and days without rows are all alike.
          String twin = contract.isDaily() ? null : collected.get(print.sha256());
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
              collected.put(print.sha256(), file.name());
              account.archive(file, print);
            }
          } else if (isCollected(before) && before.sha256().equals(print.sha256())) {
            account.unchanged(file);
          } else if (isCollected(before) && (repairs || contract.loadMode() == LoadMode.APPEND)) {
            account.changed(file, print, before);
          } else if (twin != null) {
            account.settle(
                file, print, Outcome.DUPLICATE, "the same bytes as " + twin + ", not stored again");
          } else {
            Header header = Header.of(contract, print);
            Optional<String> complaint = RepairedRows.complain(repairs, print);
            if (complaint.isPresent()) {
              account.settle(file, print, Outcome.REFUSED, complaint.get());
            } else if (header.refusal().isPresent()) {
              account.refuse(file, print, header.refusal().get());
            } else if (isEnough(file, print)) {
              collected.put(print.sha256(), file.name());
              CheckedFile each = new CheckedFile(file, print, header);
              account.unknown(each, header.unknown().stream().filter(this::isNews).toList());
              account.found(file, print);
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

  private static boolean isCollected(FileState state) {
    return state != null && state.wasCollected();
  }

  /** Of a snapshot only the last file by name counts, if none after it was collected before. */
  private List<CheckedFile> newest(List<CheckedFile> readable) {
    String last = State.lastCollected(account.files());
    List<CheckedFile> newest = new ArrayList<>();
    for (CheckedFile each : readable) {
      if (each.fingerprint().records() == 0) {
        account.refuse(each, "no rows; a snapshot does not empty its table");
      } else if (each.file().name().compareTo(last) < 0) {
        account.supersede(each, LATER);
      } else {
        newest.forEach(before -> account.supersede(before, LATER));
        newest.clear();
        newest.add(each);
        last = each.file().name();
      }
    }
    return newest;
  }

  private boolean isNews(String column) {
    return !repairs || !OF_REPAIRS.contains(column);
  }
}
