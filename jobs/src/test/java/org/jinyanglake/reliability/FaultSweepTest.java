package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.Faults;
import org.jinyanglake.testing.Faults.Mode;
import org.jinyanglake.testing.Trials;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The n-th call of a run to a file system or a catalog goes wrong: it fails, its reply is lost, or
 * the process dies there. The next run ends as if nothing had happened. A sample of n is tried for
 * three datasets side by side, and with {@code -Dslow} every n for an appended and an upserted
 * dataset alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSweepTest {
  private static final int SAMPLE = Integer.getInteger("faults", 3);

  @TempDir static Path folder;

  /**
   * By the days that are done; each is put back before a trial, so faults of all kinds share it.
   */
  private final Map<Integer, Counted> towns = new HashMap<>();

  /** A town, and how many calls its undisturbed run makes. */
  private record Counted(Trials trials, int calls) {
    static Counted of(int done, int days) throws Exception {
      Trials trials = new Trials(folder.resolve(done + "-done"), done, days);
      trials.reset();
      return new Counted(trials, Faults.count(() -> trials.run(Observer.NONE)));
    }
  }

  @ParameterizedTest(name = "{0} with {1} of {2} days done")
  @CsvSource({
    "FAIL, 0, 1", "FAIL, 2, 3",
    "FAIL_AFTERWARDS, 0, 1", "FAIL_AFTERWARDS, 2, 3",
    "DIE, 0, 1", "DIE, 2, 3"
  })
  void aFaultAnywhereIsForgottenByTheNextRun(Mode mode, int done, int days) throws Exception {
    if (!towns.containsKey(done)) {
      towns.put(done, Counted.of(done, days));
    }
    Counted town = towns.get(done);
    SortedSet<Integer> sample = Faults.sample(town.calls(), SAMPLE, mode.ordinal() * 2 + done);
    int struck = 0;
    for (int n : sample) {
      struck += strikes(town.trials(), n, mode) ? 1 : 0;
    }
    assertThat(struck).isGreaterThanOrEqualTo(SAMPLE * 9 / 10);
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "FAIL, health.visits", "FAIL, environment.readings",
    "FAIL_AFTERWARDS, health.visits", "FAIL_AFTERWARDS, environment.readings",
    "DIE, health.visits", "DIE, environment.readings"
  })
  @EnabledIfSystemProperty(named = "slow", matches = "true")
  void aFaultInAnyCallForOneDatasetIsForgottenByTheNextRun(Mode mode, String dataset)
      throws Exception {
    Trials trials = Trials.of(dataset, folder.resolve(mode + dataset), 1, 2);
    int n = 1;
    while (strikes(trials, n, mode)) {
      n++;
    }
    assertThat(n).isGreaterThan(100);
  }

  /** Whether there was an n-th call. */
  private static boolean strikes(Trials trials, int n, Mode mode) {
    trials.reset();
    Faults.Outcome outcome = Faults.at(n, mode, () -> trials.run(Observer.NONE));
    trials.assertRecovers("%s in call %d: %s".formatted(mode, n, outcome));
    return outcome.struck().isPresent();
  }
}
