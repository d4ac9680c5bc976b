package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Exclusion;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.ledger.Review;

/**
 * What a reviewer sees of a dataset: where classified content was found, and whether that is
 * confirmed. Counts and places, never a value.
 *
 * @param dataset {@code domain.name}
 * @param list version of the declassification list
 * @param terms in the list
 * @param areas in the list
 * @param found by partition, column and rule
 * @param rows the places, by partition; of each the text is empty
 * @param unsearched partitions that the list has not searched yet
 * @param waiting partitions that may not be opened before a review
 * @param reviewer who confirmed last under this list; empty if nobody did
 * @param reviewedAt when, ISO 8601; empty if nobody did
 */
public record Classified(
    String dataset,
    String list,
    int terms,
    int areas,
    List<Found> found,
    List<RefusedRows.Row> rows,
    SortedSet<String> unsearched,
    SortedSet<String> waiting,
    String reviewer,
    String reviewedAt) {

  /**
   * What one rule found in one column of one partition.
   *
   * @param leftOut row or cell
   * @param confirmed whether the reviewer confirmed this rule and column
   */
  public record Found(
      String partition,
      String column,
      String rule,
      long places,
      String leftOut,
      boolean confirmed) {}

  /** What is to be confirmed, {@code COLUMN RULE}. */
  public SortedSet<String> kinds() {
    SortedSet<String> kinds = new TreeSet<>();
    found.forEach(each -> kinds.add(each.column() + " " + each.rule()));
    return kinds;
  }

  /** As the dataset's raw table holds it; needs no Spark. */
  public static Classified of(Lake lake, Contract contract, Policy policy, LedgerState ledger) {
    String list = policy.classified().version();
    Optional<Version> raw = lake.version(Zone.RAW, contract.dataset());
    SortedMap<String, State.PartitionState> partitions =
        raw.map(version -> version.state().partitions()).orElse(new TreeMap<>());
    Optional<Review> review = Reviewed.counting(lake, ledger, policy, contract);
    Optional<Review> current = review.filter(each -> each.list().equals(list));
    boolean searches = !contract.opened().isEmpty() && policy.classified().concerns(contract);
    List<Found> found = new ArrayList<>();
    SortedSet<String> unsearched = new TreeSet<>();
    SortedSet<String> waiting = new TreeSet<>();
    Set<String> holding = new HashSet<>();
    partitions.forEach(
        (path, partition) -> {
          if (searches && !partition.searched().equals(list)) {
            unsearched.add(path);
          }
          if (!contract.opened().isEmpty()
              && !Unreviewed.of(contract, partition, review).isEmpty()) {
            waiting.add(path);
          }
          partition
              .classified()
              .forEach((kind, places) -> found.add(found(contract, path, kind, places, current)));
          if (!partition.classified().isEmpty()) {
            holding.add(path);
          }
        });
    return new Classified(
        contract.dataset().toString(),
        list,
        policy.classified().terms().size(),
        policy.classified().areas().size(),
        found,
        raw.map(version -> places(lake, version, holding)).orElse(List.of()),
        unsearched,
        waiting,
        current.map(Review::reviewer).orElse(""),
        current.map(Review::reviewedAt).orElse(""));
  }

  private static Found found(
      Contract contract, String path, String kind, long places, Optional<Review> review) {
    String columns = kind.substring(0, kind.indexOf(' '));
    Exclusion exclusion =
        contract.columns().stream()
            .filter(column -> column.name().equals(columns))
            .map(Column::exclusion)
            .findFirst()
            .orElse(Exclusion.ROW);
    return new Found(
        path,
        columns,
        kind.substring(kind.indexOf(' ') + 1),
        places,
        exclusion.name().toLowerCase(Locale.ROOT),
        review.filter(each -> each.kinds().contains(kind)).isPresent());
  }

  /** From the last search of each partition that holds something. */
  private static List<RefusedRows.Row> places(Lake lake, Version raw, Set<String> holding) {
    Map<String, List<RefusedRows.Row>> places = new TreeMap<>();
    for (Snapshot snapshot : raw.history()) {
      if (places.size() == holding.size()) {
        break;
      }
      JsonNode document = lake.evidence().read(snapshot.summary().get(Lake.EVIDENCE));
      for (JsonNode fact : document.get("facts").path("declassification")) {
        String path = fact.get("partition").asText();
        if (holding.contains(path) && !places.containsKey(path)) {
          places.put(path, RefusedRows.read(lake, fact.get("kept").asText()));
        }
      }
    }
    return places.values().stream().flatMap(List::stream).toList();
  }
}
