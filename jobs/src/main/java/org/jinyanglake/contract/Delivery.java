package org.jinyanglake.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of deliveries that do not come, or are not as they usually are.
 *
 * @param noData if nothing new is collected for too long; empty: nothing
 * @param fewRows if a file has fewer rows than the others; empty: nothing
 * @param finalDays if a file has rows for days that are final; empty: nothing
 * @param daysAhead how many days after the clock's the last day is that rows may be of
 * @param due how long after rows came in the next are due: frequency and latency of the contract's
 *     service levels together, whatever follows; empty if it does not say how often
 */
public record Delivery(
    Optional<NoData> noData,
    Optional<FewRows> fewRows,
    Optional<FinalDays> finalDays,
    int daysAhead,
    Optional<Duration> due) {

  /** What follows. */
  public enum Then {
    /** It is noted, and what is there waits for more. */
    WAIT,
    /** It is noted as a warning, and collected. */
    WARN,
    /** It is held back. */
    HOLD
  }

  /** Nothing new was collected for longer than {@code after}. */
  public record NoData(Duration after, Then then) {}

  /** A file has fewer rows than {@code below} per cent of the median of the files before it. */
  public record FewRows(int below, Then then) {}

  /** A file has rows of days more than {@code after} days back; WARN or HOLD. */
  public record FinalDays(int after, Then then) {}

  /** Days that are one day ahead may be those of another time zone. */
  private static final int ONE_DAY = 1;

  /** Nothing is said of it. */
  public static final Delivery NONE = due(Optional.empty());

  /** Nothing is said of what becomes of deliveries, but when they are due. */
  static Delivery due(Optional<Duration> after) {
    return new Delivery(Optional.empty(), Optional.empty(), Optional.empty(), ONE_DAY, after);
  }
}
