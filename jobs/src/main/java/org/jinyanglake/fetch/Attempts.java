package org.jinyanglake.fetch;

import java.io.IOException;
import java.time.Duration;
import org.jinyanglake.contract.Origin.Limits;

/** Tries something again that may pass, with longer and longer pauses, within its time. */
final class Attempts {
  private final Patience patience;
  private final int most;
  private final Duration time;
  private final long end;
  private Duration asked = Duration.ZERO;

  Attempts(Limits limits, Patience patience) {
    this.patience = patience;
    this.most = limits.attempts();
    this.time = limits.time();
    this.end = System.nanoTime() + limits.time().toNanos();
  }

  /** One attempt. */
  interface Attempt<T> {
    T run() throws FetchException, IOException;
  }

  /** What the first attempt that succeeds gives. */
  <T> T run(Attempt<T> attempt) throws FetchException, IOException {
    for (int number = 1; ; number++) {
      try {
        asked = Duration.ZERO;
        return attempt.run();
      } catch (FetchException e) {
        if (!e.isPassing()) {
          throw e;
        }
        Duration pause = patience.pause(number, asked);
        if (number >= most || pause.toNanos() > end - System.nanoTime()) {
          String times = number == 1 ? "once" : number + " times";
          throw FetchException.refused(e.getMessage() + " (tried " + times + ")");
        }
        sleep(pause);
      }
    }
  }

  /** A source asked for a pause. */
  void asked(Duration pause) {
    asked = pause;
  }

  /** Nanoseconds until the time is over; not negative. */
  long left() {
    return Math.max(0, end - System.nanoTime());
  }

  Duration time() {
    return time;
  }

  private static void sleep(Duration pause) throws FetchException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FetchException.refused("the run was stopped");
    }
  }
}
