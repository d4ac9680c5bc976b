package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.Interleavings;
import org.jinyanglake.testing.Interleavings.Hook;
import org.jinyanglake.testing.Interleavings.Race;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.jinyanglake.testing.Trials;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two runs of one lake at the same moment, as two processes, end in what one run makes. One dataset
 * is stopped at named points, in turns that are drawn at random, or with {@code -Dslow} in all
 * turns that there are; the others run freely.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoRunsTest {
  private static final int SAMPLE = Integer.getInteger("schedules", 6);

  @TempDir static Path folder;

  /** Put back before each race. */
  private Trials trials;

  @BeforeAll
  void makeATown() {
    trials = new Trials(folder.resolve("town"), 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"health.visits", "environment.readings"})
  void endAsOne(String dataset) {
    Interleavings interleavings =
        Interleavings.at(
                Set.of(
                    "raw.commit.in " + dataset,
                    "gate " + dataset,
                    "open.commit.in " + dataset,
                    "conditional.commit.in " + dataset,
                    "ledger.commit.in audit.records"))
            .patience(Duration.ofSeconds(60));
    if (Boolean.getBoolean("slow")) {
      assertThat(interleavings.every(() -> race(trials))).isGreaterThan(70);
    } else {
      interleavings.random(SAMPLE, 20240301, () -> race(trials));
    }
  }

  private static Race race(Trials trials) {
    trials.reset();
    return new Race(
        hook -> trials.run(points(hook)),
        hook -> trials.run(points(hook)),
        outcome -> {
          assertThat(outcome.first()).isEmpty();
          assertThat(outcome.second()).isEmpty();
          trials.assertRecovers(outcome.toString());
        });
  }

  private static Observer points(Hook hook) {
    return (step, dataset, detail) -> hook.at(step + " " + dataset);
  }

  /** A stands at the swap with what it made of the old rows, while B brings corrected ones. */
  @ParameterizedTest
  @ValueSource(strings = {"gate", "open.commit.before", "open.commit.in"})
  void whoStoodBeforeTheSwapDoesNotPublishWhatIsStale(String point) {
    trials.reset();
    DatasetName readings = DatasetName.parse("environment.readings");
    Interleavings.at(Set.of(point + " environment.readings"))
        .patience(Duration.ofSeconds(60))
        .follow(
            "ABB",
            new Race(
                hook -> trials.run(points(hook)),
                hook -> {
                  Town.write(
                      trials.home(),
                      "environment/readings/correction.jsonl",
                      Town.reading(Town.day(1), 0, 9, 777, "更正"));
                  trials.run(Observer.NONE);
                },
                outcome -> {
                  try (TestLake town = trials.open(Observer.NONE)) {
                    assertThat(outcome.steps()).startsWith("A:" + point + " environment.readings");
                    assertThat(outcome.first()).isEmpty();
                    assertThat(Town.contents(town).get("open.environment.readings"))
                        .filteredOn(row -> row.contains(" 777,"))
                        .hasSize(1);
                    var open = town.lake().version(Zone.OPEN, readings).orElseThrow();
                    var raw = town.lake().version(Zone.RAW, readings).orElseThrow();
                    open.state()
                        .partitions()
                        .forEach(
                            (path, partition) ->
                                assertThat(partition.version())
                                    .isEqualTo(raw.state().partitions().get(path).version()));
                  }
                }));
  }

  /** A has seen what the zone lacks; B releases just that before A reads on. */
  @Test
  void whatTheOtherReleasedIsNotReleasedAgain() {
    Interleavings.at(Set.of("release environment.readings"))
        .patience(Duration.ofSeconds(60))
        .follow("ABB", race(trials));
  }

  @Test
  void makeTheTablesTogether() {
    Interleavings.at(Set.of("raw.commit.in health.visits", "conditional.commit.in health.visits"))
        .patience(Duration.ofSeconds(60))
        .follow("ABABAB", race(new Trials(folder.resolve("new"), 0, 1)));
  }
}
