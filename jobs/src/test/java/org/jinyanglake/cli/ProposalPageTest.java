package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestPersons;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an officer reads before signing. */
class ProposalPageTest {
  private static final String VISITS = "health.visits";

  @TempDir Path home;

  private Call lake(String... words) {
    return Call.lake(home, Town.schemas(), words);
  }

  /** The text of a page as people see it, blanks as one. */
  private String text(Path page) throws IOException {
    return Files.readString(page)
        .replaceAll("(?s)<style>.*?</style>", "")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replaceAll("\\s+", " ");
  }

  @Test
  void thePageTellsRiskUtilityDifferenceAndNextStep() throws IOException {
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE)) {
      Town.deliver(home, 0);
      town.run();
    }
    Path page = home.resolve("proposals/health.visits.html");

    Call first =
        assertThat(lake("approve", VISITS, "--key", TestPersons.file(home, "officer")).code())
            .isZero();
    page = home.resolve("visits.html");
    JsonNode again = lake("propose", VISITS, "--report", page.toString(), "--json").json();

    assertThat(text(page))
        .contains("与上次批准的 1.0.0 版开放的内容相同")
        .contains("扣留的行 rows withheld")
        .contains("不变")
        .doesNotContain("有变化")
        .contains("本版本已获批准");
    JsonNode zone = again.at("/zones/0");
    assertThat(zone.at("/trial/before/classes").asInt()).isEqualTo(5);
    assertThat(zone.at("/trial/before/marketer").asDouble()).isEqualTo(5 / 12.0);
    assertThat(zone.at("/trial/after/smallest").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(zone.at("/trial/attacks")).isNotEmpty();
    assertThat(zone.at("/signed/k").asInt()).isEqualTo(zone.at("/trial/k").asInt());
    double median = zone.at("/utility/queries/median").asDouble();
    assertThat(text(page)).contains(new ProposalWords(null).percent(median) + " 1,000 次随机计数的中位误差");
    assertThat(zone.at("/utility/untold/patient_id").asText()).isEqualTo("PSEUDONYM");
  }
}
