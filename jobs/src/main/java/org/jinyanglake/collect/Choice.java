package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * Chooses among files of one delivery that make each other needless: files of the same bytes,
 * snapshots, extracts of one day. If the one that was chosen is refused, it is chosen again, so
 * that nothing gives way to what is not stored.
 */
final class Choice {
  private static final String LATER = "a later snapshot took its place";

  private final Contract contract;
  private final Account account;
  private final boolean repairs;
  private final Optional<Days> days;
  private final boolean snapshot;
  private final Set<LandingFile> told = new HashSet<>();
  private List<CheckedFile> needless = List.of();

  /**
   * A choice.
   *
   * @param account in which files are entered that give way
   * @param repairs whether the rows of the files take the place of refused ones
   * @param days by which the dataset is fetched; empty if it is not
   */
  Choice(Contract contract, Account account, boolean repairs, Optional<Days> days) {
    this.contract = contract;
    this.account = account;
    this.repairs = repairs;
    this.days = days;
    this.snapshot = contract.loadMode() == LoadMode.SNAPSHOT && !repairs;
  }

  /**
   * Whether files of the same bytes are deliveries of their own: days without rows are all alike,
   * and the same may change twice. What is repaired is repaired once.
   */
  static boolean twinsCount(Contract contract, boolean repairs) {
    return !repairs && (contract.isDaily() || contract.isChanges());
  }

  /**
   * Settles the files that give way; returns the others. What was settled by the choice before is
   * open again.
   *
   * @param candidates of {@link Intake}; those that were turned away since are left out
   */
  List<CheckedFile> of(List<CheckedFile> candidates) {
    needless.stream()
        .map(CheckedFile::file)
        .filter(file -> !account.turnsAway(file))
        .forEach(account::reopen);
    List<CheckedFile> able =
        candidates.stream().filter(each -> !account.turnsAway(each.file())).toList();
    List<CheckedFile> chosen = choose(able);
    Set<LandingFile> files = chosen.stream().map(CheckedFile::file).collect(Collectors.toSet());
    needless = able.stream().filter(each -> !files.contains(each.file())).toList();
    chosen.stream().filter(each -> told.add(each.file())).forEach(this::tell);
    return chosen;
  }

  private List<CheckedFile> choose(List<CheckedFile> able) {
    if (snapshot) {
      return newest(able);
    }
    if (days.isPresent()) {
      return days.get().last(able);
    }
    return twinsCount(contract, repairs) ? able : first(able);
  }

  /** Of a snapshot only the last file by name counts, if none after it was collected before. */
  private List<CheckedFile> newest(List<CheckedFile> able) {
    String last = State.lastCollected(account.files());
    List<CheckedFile> newest = new ArrayList<>();
    for (CheckedFile each : able) {
      if (each.file().name().compareTo(last) < 0) {
        account.supersede(each, LATER);
      } else {
        newest.forEach(before -> account.supersede(before, LATER));
        newest.clear();
        newest.add(each);
        last = each.file().name();
      }
    }
    // A snapshot may become what it was before: only the one that holds now is no news.
    if (!newest.isEmpty()
        && holds(account).equals(Optional.of(newest.get(0).fingerprint().sha256()))) {
      duplicate(newest.get(0), State.lastCollected(account.files()));
      newest.clear();
    }
    return newest;
  }

  /** SHA-256 of the snapshot that the table holds; empty if it holds none. */
  static Optional<String> holds(Account account) {
    return Optional.ofNullable(account.files().get(State.lastCollected(account.files())))
        .flatMap(FileState::inTable)
        .map(FileState::sha256);
  }

  /** Of files of the same bytes the first. */
  private List<CheckedFile> first(List<CheckedFile> able) {
    Map<String, String> names = new HashMap<>();
    List<CheckedFile> first = new ArrayList<>();
    for (CheckedFile each : able) {
      String twin = names.putIfAbsent(each.fingerprint().sha256(), each.file().name());
      if (twin == null) {
        first.add(each);
      } else {
        duplicate(each, twin);
      }
    }
    return first;
  }

  private void duplicate(CheckedFile each, String twin) {
    account.settle(
        each.file(),
        each.fingerprint(),
        Outcome.DUPLICATE,
        "the same bytes as " + twin + ", not stored again");
  }

  private void tell(CheckedFile each) {
    account.unknown(each, each.header().unknown());
    account.found(each.file(), each.fingerprint());
  }
}
