package org.jinyanglake.check.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jinyanglake.check.Judgement;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sixty days of the city in a lake, whose contracts ask for nothing. */
class WatchedLakeTest {

  private static final long HELD_OUT_SEED = 6;

  @TempDir Path home;

  @Test
  void warnsOfTwelveIncidentsOnTheirDayAndHoldsNothingBack() {
    WatchedCity city = WatchedCity.of(HELD_OUT_SEED, WatchTest.holidays());
    Path schemas = home.resolve("schemas");
    city.rows()
        .keySet()
        .forEach(
            dataset -> {
              CityFiles.contract(schemas, dataset, "");
              CityFiles.land(home, city, dataset);
            });
    try (TestLake lake = TestLake.of(home, schemas, Observer.NONE)) {
      var summary = lake.run();
      assertThat(summary.datasets()).allSatisfy(each -> assertThat(each.held()).isEmpty());

      Map<String, JsonNode> warnings = warnings(lake, city);
      for (Map.Entry<WatchedCity.Incident, LocalDate> each : city.incidents().entrySet()) {
        JsonNode warning = warnings.remove(WatchTest.place(each.getKey(), each.getValue()));
        assertThat((Object) warning).as(each.toString()).isNotNull();
        assertThat(warning.get("severity").asText()).isEqualTo("WARNING");
        assertThat(warning.get("rule").asText()).startsWith("DetectAnomalies \"");
        assertThat(warning.get("reason").asText()).isNotEmpty();
      }
      assertThat(warnings).as("false alarms").hasSizeLessThanOrEqualTo(1);
      assertThat(recorded(lake, city))
          .as("what is recorded of datasets that nobody searches, since they are closed")
          .contains("\"Mean\"", "Minimum of used is not as usual; its value is withheld")
          .doesNotContain("\"metric\":\"Minimum\"", "\"metric\":\"Maximum\"");
    }
  }

  /** The evidence of all commits. */
  private static String recorded(TestLake lake, WatchedCity city) {
    StringBuilder all = new StringBuilder();
    for (String dataset : city.rows().keySet()) {
      Version raw =
          lake.lake().version(Zone.RAW, DatasetName.parse("city." + dataset)).orElseThrow();
      raw.history()
          .forEach(at -> all.append(lake.lake().evidence().facts(at.summary().get(Lake.EVIDENCE))));
    }
    return all.toString();
  }

  /** The rules that did not pass, by dataset and day. */
  private static Map<String, JsonNode> warnings(TestLake lake, WatchedCity city) {
    Map<String, JsonNode> warnings = new TreeMap<>();
    for (String dataset : city.rows().keySet()) {
      Version raw =
          lake.lake().version(Zone.RAW, DatasetName.parse("city." + dataset)).orElseThrow();
      Judgement.results(lake.lake(), raw, raw.state().partitions().keySet())
          .forEach(
              (path, results) ->
                  results.forEach(
                      result -> {
                        if (!result.get("passed").asBoolean()) {
                          warnings.put(dataset + " " + path.substring("day=".length()), result);
                        }
                      }));
    }
    return warnings;
  }
}
