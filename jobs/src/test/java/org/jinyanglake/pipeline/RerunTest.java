package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run without new files. */
class RerunTest {
  @TempDir Path home;

  @Test
  void changesNothingAndNeedsNoSpark() {
    for (int day = 0; day < 3; day++) {
      Town.deliver(home, day);
    }
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      Summary first = town.run();
      assertThat(first.datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));
      Map<String, Long> heads = Town.heads(town);
      Set<String> warehouse = town.files("warehouse");
      Set<String> catalog = town.files("catalog");

      Summary second =
          town.run(
              () -> {
                throw new AssertionError("a run with nothing to do asked for Spark");
              });

      assertThat(second.datasets())
          .extracting(Outcome::dataset)
          .containsExactlyElementsOf(Town.DATASETS);
      assertThat(second.datasets())
          .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.UNCHANGED));
      assertThat(second.head()).isEqualTo(first.head());
      assertThat(Town.heads(town)).isEqualTo(heads);
      assertThat(town.files("warehouse")).isEqualTo(warehouse);
      assertThat(town.files("catalog")).isEqualTo(catalog);
    }
  }
}
