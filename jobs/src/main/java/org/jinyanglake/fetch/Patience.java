package org.jinyanglake.fetch;

import java.time.Duration;

/**
 * How long a source is waited for.
 *
 * @param silence without a byte, after which a connection is given up
 * @param first pause before trying again; each next one is twice as long
 * @param longest pause
 */
record Patience(Duration silence, Duration first, Duration longest) {

  static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(60));

  /**
   * The pause after an attempt.
   *
   * @param attempt from 1
   * @param asked what the source asked for; zero if nothing
   */
  Duration pause(int attempt, Duration asked) {
    Duration own = first.multipliedBy(1L << Math.min(attempt - 1, 20));
    Duration pause = asked.compareTo(own) > 0 ? asked : own;
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
