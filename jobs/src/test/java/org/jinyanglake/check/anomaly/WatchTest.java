package org.jinyanglake.check.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jinyanglake.contract.Holidays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twelve incidents in sixty days of a city, found by nothing but the days before. */
class WatchTest {

  static Holidays holidays() {
    try {
      return Holidays.read(Path.of("../conf/holidays.csv"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What was said of which dataset and day. */
  static Map<String, Finding> findings(WatchedCity city) {
    Map<String, Finding> findings = new TreeMap<>();
    city.rows()
        .forEach(
            (dataset, rows) -> {
              Watch watch =
                  new Watch(Measured.days(rows, WatchedCity.FIELDS.get(dataset)), holidays());
              rows.keySet()
                  .forEach(
                      day ->
                          watch
                              .on(day)
                              .ifPresent(found -> findings.put(dataset + " " + day, found)));
            });
    return findings;
  }

  /** Where an incident must be seen: a missing day by the first day after it. */
  static String place(WatchedCity.Incident incident, LocalDate day) {
    boolean missing = incident == WatchedCity.Incident.DAY_MISSING;
    return incident.dataset + " " + (missing ? day.plusDays(1) : day);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void findsAllTwelveIncidentsOnTheirDayAndAtMostOneFalseAlarm(long seed) {
    WatchedCity city = WatchedCity.of(seed, holidays());
    Map<String, Finding> findings = findings(city);
    List<String> missed = new ArrayList<>();
    city.incidents()
        .forEach(
            (incident, day) -> {
              if (Optional.ofNullable(findings.remove(place(incident, day))).isEmpty()) {
                missed.add(incident + " " + day);
              }
            });
    assertThat(missed).as("missed").isEmpty();
    assertThat(findings).as("false alarms").hasSizeLessThanOrEqualTo(1);
  }
}
