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

    Call first = lake("propose", VISITS, "--key", TestPersons.file(home, "steward"), "--report");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("the page is " + page.toUri());
    // Twelve persons: three classes of three, one of two and one of one.
    assertThat(text(page))
        .contains("门禁通过：可以签署")
        .contains("开放前最大 100 %（1 人里认 1 人）")
        .contains("share of rows in classes of fewer than 3 persons 25 % 0 % 0 % 合格")
        .contains("41.7 %") // marketer, before: 5 classes, 12 persons
        .contains("1,000 次随机计数的中位误差")
        .contains("关联 知道某人的这些情况，去找他的那一行")
        .contains("小店区")
        .contains("patient_id ：公开的值看不出原值")
        .contains("此前没有批准过任何版本")
        .contains("上次没有签署过结果的数字")
        .contains("steward 已提交；请 officer 签署 ： lake approve health.visits --key FILE");
    assertThat(Files.readString(page))
        .contains("default-src 'none'")
        .doesNotContain("<script", "http:", "https:", "src=");
    for (int person = 0; person < 12; person++) {
      assertThat(text(page)).doesNotContain("P" + person + " ", "V0-" + person);
    }

    assertThat(lake("approve", VISITS, "--key", TestPersons.file(home, "officer")).code()).isZero();
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
