package org.jinyanglake.collect;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State.FileState;

/**
 * How many rows the files of a dataset have as a rule: the median of those that were collected
 * last.
 *
 * @param median of their rows, of an even number of files the lower one of the middle
 * @param files how many they are
 */
record UsualRows(long median, int files) {

  /** So many files tell what is usual. */
  private static final int LAST = 30;

  /** Of files collected before; empty if there are none. */
  static Optional<UsualRows> of(Map<String, FileState> known) {
    List<Long> rows =
        known.entrySet().stream()
            .filter(file -> !RefusedRows.isRepaired(file.getKey())) // rows of others, a few
            .flatMap(file -> file.getValue().inTable().stream())
            .filter(file -> file.rows() > 0)
            .sorted(Comparator.comparingLong(FileState::modified).reversed())
            .limit(LAST)
            .map(FileState::rows)
            .sorted()
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new UsualRows(rows.get((rows.size() - 1) / 2), rows.size()));
  }

  /** What is said of a file that has too few; empty if it has not. */
  Optional<String> complain(long rows, Delivery.FewRows policy) {
    return rows * 100 >= median * policy.below()
        ? Optional.empty()
        : Optional.of(
            "%,d rows, below %d per cent of %,d, the median of the last %d files"
                .formatted(rows, policy.below(), median, files));
  }
}
