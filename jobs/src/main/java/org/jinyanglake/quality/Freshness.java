package org.jinyanglake.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Version;

/**
 * Whether a dataset's data come when they are due, by the {@code slaProperties} of its contract: so
 * long after rows came in last (frequency) and a time of grace (latency). Told by the snapshots of
 * the raw table that added rows, whatever {@code delivery} says is to follow.
 *
 * @param dueHours frequency and latency together, in hours; null if the contract does not say how
 *     often data are due, or the dataset is derived, which has no provider of its own
 * @param last when rows came in last, ISO 8601; null if none ever did
 * @param lateSince when they were due, ISO 8601; null if they are not late
 * @param late whether they are overdue; never before the first came, for nothing tells when that
 *     was due
 * @param lateHours since when, in whole hours; 0 if they are not late
 * @param onTime share of the time in which nothing was overdue, from the first delivery, at most
 *     {@value #DELIVERIES} due ones ago, until now, from 0 to 1; null if that is less than one, or
 *     nothing came yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Freshness(
    Double dueHours, String last, String lateSince, boolean late, long lateHours, Double onTime) {

  /** Over how many due deliveries timeliness is measured. */
  static final int DELIVERIES = 30;

  static Freshness of(Contract contract, Optional<Version> raw, Instant now) {
    List<Instant> came = raw.map(Freshness::deliveries).orElse(List.of());
    Instant last = came.isEmpty() ? null : came.get(came.size() - 1);
    Optional<Duration> due =
        contract.source() instanceof Source.Files ? contract.delivery().due() : Optional.empty();
    if (due.isEmpty()) {
      return new Freshness(null, last == null ? null : last.toString(), null, false, 0, null);
    }
    Duration every = due.get();
    double hours = every.toMinutes() / 60.0;
    if (last == null) {
      return new Freshness(hours, null, null, false, 0, null);
    }
    Instant expected = last.plus(every);
    boolean late = now.isAfter(expected);
    return new Freshness(
        hours,
        last.toString(),
        late ? expected.toString() : null,
        late,
        late ? Duration.between(expected, now).toHours() : 0,
        onTime(came, every, now));
  }

  /** Whether data are due from time to time and none ever came. */
  public boolean awaitsFirst() {
    return dueHours != null && last == null;
  }

  private static Double onTime(List<Instant> came, Duration every, Instant now) {
    Instant from = now.minus(every.multipliedBy(DELIVERIES));
    from = came.get(0).isAfter(from) ? came.get(0) : from;
    long seconds = Duration.between(from, now).toSeconds();
    if (seconds < every.toSeconds()) {
      return null;
    }
    long overdue = 0;
    for (int i = 0; i < came.size(); i++) {
      Instant until = i + 1 < came.size() ? came.get(i + 1) : now;
      Instant expected = came.get(i).plus(every);
      Instant since = expected.isAfter(from) ? expected : from;
      overdue += Math.max(0, Duration.between(since, until).toSeconds());
    }
    return 1 - (double) overdue / seconds;
  }

  /** When rows came in, the oldest first. What checks commit adds no data files. */
  private static List<Instant> deliveries(Version raw) {
    List<Instant> came = new ArrayList<>();
    for (Snapshot at : raw.history()) {
      if (at.summary().containsKey(SnapshotSummary.ADDED_FILES_PROP)) {
        came.add(Instant.ofEpochMilli(at.timestampMillis()));
      }
    }
    Collections.reverse(came);
    return came;
  }
}
