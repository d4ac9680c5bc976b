package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.testing.Town;
import org.jinyanglake.testing.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every step that a run tells its observer of is cut off, by an exception or an error: before, in
 * and after every commit, and between. The other datasets finish, and the next run ends as if
 * nothing had happened.
 */
class FaultPointsTest {
  @TempDir Path folder;

  @Test
  void whereverOneDatasetIsCutOffTheOthersFinishAndTheNextRunMendsIt() {
    Trials trials = new Trials(folder, 1, 2);
    Set<String> points = new ConcurrentSkipListSet<>();
    trials.reset();
    trials.run((step, dataset, detail) -> points.add(step + " " + dataset));
    assertThat(points)
        .contains(
            "collect health.visits",
            "check health.visits",
            "aggregate city.overview",
            "gate environment.readings",
            "raw.commit.before health.visits",
            "raw.commit.in environment.readings",
            "open.commit.in environment.readings",
            "conditional.commit.after city.overview",
            "ledger.commit.in audit.records",
            "done city.overview");

    boolean error = false;
    for (String point : chosen(points)) {
      error = !error;
      trials.reset();
      cutOff(trials, point, error);
      trials.assertRecovers((error ? "an error at " : "an exception at ") + point);
    }
  }

  /** With {@code -Dslow} all, else each step of one dataset, of one after the other. */
  private static Collection<String> chosen(Set<String> points) {
    if (Boolean.getBoolean("slow")) {
      return points;
    }
    Map<String, List<String>> steps =
        points.stream()
            .collect(
                Collectors.groupingBy(
                    point -> point.substring(0, point.indexOf(' ')),
                    TreeMap::new,
                    Collectors.toList()));
    List<String> chosen = new ArrayList<>();
    steps.forEach((step, of) -> chosen.add(of.get(chosen.size() % of.size())));
    return chosen;
  }

  private static void cutOff(Trials trials, String point, boolean error) {
    String struck = point.substring(point.indexOf(' ') + 1);
    AtomicBoolean thrown = new AtomicBoolean();
    Summary summary;
    try {
      summary =
          trials.run(
              (step, dataset, detail) -> {
                if (point.equals(step + " " + dataset) && !thrown.getAndSet(true)) {
                  if (error) {
                    throw new AssertionError("cut off");
                  }
                  throw new IllegalStateException("cut off");
                }
              });
    } catch (AssertionError | IllegalStateException e) {
      assertThat(struck)
          .as("only the ledger, which all share, ends a run")
          .isEqualTo("audit.records");
      return;
    }
    assertThat(thrown).isTrue();
    List<String> failed =
        summary.datasets().stream()
            .filter(each -> each.status() == Outcome.Status.FAILED)
            .map(Outcome::dataset)
            .toList();
    assertThat(failed).as(point).isSubsetOf(struck);
    assertThat(summary.datasets())
        .extracting(Outcome::dataset)
        .containsExactlyElementsOf(Town.DATASETS);
  }
}
