package org.jinyanglake.collect;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jinyanglake.contract.Delivery;
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
  static Optional<UsualRows> of(Collection<FileState> known) {
    List<Long> rows =
        known.stream()
            .filter(file -> file.outcome() == FileState.Outcome.COLLECTED && file.rows() > 0)
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
