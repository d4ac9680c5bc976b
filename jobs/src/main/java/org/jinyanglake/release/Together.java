package org.jinyanglake.release;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.release.history.Differences;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Member;
import org.jinyanglake.release.history.Mosaic;
import org.jinyanglake.release.history.OpenRow;
import org.jinyanglake.release.history.Remembered;
import org.jinyanglake.release.history.Seen;

/**
 * What partitions give away together with all that was published of their rows, and with what else
 * is open. One Spark job; the rest is done in the driver.
 *
 * @param partitions by path in the zone
 * @param remembered by raw partition
 */
record Together(Map<String, OfPartition> partitions, SortedMap<String, Remembered> remembered) {

  private static final Together NOTHING = new Together(Map.of(), new TreeMap<>());

  /**
   * Of one partition.
   *
   * @param worst the table that singles out most when it is joined with this one
   */
  record OfPartition(Differences differences, Optional<Mosaic> worst) {

    void report(Findings findings, int k, Policy.Attacks limits) {
      findings.add(
          Check.HISTORY,
          "",
          "groups of fewer than %d persons who moved, came or were left out since an earlier version; publish their change when it concerns more persons, and until then leave the version that is open"
              .formatted(k),
          differences.rate() > limits.history() ? differences.parts() : 0);
      worst
          .filter(mosaic -> mosaic.rate() > limits.mosaic())
          .ifPresent(
              mosaic ->
                  findings.add(
                      Check.MOSAIC,
                      "",
                      "persons who are among fewer than %d when the rows are joined with %s; make one of these columns coarser, or open it in one of the two only"
                          .formatted(k, columns(mosaic)),
                      mosaic.singledOut()));
    }

    /** All persons are tried, so the rate is no estimate, and its own bound. */
    List<AttackResult> attacks(Policy.Attacks limits) {
      List<AttackResult> attacks = new ArrayList<>();
      if (differences.persons() > 0) {
        attacks.add(
            new AttackResult(
                "history",
                "",
                differences.persons(),
                differences.singledOut(),
                differences.rate(),
                limits.history()));
      }
      worst.ifPresent(
          mosaic ->
              attacks.add(
                  new AttackResult(
                      "mosaic",
                      columns(mosaic),
                      mosaic.tried(),
                      mosaic.singledOut(),
                      mosaic.rate(),
                      limits.mosaic())));
      return attacks;
    }

    private static String columns(Mosaic mosaic) {
      return mosaic.columns().stream()
          .map(column -> mosaic.dataset() + "." + column.substring(0, column.indexOf(' ')))
          .collect(Collectors.joining("+"));
    }
  }

  static Together of(Gate.Staged staged, List<String> quasiIdentifiers, int k) {
    if (staged.earlier().isEmpty() || staged.raw().isEmpty() || staged.recoding().isEmpty()) {
      return NOTHING;
    }
    Earlier earlier = staged.earlier().get();
    Map<String, List<Seen>> byPartition = RowClasses.of(staged, quasiIdentifiers);
    List<Seen> all = byPartition.values().stream().flatMap(List::stream).toList();
    Differences.Judged judged = Differences.of(earlier.members(), all, k);
    Map<String, OfPartition> partitions = new HashMap<>();
    byPartition.forEach(
        (partition, rows) -> {
          Differences differences =
              judged.partitions().getOrDefault(partition, new Differences(0, 0, 0, 0));
          partitions.put(
              partition, new OfPartition(differences, worst(staged, earlier.open(rows), k)));
        });
    return new Together(partitions, remembered(earlier, judged.after(), earlier.open(all)));
  }

  private static Optional<Mosaic> worst(
      Gate.Staged staged, Map<String, List<OpenRow>> rows, int k) {
    List<String> columns = staged.earlier().orElseThrow().joinColumns();
    return staged.neighbours().stream()
        .map(neighbour -> neighbour.join(staged.contract(), columns, rows, k))
        .filter(mosaic -> mosaic.tried() > 0)
        .max(Comparator.comparingDouble(Mosaic::rate).thenComparingLong(Mosaic::tried));
  }

  private static SortedMap<String, Remembered> remembered(
      Earlier earlier, Map<String, List<Member>> members, Map<String, List<OpenRow>> open) {
    SortedMap<String, Remembered> remembered = new TreeMap<>();
    members.forEach(
        (path, of) ->
            remembered.put(
                path,
                new Remembered(of, earlier.joinColumns(), open.getOrDefault(path, List.of()))));
    return remembered;
  }

  Optional<OfPartition> of(String partition) {
    return Optional.ofNullable(partitions.get(partition));
  }
}
