package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.jinyanglake.testing.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process, {@code scripts/lake run}, is killed by {@code kill -9} at random moments,
 * several times in a row; then it runs once to its end, and the lake is as one that was never
 * disturbed. {@code scripts/crash-test} runs it; {@code kills} and {@code seed} are properties.
 */
@EnabledIfSystemProperty(named = "slow", matches = "true")
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 40);
  private static final long SEED = Long.getLong("seed", 20_240_301);
  private static final int IN_A_ROW = 4;

  @TempDir Path folder;

  @Test
  void killedAtRandomMomentsTheNextRunEndsAsIfNothingHadHappened() throws Exception {
    Trials trials = Trials.ofFiles(folder, 1, 3);
    trials.reset();
    long start = System.nanoTime();
    assertThat(lake(trials).waitFor()).as(log()).isZero();
    long undisturbed = (System.nanoTime() - start) / 1_000_000;
    trials.assertRecovers("an undisturbed run of the command");

    Random random = new Random(SEED);
    int kills = 0;
    int unharmed = 0;
    int recoveries = 0;
    while (kills < KILLS) {
      trials.reset();
      int inARow = 0;
      // A run that ends before its moment comes leaves nothing to kill: put all back.
      while (inARow < IN_A_ROW && kills < KILLS) {
        long moment = random.nextLong(undisturbed / 10, undisturbed);
        Process process = lake(trials);
        if (process.waitFor(moment, TimeUnit.MILLISECONDS)) {
          assertThat(process.exitValue()).as(log()).isZero();
          unharmed++;
          break;
        }
        process.destroyForcibly().waitFor();
        kills++;
        inARow++;
      }
      assertThat(lake(trials).waitFor()).as(log()).isZero();
      trials.assertRecovers("%d kills in a row, %d in all, seed %d".formatted(inARow, kills, SEED));
      recoveries++;
    }
    System.out.printf(
        "kill -9: %d kills at random moments of a run of %s (seed %d), %d runs ended before their"
            + " moment; %d recoveries by one run each: 0 differences in %d tables%n",
        kills, Duration.ofMillis(undisturbed), SEED, unharmed, recoveries, trials.tables());
  }

  private Process lake(Trials trials) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
            TestLake.PROJECT.resolve("scripts/lake").toString(),
            "run",
            "--lake-home",
            trials.home().toString(),
            "--schemas",
            Town.schemas().toString());
    command.environment().putAll(java.util.Map.of("LAKE_MEMORY", "1g"));
    return command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(folder.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? String.join("\n", List.of(Files.readString(log))) : "";
  }
}
