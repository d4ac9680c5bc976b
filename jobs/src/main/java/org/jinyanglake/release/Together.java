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
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.release.history.Compared;
import org.jinyanglake.release.history.Comparison;
import org.jinyanglake.release.history.Differences;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Mosaic;

/**
 * What partitions give away together with all that was published of their rows, and with what else
 * is open. A Spark job, and one more where persons are followed; of few rows none.
 *
 * @param partitions by path in the zone
 * @param noted by raw partition, the file in which its rows are noted
 */
record Together(Map<String, OfPartition> partitions, SortedMap<String, String> noted) {

  private static final Together NOTHING = new Together(Map.of(), new TreeMap<>());

  /**
   * Of one partition.
   *
   * @param worst the table that singles out most when it is joined with this one
   * @param followed what comes of following persons to the partitions beside this one
   */
  record OfPartition(Differences differences, Optional<Mosaic> worst, Optional<Mosaic> followed) {

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
      followed
          .filter(mosaic -> mosaic.rate() > limits.linkage())
          .ifPresent(
              mosaic ->
                  findings.add(
                      Check.MOSAIC,
                      mosaic.columns().get(0),
                      "persons who are among fewer than %d when their tokens are looked for in the partitions beside this one; close the column, or make classes coarser"
                          .formatted(k),
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
      followed.ifPresent(
          mosaic ->
              attacks.add(
                  new AttackResult(
                      "neighbours",
                      mosaic.columns().get(0),
                      mosaic.tried(),
                      mosaic.singledOut(),
                      mosaic.rate(),
                      limits.linkage())));
      return attacks;
    }

    private static String columns(Mosaic mosaic) {
      return mosaic.columns().stream()
          .map(column -> mosaic.dataset() + "." + column.substring(0, column.indexOf(' ')))
          .collect(Collectors.joining("+"));
    }
  }

  /** Whether there is anything to compare. */
  static boolean isNeeded(Gate.Staged staged) {
    return staged.earlier().isPresent()
        && staged.raw().isPresent()
        && staged.recoding().isPresent();
  }

  /**
   * Compares.
   *
   * @param few the rows of {@link RowClasses}, if somebody has collected them already
   */
  static Together of(
      Gate.Staged staged,
      List<String> quasiIdentifiers,
      int k,
      Policy.Attacks limits,
      Optional<List<Row>> few) {
    if (!isNeeded(staged)) {
      return NOTHING;
    }
    Earlier earlier = staged.earlier().get();
    Comparison comparison = earlier.comparison(staged.neighbours(), k);
    Compared all = new Compared();
    if (few.isPresent()) {
      List<Row> rows = new ArrayList<>(few.get());
      rows.sort(Comparator.comparingLong(row -> row.getLong(0)));
      all.add(comparison.of(rows.iterator()));
    } else {
      earlier.compared(RowClasses.of(staged, quasiIdentifiers), comparison).forEach(all::add);
    }
    Map<String, Mosaic> followed =
        earlier.followed(
            all.noted(),
            k,
            limits.linkage(),
            few.isPresent()
                ? Optional.empty()
                : Optional.of(staged.raw().get().sparkSession().sparkContext()));
    Map<String, OfPartition> partitions = new HashMap<>();
    all.differences()
        .forEach(
            (partition, differences) ->
                partitions.put(
                    partition,
                    new OfPartition(
                        differences,
                        Optional.ofNullable(all.worst().get(partition)),
                        Optional.ofNullable(followed.get(partition)))));
    return new Together(partitions, all.noted());
  }

  Optional<OfPartition> of(String partition) {
    return Optional.ofNullable(partitions.get(partition));
  }
}
