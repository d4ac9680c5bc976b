package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Delivery;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Commit;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Version;

/**
 * That nothing new was collected for longer than a contract allows. Told by the snapshots of the
 * raw table alone; needs no Spark.
 *
 * @param since when rows came in last; empty if none ever did
 * @param reason in words, with what to do
 */
public record Overdue(Delivery.Then then, Optional<Instant> since, String reason) {

  /** What the stage is called in the evidence. */
  private static final String STAGE = "delivery";

  /** Whether data are overdue, and what follows; empty if they are not, or nobody asks. */
  public static Optional<Overdue> of(Contract contract, Optional<Version> raw, Clock clock) {
    return contract.delivery().noData().flatMap(policy -> of(contract, policy, raw, clock));
  }

  private static Optional<Overdue> of(
      Contract contract, Delivery.NoData policy, Optional<Version> raw, Clock clock) {
    Optional<Instant> since = raw.flatMap(Overdue::collected);
    Instant now = clock.instant();
    if (since.filter(at -> !now.isAfter(at.plus(policy.after()))).isPresent()) {
      return Optional.empty();
    }
    String found =
        since
            .map(
                at ->
                    "nothing new was collected since %s, %d hours ago, but it is due every %d hours"
                        .formatted(
                            at.truncatedTo(ChronoUnit.MINUTES),
                            Duration.between(at, now).toHours(),
                            policy.after().toHours()))
            .orElse("nothing was collected yet");
    return Optional.of(
        new Overdue(
            policy.then(),
            since,
            "no data: %s; deliver it as landing/%s, or correct slaProperties in the contract"
                .formatted(found, ((Source.Files) contract.source()).path())));
  }

  /** When rows came in last. What checks commit adds no data files. */
  private static Optional<Instant> collected(Version raw) {
    for (Snapshot snapshot : raw.history()) {
      if (snapshot.summary().containsKey(SnapshotSummary.ADDED_FILES_PROP)) {
        return Optional.of(Instant.ofEpochMilli(snapshot.timestampMillis()));
      }
    }
    return Optional.empty();
  }

  /**
   * Records it as evidence in the raw table, once as long as nothing else happens to it; the
   * version then.
   */
  public Version record(Lake lake, Contract contract, String run, Version raw) {
    if (lake.evidence().read(raw.evidence()).path("stage").asText().equals(STAGE)) {
      return raw;
    }
    ObjectNode facts = Evidence.JSON.createObjectNode();
    ObjectNode fact = facts.putArray(STAGE).addObject();
    fact.put("policy", "noData");
    fact.put("then", then.name());
    fact.put("reason", reason);
    String evidence = lake.evidence().write(STAGE, raw.state(), facts);
    return Commit.to(lake, Zone.RAW, contract.dataset(), Optional.of(raw), Optional.empty())
        .execute(run, evidence);
  }
}
