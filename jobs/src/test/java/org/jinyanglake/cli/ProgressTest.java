package org.jinyanglake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  @Test
  void printsOneLineForEachEventWhenNobodyWatches() {
    try (Progress progress = progress(false)) {
      progress.at("collect.read", "health.epidemic_daily", "day=2020-01-11, 31 rows");
      now = now.plusMillis(1_250);
      progress.at("collect.commit.before", "health.epidemic_daily", "day=2020-01-11, 31 rows");
      progress.at("release.stage", "health.epidemic_daily", "1 partitions");
      now = now.plusSeconds(124);
      progress.done("health.epidemic_daily", "opened 31 rows");
    }

    assertThat(screen.toString(UTF_8))
        .isEqualTo(
            """
            health.epidemic_daily collect day=2020-01-11, 31 rows 0.0 s
            health.epidemic_daily release 1 partition 1.3 s
            health.epidemic_daily opened 31 rows 2 min 05 s
            """);
  }

  @Test
  void rewritesOneLineOfATerminalAndLeavesItClean() {
    try (Progress progress = progress(true)) {
      progress.at("collect", "transport.bus_swipes", "1,000,000 rows");
      progress.at("check", "market.enterprises", "");
      progress.done("market.enterprises", "held back");
    }

    assertThat(screen.toString(UTF_8).split("\r\u001b\\[2K", -1))
        .containsExactly(
            "",
            "transport.bus_swipes collect 1,000,000…",
            "market.enterprises check 0.0 s (and 1 …",
            "market.enterprises held back 0.0 s\n",
            "");
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(screen, true, UTF_8), terminal, 40, () -> now);
  }
}
