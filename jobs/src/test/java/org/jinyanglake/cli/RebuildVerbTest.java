package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lake rebuild} answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RebuildVerbTest {
  @TempDir static Path home;

  private TestLake town;

  @BeforeAll
  void run() {
    town = TestLake.of(home, Town.schemas(), Observer.NONE).approved();
    Town.deliver(home, 0);
    Town.deliver(home, 1);
    town.run();
  }

  @AfterAll
  void close() {
    town.close();
  }

  private static Call rebuild(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "rebuild";
    System.arraycopy(words, 0, all, 1, words.length);
    return Call.lake(home, Town.schemas(), all);
  }

  @Test
  void aLineForEachPartitionWithRowsHashAndResult() {
    Call call = rebuild("health.visits");

    assertThat(call.code()).as(call.err()).isZero();
    assertThat(call.out().lines().toList())
        .hasSize(5)
        .satisfies(
            lines -> {
              assertThat(lines.get(2))
                  .matches("conditional +day=2024-03-01 +12 +[0-9a-f]{64} +equal");
              assertThat(lines.get(3))
                  .matches("conditional +day=2024-03-02 +12 +[0-9a-f]{64} +equal");
              assertThat(lines.get(4)).isEqualTo("health.visits: 2 of 2 partitions equal");
            });
  }

  @Test
  void forMachinesAnObject() throws Exception {
    Call call = rebuild("environment.readings", "--partition", "day=2024-03-02", "--json");

    assertThat(call.code()).as(call.err()).isZero();
    JsonNode partition = call.json().path("partitions").path(0);
    assertThat(call.json().path("partitions")).hasSize(1);
    assertThat(partition.path("zone").asText()).isEqualTo("open");
    assertThat(partition.path("outcome").asText()).isEqualTo("equal");
    assertThat(partition.path("content").asText())
        .matches("[0-9a-f]{64}")
        .isEqualTo(partition.path("publishedContent").asText());
    assertThat(partition.path("source").isTextual()).isTrue();
  }

  @Test
  void zonesAreChosenByName() {
    assertThat(rebuild("health.visits", "--zone", "open").out())
        .isEqualTo("health.visits: nothing is released\n");
    assertThat(rebuild("health.visits", "--zone", "raw"))
        .satisfies(call -> assertThat(call.code()).isEqualTo(ExitCode.WRONG_USAGE))
        .satisfies(call -> assertThat(call.err()).contains("open or conditional"));
  }

  @Test
  void aPartitionThatIsNotReleasedIsWrongUsage() {
    Call call = rebuild("health.visits", "--partition", "day=1999-01-01");

    assertThat(call.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(call.err()).contains("it has 2, from 'day=2024-03-01' to 'day=2024-03-02'");
  }

  @Test
  void whatIsNotProvedIsExitCodeOneAndOneLine() {
    TestLake other = TestLake.of(home.resolve("other"), Town.schemas(), Observer.NONE).approved();
    try (other) {
      Town.deliver(home.resolve("other"), 0);
      other.run();
      Keys.load(home.resolve("other/keys")).destroy(DatasetName.parse("health.visits"), 1);

      Call call = Call.lake(home.resolve("other"), Town.schemas(), "rebuild", "health.visits");

      assertThat(call.code()).isEqualTo(ExitCode.HELD_BACK);
      assertThat(call.out().lines().toList())
          .hasSize(5)
          .satisfies(
              lines -> {
                assertThat(lines.get(2)).endsWith("cannot be rebuilt");
                assertThat(lines.get(3))
                    .startsWith("conditional.health.visits day=2024-03-01: ")
                    .contains("'lake keys restore FILE'");
                assertThat(lines.get(4)).isEqualTo("health.visits: 0 of 1 partitions equal");
              });
    }
  }
}
