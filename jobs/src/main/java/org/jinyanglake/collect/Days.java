package org.jinyanglake.collect;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.DayFile;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Partitions;
import org.jinyanglake.lake.Version;

/**
 * Of a dataset that is fetched by day: of each day the file that was extracted last counts, and its
 * rows take the place of the day's partition. So no row is there twice, and what is gone at the
 * source is gone here.
 */
final class Days {
  private static final String REPLACED = "a later extract of its day took its place";

  private final Contract contract;
  private final Account account;
  private final Map<LocalDate, DayFile> before = new HashMap<>();
  private final Map<String, String> digests = new HashMap<>();

  Days(Contract contract, Account account) {
    this.contract = contract;
    this.account = account;
  }

  /** Settles all but the last file of each day; returns the others. */
  List<CheckedFile> last(List<CheckedFile> readable) {
    before.putAll(collected());
    Map<LocalDate, DayFile> newest = new HashMap<>(before);
    Map<LocalDate, CheckedFile> files = new TreeMap<>();
    for (CheckedFile each : readable) {
      Optional<DayFile> file = DayFile.of(each.file().name());
      if (file.isEmpty()) {
        account.refuse(
            each,
            "is no day of the source by whose days this dataset is fetched, and may hold rows of"
                + " them; correct them at the source");
        continue;
      }
      LocalDate day = file.get().day();
      DayFile last = newest.get(day);
      if (last != null && last.time().compareTo(file.get().time()) > 0) {
        supersede(each);
        continue;
      }
      newest.put(day, file.get());
      CheckedFile older = files.put(day, each);
      if (older != null) {
        supersede(older);
      }
    }
    return new ArrayList<>(files.values());
  }

  private void supersede(CheckedFile each) {
    account.supersede(each, REPLACED);
  }

  /** The file of each day whose rows the table holds. */
  private Map<LocalDate, DayFile> collected() {
    Map<LocalDate, DayFile> collected = new HashMap<>();
    account
        .files()
        .forEach(
            (name, state) -> {
              if (state.inTable().isPresent()) {
                DayFile.of(name).ifPresent(file -> collected.put(file.day(), file));
              }
            });
    return collected;
  }

  /**
   * What the files of {@link #last} change, of which {@code written} holds the rows.
   *
   * @param stored the number of rows of each file
   */
  Collect.Change change(
      Commit commit, List<DataFile> written, Map<CheckedFile, Long> stored, Optional<Version> raw) {
    Map<String, Long> rows = new HashMap<>();
    written.forEach(
        file -> rows.merge(Version.path(commit.table(), file), file.recordCount(), Long::sum));
    Set<String> replaced = new HashSet<>();
    stored.forEach(
        (each, count) -> {
          DayFile file = DayFile.of(each.file().name()).orElseThrow();
          String path = Partitions.path(contract, List.of(file.day()));
          if (rows.getOrDefault(path, 0L) != count.longValue()) {
            throw new LakeException(
                each.file().name()
                    + ": its rows are not all of its day; nothing collected, report this");
          }
          Optional.ofNullable(before.get(file.day()))
              .ifPresent(old -> account.replaced(old.name(), REPLACED));
          digests.put(path, each.fingerprint().sha256());
          if (raw.filter(version -> version.state().partitions().containsKey(path)).isPresent()) {
            replaced.add(path);
          }
        });
    return new Collect.Change(written, replaced, Collect.partitions(commit, written));
  }

  /** SHA-256 of the file that a partition was made of by {@link #change}. */
  String digest(String path) {
    return digests.get(path);
  }
}
