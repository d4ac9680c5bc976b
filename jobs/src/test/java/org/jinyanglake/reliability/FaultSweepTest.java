package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.Faults;
import org.jinyanglake.testing.Faults.Mode;
import org.jinyanglake.testing.Trials;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The n-th call of a run to a file system or a catalog goes wrong: it fails, its reply is lost, or
 * the process dies there. The next run ends as if nothing had happened. With {@code -Dslow} every n
 * is tried, else a sample.
 */
class FaultSweepTest {
  private static final int SAMPLE = Integer.getInteger("faults", 10);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} with {1} of {2} days done")
  @CsvSource({
    "FAIL, 0, 1", "FAIL, 2, 3",
    "FAIL_AFTERWARDS, 0, 1", "FAIL_AFTERWARDS, 2, 3",
    "DIE, 0, 1", "DIE, 2, 3"
  })
  void aFaultAnywhereIsForgottenByTheNextRun(Mode mode, int done, int days) throws Exception {
    Trials trials = new Trials(folder, done, days);
    trials.reset();
    int calls = Faults.count(() -> trials.run(Observer.NONE));
    int struck = 0;
    for (int n : chosen(calls, mode.ordinal() * 2 + done)) {
      trials.reset();
      Faults.Outcome outcome = Faults.at(n, mode, () -> trials.run(Observer.NONE));
      trials.assertRecovers("%s in call %d of %d: %s".formatted(mode, n, calls, outcome));
      struck += outcome.struck().isPresent() ? 1 : 0;
    }
    assertThat(struck).isGreaterThanOrEqualTo(SAMPLE * 9 / 10);
  }

  private static SortedSet<Integer> chosen(int calls, long seed) {
    return Boolean.getBoolean("slow")
        ? new TreeSet<>(IntStream.rangeClosed(1, calls).boxed().toList())
        : Faults.sample(calls, SAMPLE, seed);
  }
}
