package org.jinyanglake.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends a body that says nothing for too long, or takes too long altogether. */
final class Watch implements AutoCloseable {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fetch-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final InputStream body;
  private final Attempts attempts;
  private final Duration silence;
  private final ScheduledFuture<?> ticks;
  private volatile long heard = System.nanoTime();
  private volatile boolean silent;
  private volatile boolean late;

  Watch(InputStream body, Attempts attempts, Duration silence) {
    this.body = body;
    this.attempts = attempts;
    this.silence = silence;
    long tick = Math.min(1_000, Math.max(20, silence.toMillis() / 4));
    this.ticks = CLOCK.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    late = late || attempts.left() == 0;
    silent = silent || System.nanoTime() - heard > silence.toNanos();
    if (late || silent) {
      try {
        body.close(); // a reader that waits for a byte goes on
      } catch (IOException e) {
        // It is closed all the same.
      }
    }
  }

  /** Something came. */
  void heard() {
    heard = System.nanoTime();
  }

  /** Throws if the body was ended here. */
  void check(URI address) throws FetchException {
    if (late || attempts.left() == 0) {
      throw FetchException.refused(
          Http.shown(address)
              + " takes longer than "
              + words(attempts.time())
              + ", the most that the contract allows; if that is right, raise maxMinutes");
    }
    if (silent) {
      throw FetchException.passing(
          Http.shown(address) + " sends nothing for " + words(silence) + "; run again later");
    }
  }

  private static String words(Duration time) {
    return time.toSeconds() >= 120
        ? time.toMinutes() + " minutes"
        : time.toMillis() / 1000.0 + " s";
  }

  @Override
  public void close() {
    ticks.cancel(false);
  }
}
