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
      progress.step("health.epidemic_daily", "collect", "day=2020-01-11", 31);
      now = now.plusMillis(1_250);
      progress.step("health.epidemic_daily", "release", "", -1);
      now = now.plusSeconds(124);
      progress.done("health.epidemic_daily", "opened 31 rows");
    }

    assertThat(screen.toString(UTF_8))
        .isEqualTo(
            """
            health.epidemic_daily day=2020-01-11 collect 31 rows 0.0 s
            health.epidemic_daily release 1.3 s
            health.epidemic_daily opened 31 rows 2 min 05 s
            """);
  }

  @Test
  void rewritesOneLineOfATerminalAndLeavesItClean() {
    try (Progress progress = progress(true)) {
      progress.step("transport.bus_swipes", "collect", "", 1_000_000);
      progress.step("market.enterprises", "collect", "", 7);
      progress.done("market.enterprises", "held back");
    }

    assertThat(screen.toString(UTF_8).split("\r\u001b\\[2K", -1))
        .containsExactly(
            "",
            "transport.bus_swipes collect 1,000,000…",
            "market.enterprises collect 7 rows 0.0 …",
            "market.enterprises held back 0.0 s\n",
            "");
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(screen, true, UTF_8), terminal, 40, () -> now);
  }
}
