package org.jinyanglake.quality;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Version;

/**
 * What all rules said of one partition when it was judged once.
 *
 * @param partition its path
 * @param at when the judgement was committed
 * @param contract hash of the contract whose rules they were
 * @param facts by rule
 */
record Judged(String partition, Instant at, String contract, Map<Named, Fact> facts) {

  /** A rule as the evidence names it. */
  record Named(String rule, String severity) {
    static Named of(Rule rule) {
      return new Named(rule.dqdl(), rule.severity().name());
    }

    boolean isRow() {
      return severity.equals(Rule.Severity.ROW.name());
    }
  }

  /**
   * What a rule said.
   *
   * @param metric null if it could not be measured, or may not be told
   * @param reason empty if it passed
   */
  record Fact(boolean passed, Double metric, String reason) {

    /** Whether it holds the partition back. */
    boolean holds(Named rule) {
      return !passed
          && (rule.severity().equals(Rule.Severity.ERROR.name()) || rule.isRow() && metric == null);
    }
  }

  Optional<Fact> fact(Named rule) {
    return Optional.ofNullable(facts.get(rule));
  }

  /**
   * Every judgement in the history of a raw table, the newest first; of partitions that it still
   * has.
   */
  static List<Judged> all(Lake lake, Version raw) {
    List<Judged> all = new ArrayList<>();
    for (Snapshot at = raw.snapshot(); at != null; at = parent(raw, at)) {
      Map<String, Judged> commit = new LinkedHashMap<>();
      for (JsonNode fact : lake.evidence().facts(at.summary().get(Lake.EVIDENCE)).path("check")) {
        String partition = fact.path("partition").asText();
        if (raw.state().partitions().containsKey(partition)) {
          Instant when = Instant.ofEpochMilli(at.timestampMillis());
          commit
              .computeIfAbsent(
                  partition,
                  path ->
                      new Judged(path, when, fact.path("contract").asText(), new LinkedHashMap<>()))
              .facts()
              .put(
                  new Named(fact.path("rule").asText(), fact.path("severity").asText()),
                  new Fact(
                      fact.path("passed").asBoolean(),
                      fact.hasNonNull("metric") ? fact.get("metric").asDouble() : null,
                      fact.path("reason").asText()));
        }
      }
      all.addAll(commit.values());
    }
    all.sort(Comparator.comparing(Judged::at).reversed());
    return all;
  }

  private static Snapshot parent(Version raw, Snapshot snapshot) {
    return snapshot.parentId() == null ? null : raw.table().snapshot(snapshot.parentId());
  }
}
