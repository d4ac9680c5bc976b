package org.jinyanglake.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jinyanglake.lake.Observer;

/**
 * Shows how far the work is, on standard error, so that standard output stays the result. On a
 * terminal one line is rewritten with the newest step and the number of datasets at work; elsewhere
 * every step is a line of its own. Safe to call from several threads.
 */
final class Progress implements Observer, AutoCloseable {
  private static final String START_OF_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final int columns;
  private final InstantSource clock;
  private final Map<String, Instant> atWork = new HashMap<>();
  private final Map<String, String> shown = new HashMap<>();

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
   * A dataset has come to a step; of {@code collect.commit.before} the stage is shown, which is
   * {@code collect}. The same stage and detail again say nothing new.
   *
   * @param detail the partition and how many rows, or how many partitions, if they are known
   */
  @Override
  public synchronized void at(String step, String dataset, String detail) {
    if (dataset.isEmpty()) {
      return;
    }
    String stage = step.contains(".") ? step.substring(0, step.indexOf('.')) : step;
    String counted = detail.replaceFirst("^1 (.*)s$", "1 $1");
    String line = dataset + " " + stage + (detail.isEmpty() ? "" : " " + counted);
    Instant since = atWork.computeIfAbsent(dataset, start -> clock.instant());
    if (line.equals(shown.put(dataset, line))) {
      return;
    }
    if (terminal) {
      int others = atWork.size() - 1;
      String more = others == 0 ? "" : " (and " + others + " more at work)";
      out.print(START_OF_LINE + DisplayWidth.fit(line + " " + time(since) + more, columns - 1));
      out.flush();
    } else {
      out.println(line + " " + time(since));
    }
  }

  /** A dataset is done; the line stays on the screen. */
  synchronized void done(String dataset, String outcome) {
    Instant since = atWork.remove(dataset);
    shown.remove(dataset);
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
