package org.jinyanglake.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Grade;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Review;

/** What a partition waits for before it may be opened: a declassification review. */
final class Unreviewed {
  private Unreviewed() {}

  /** Why raw partitions may not be opened yet, by path; those that may are missing. */
  static SortedMap<String, List<String>> of(
      Contract contract, Version raw, Optional<Review> review) {
    SortedMap<String, List<String>> unreviewed = new TreeMap<>();
    raw.state()
        .partitions()
        .forEach((path, partition) -> unreviewed.put(path, of(contract, partition, review)));
    unreviewed.values().removeIf(List::isEmpty);
    return unreviewed;
  }

  /**
   * Why a raw partition may not be opened yet, in words without values; empty if it may. One in
   * which nothing was found needs no review, unless the contract opens important data.
   */
  static List<String> of(
      Contract contract, State.PartitionState partition, Optional<Review> review) {
    Map<String, Long> found = partition.classified();
    if (!found.isEmpty()
        && review.filter(each -> each.covers(partition.searched(), found)).isEmpty()) {
      return found.entrySet().stream().map(each -> say(contract, each)).toList();
    }
    boolean reviewed =
        review
            .filter(each -> each.contract().equals(contract.hash()))
            .filter(
                each -> partition.searched().isEmpty() || each.covers(partition.searched(), found))
            .isPresent();
    return opensImportant(contract) && !reviewed
        ? List.of("important data: " + remedy(contract))
        : List.of();
  }

  private static String say(Contract contract, Map.Entry<String, Long> found) {
    int blank = found.getKey().indexOf(' ');
    return "classified content by the rule %s in column %s (%d): %s"
        .formatted(
            found.getKey().substring(blank + 1),
            found.getKey().substring(0, blank),
            found.getValue(),
            remedy(contract));
  }

  private static boolean opensImportant(Contract contract) {
    return contract.grade() == Grade.IMPORTANT
        || contract.columns(Zone.CONDITIONAL).stream()
            .anyMatch(column -> column.grade().filter(g -> g == Grade.IMPORTANT).isPresent());
  }

  private static String remedy(Contract contract) {
    return contract
        .reviewer()
        .map(
            who ->
                "%s: lake declassify %s --key FILE --confirm, lake run"
                    .formatted(who, contract.dataset()))
        .orElse("name a declassificationReviewer in the contract's team");
  }
}
