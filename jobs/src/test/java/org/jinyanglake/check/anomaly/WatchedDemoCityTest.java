package org.jinyanglake.check.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixty days of the demo's city, in which nothing is planted: how often the watch cries wolf. On
 * request ({@code -Dwatch.demo=SEED}), for it takes minutes.
 */
@EnabledIfSystemProperty(named = "watch.demo", matches = "\\d+")
class WatchedDemoCityTest {
  private static final int DAYS = 60;

  @TempDir Path home;

  @Test
  void ofSixtyDaysOfSevenDatasetsHardlyAnyIsStrange() {
    try (TestLake lake = TestLake.city(home)) {
      DemoCity.rows(120_000)
          .seed(Long.getLong("watch.demo"))
          .days(DAYS)
          .writeTo(home.resolve("landing"));
      List<DatasetName> delivered =
          lake.contracts().contracts().stream()
              .filter(contract -> home.resolve("landing/" + folder(contract)).toFile().exists())
              .map(Contract::dataset)
              .toList();
      lake.run(delivered, lake::engine); // nothing is approved, so nothing is opened

      List<String> alarms = new ArrayList<>();
      int partitions = 0;
      for (DatasetName dataset : delivered) {
        Version raw = lake.lake().version(Zone.RAW, dataset).orElseThrow();
        partitions += raw.state().partitions().size();
        Judgement.results(lake.lake(), raw, raw.state().partitions().keySet())
            .forEach((path, results) -> results.forEach(each -> told(dataset, each, alarms)));
      }
      System.out.println(
          alarms.size() + " alarms in " + partitions + " partitions\n" + String.join("\n", alarms));
      assertThat(delivered).hasSize(7);
      assertThat(partitions).isGreaterThanOrEqualTo(6 * DAYS);
      assertThat(alarms).hasSizeLessThanOrEqualTo(partitions / 100);
    }
  }

  private static String folder(Contract contract) {
    return contract.dataset().domain() + "/" + contract.dataset().name();
  }

  private static void told(DatasetName dataset, JsonNode result, List<String> alarms) {
    if (result.get("rule").asText().startsWith("DetectAnomalies")
        && !result.get("passed").asBoolean()) {
      alarms.add(
          List.of(
                  dataset.toString(),
                  result.get("partition").asText(),
                  result.get("rule").asText(),
                  result.get("reason").asText())
              .stream()
              .collect(Collectors.joining(" ")));
    }
  }
}
