package org.jinyanglake.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how long work goes on, on standard error, so that standard output stays the result. On a
 * terminal one line is rewritten with the newest step and the number of datasets at work; elsewhere
 * every step is a line of its own. Safe to call from several threads.
 */
final class Progress implements AutoCloseable {
  private static final String START_OF_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final int columns;
  private final InstantSource clock;
  private final Map<String, Instant> atWork = new LinkedHashMap<>();

  Progress(PrintStream out, boolean terminal, int columns, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
    this.clock = clock;
  }

  /** On standard error; {@code scripts/lake} says whether that is a terminal and how wide. */
  static Progress onStandardError() {
    return new Progress(
        System.err,
        Boolean.getBoolean("lake.terminal"),
        Integer.getInteger("lake.columns", 80),
        InstantSource.system());
  }

  /**
   * A dataset has come to a step.
   *
   * @param step a verb, as {@code collect}
   * @param partition Iceberg's partition path, or empty
   * @param rows so far, or negative if they are not known
   */
  synchronized void step(String dataset, String step, String partition, long rows) {
    Instant since = atWork.computeIfAbsent(dataset, start -> clock.instant());
    String where = partition.isEmpty() ? dataset : dataset + " " + partition;
    String line = where + " " + step + (rows < 0 ? "" : " " + count(rows)) + " " + time(since);
    if (terminal) {
      int others = atWork.size() - 1;
      String more = others == 0 ? "" : " (and " + others + " more at work)";
      out.print(START_OF_LINE + DisplayWidth.fit(line + more, columns - 1));
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** A dataset is done; the line stays on the screen. */
  synchronized void done(String dataset, String outcome) {
    Instant since = atWork.remove(dataset);
    String took = since == null ? "" : " " + time(since);
    out.println((terminal ? START_OF_LINE : "") + dataset + " " + outcome + took);
  }

  /** Leaves the screen clean. */
  @Override
  public synchronized void close() {
    if (terminal) {
      out.print(START_OF_LINE);
    }
    out.flush();
  }

  private static String count(long rows) {
    return String.format(Locale.ROOT, "%,d rows", rows);
  }

  private String time(Instant since) {
    return time(Duration.between(since, clock.instant()));
  }

  /** As {@code 0.3 s} or {@code 2 min 05 s}. */
  static String time(Duration took) {
    return took.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", took.toMinutes(), took.toSecondsPart());
  }
}
