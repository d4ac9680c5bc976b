package org.jinyanglake.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jinyanglake.quality.Judged.Fact;
import org.jinyanglake.quality.Judged.Named;

/**
 * All judgements in the history of a raw table, of partitions that it still has.
 *
 * <p>A row rule deletes the rows that it refuses, so a second judgement of the same rows finds none
 * of them. What it says is told with what it refused before, since the rows of the partition were
 * replaced last.
 */
public final class Judgements {
  private final Set<String> partitions;
  private final List<Commit> commits = new ArrayList<>();

  /**
   * A judgement as its commit recorded it.
   *
   * @param before how many rows earlier judgements had refused of those that the partition had;
   *     null if no row rule was judged
   * @param deleted whether the commit deleted the rows that row rules refused
   */
  private record Commit(Judged judged, Long before, boolean deleted) {}

  /** None yet, of a table with these partitions. */
  public Judgements(Set<String> partitions) {
    this.partitions = partitions;
  }

  /** Adds what a commit's evidence says; the newest commit first, then its parent, and so on. */
  public void add(Instant at, JsonNode facts) {
    boolean deleted = false;
    for (JsonNode refused : facts.path("refused")) {
      deleted |= refused.path("stage").asText().equals("check");
    }
    Map<String, Judged> judged = new LinkedHashMap<>();
    Map<String, Long> before = new HashMap<>();
    for (JsonNode fact : facts.path("check")) {
      String partition = fact.path("partition").asText();
      if (!partitions.contains(partition)) {
        continue;
      }
      Named rule = new Named(fact.path("rule").asText(), fact.path("severity").asText());
      judged
          .computeIfAbsent(
              partition,
              path -> new Judged(path, at, fact.path("contract").asText(), new LinkedHashMap<>()))
          .facts()
          .put(
              rule,
              new Fact(
                  fact.path("passed").asBoolean(),
                  fact.hasNonNull("metric") ? fact.get("metric").asDouble() : null,
                  fact.path("reason").asText(),
                  fact.path("faulty").asBoolean(),
                  fact.path("failing").asText()));
      if (rule.isRow()) {
        before.put(partition, fact.path("refusedBefore").asLong());
      }
    }
    for (Judged each : judged.values()) {
      commits.add(new Commit(each, before.get(each.partition()), deleted));
    }
  }

  /** The newest first. */
  List<Judged> all() {
    List<Judged> all = new ArrayList<>();
    Map<String, Map<Named, Double>> refused = new HashMap<>();
    for (int i = commits.size() - 1; i >= 0; i--) {
      Commit commit = commits.get(i);
      Judged judged = commit.judged();
      Map<Named, Double> before =
          refused.computeIfAbsent(judged.partition(), path -> new HashMap<>());
      if (commit.before() != null && commit.before() == 0) {
        before.clear();
      }
      Map<Named, Fact> facts = new LinkedHashMap<>(judged.facts());
      facts.replaceAll(
          (rule, fact) -> rule.isRow() ? fact.after(before.getOrDefault(rule, 0.0)) : fact);
      if (commit.deleted()) {
        facts.forEach(
            (rule, fact) -> {
              if (rule.isRow() && fact.metric() != null) {
                before.put(rule, fact.metric());
              }
            });
      }
      all.add(new Judged(judged.partition(), judged.at(), judged.contract(), facts));
    }
    Collections.reverse(all);
    return all;
  }
}
