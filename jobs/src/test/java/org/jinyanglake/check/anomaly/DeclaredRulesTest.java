package org.jinyanglake.check.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.check.RuleResult;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Holidays;
import org.jinyanglake.contract.Rule.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that compare a partition with the days before it, as contracts declare them. */
class DeclaredRulesTest {

  private static final LocalDate FIRST = LocalDate.of(2024, 3, 4);
  private static final int DAYS = 35;
  private static final String TODAY = "day=" + FIRST.plusDays(DAYS);

  @TempDir Path schemas;

  /** Forty rows more on Mondays, and a little chance. */
  private static double usual(int day) {
    return 200 + (day % 7 == 0 ? 40 : 0) + day * 37 % 5;
  }

  private final Map<String, SortedMap<Measure, Double>> measures = new HashMap<>();

  private List<RuleResult> judge(double today, Holidays holidays, String... rules) {
    for (int day = 0; day < DAYS; day++) {
      measure(day, usual(day));
    }
    measure(DAYS, today);
    return judge(holidays, rules);
  }

  private void measure(int day, double count) {
    measures.put("day=" + FIRST.plusDays(day), new TreeMap<>(Map.of(Measure.ROW_COUNT, count)));
  }

  private List<RuleResult> judge(Holidays holidays, String... rules) {
    return judge(holidays, "error", List.of(TODAY), Set.of(), rules);
  }

  private List<RuleResult> judge(
      Holidays holidays,
      String severity,
      Collection<String> due,
      Set<String> held,
      String... rules) {
    CityFiles.contract(schemas, "tickets", severity, rules);
    Contracts read = Contracts.in(schemas).read();
    assertThat(read.problems()).isEmpty();
    Contract contract = read.contract(DatasetName.parse("city.tickets")).orElseThrow();
    return Anomalies.of(contract, holidays)
        .judge(measures.keySet(), measures::get, new TreeSet<>(due), held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DetectAnomalies \"RowCount\"",
        "DetectAnomalies \"RowCount\" with strategy = \"RelativeRateOfChange\" with maxRateDecrease = 0.5 with maxRateIncrease = 1.5",
        "DetectAnomalies \"RowCount\" with strategy = \"AbsoluteChange\" with maxRateDecrease = -100 with maxRateIncrease = 100",
        "DetectAnomalies \"RowCount\" with strategy = \"OnlineNormal\"",
        "DetectAnomalies \"RowCount\" with strategy = \"BatchNormal\" with lowerDeviationFactor = 4 with upperDeviationFactor = 4",
        "DetectAnomalies \"RowCount\" with strategy = \"HoltWinters\""
      })
  void aDayLikeTheOthersPassesAndOneThatIsNotFails(String rule) {
    assertThat(judge(usual(DAYS), Holidays.NONE, rule))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.passed()).as(result.reason()).isTrue();
              assertThat(result.rule()).isEqualTo(rule);
              assertThat(result.metric()).hasValue(usual(DAYS));
            });
    for (double other : new double[] {60, 700}) {
      RuleResult failed = judge(other, Holidays.NONE, rule).get(0);
      assertThat(failed.passed()).as("%s rows", other).isFalse();
      assertThat(failed.holds()).isTrue();
      assertThat(failed.reason()).contains("RowCount " + (int) other);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DetectAnomalies \"RowCount\"",
        "DetectAnomalies \"RowCount\" with strategy = \"OnlineNormal\"",
        "DetectAnomalies \"RowCount\" with strategy = \"BatchNormal\"",
        "DetectAnomalies \"RowCount\" with strategy = \"HoltWinters\""
      })
  void fewDaysOrAHolidayRaiseNoAlarm(String rule) {
    for (int day = DAYS - 10; day < DAYS; day++) {
      measure(day, usual(day));
    }
    measure(DAYS, 60);
    assertThat(judge(Holidays.NONE, rule)).singleElement().matches(RuleResult::passed);

    Holidays holiday = new Holidays(Map.of(FIRST.plusDays(DAYS), Holidays.Kind.HOLIDAY));
    assertThat(judge(150, holiday, rule)).singleElement().matches(RuleResult::passed);
  }

  @Test
  void aWeekOfHoltWintersIsNotShiftedByMissingDays() {
    for (int day = 0; day < DAYS; day++) {
      if (day != 20 && day != 25) {
        measure(day, usual(day));
      }
    }
    measure(DAYS, usual(DAYS)); // a Monday
    assertThat(judge(Holidays.NONE, "DetectAnomalies \"RowCount\" with strategy = \"HoltWinters\""))
        .singleElement()
        .matches(RuleResult::passed);
  }

  @Test
  void whatCannotBeMeasuredFails() {
    RuleResult result =
        judge(usual(DAYS), Holidays.NONE, "DetectAnomalies \"Completeness\" \"topic\"").get(0);
    assertThat(result.passed()).isFalse();
    assertThat(result.reason())
        .isEqualTo("Completeness of topic could not be measured: no row has a value");
  }

  @Test
  void whatIsDeclaredIsNotTwiceTold() {
    assertThat(judge(60, Holidays.NONE, "DetectAnomalies \"RowCount\""))
        .extracting(RuleResult::severity)
        .containsExactly(Severity.ERROR);
    assertThat(judge(60, Holidays.NONE))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.severity()).isEqualTo(Severity.WARNING);
              assertThat(warning.rule()).isEqualTo("DetectAnomalies \"RowCount\"");
              assertThat(warning.reason()).startsWith("RowCount 60, usually 2");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DetectAnomalies \"RowCount\"",
        "DetectAnomalies \"RowCount\" with strategy = \"RelativeRateOfChange\" with maxRateDecrease = 0.5"
      })
  void whatARuleHoldsBackIsNoYardstickForTheNextDay(String rule) {
    List<String> due = new ArrayList<>();
    for (int day = 0; day <= DAYS; day++) {
      boolean cut = day > DAYS - 7;
      measure(day, cut ? 60 : usual(day));
      if (cut) {
        due.add("day=" + FIRST.plusDays(day));
      }
    }
    assertThat(judge(Holidays.NONE, "error", due, Set.of(), rule))
        .as("judged together")
        .filteredOn(result -> result.rule().equals(rule))
        .hasSize(7)
        .noneMatch(RuleResult::passed);
    assertThat(judge(Holidays.NONE, "error", List.of(TODAY), Set.copyOf(due), rule))
        .as("judged day by day")
        .filteredOn(result -> result.rule().equals(rule))
        .singleElement()
        .satisfies(result -> assertThat(result.holds()).isTrue());
    assertThat(judge(Holidays.NONE, "warning", due, Set.of(), rule))
        .as("a warning gets used to a level that lasts")
        .last()
        .matches(RuleResult::passed);
  }

  @Test
  void aMissingDayIsTheWatchsOwnFindingAndNoSecondResultOfADeclaredRule() {
    for (int day = 0; day < DAYS - 1; day++) {
      measure(day, usual(day));
    }
    measure(DAYS, usual(DAYS));
    assertThat(judge(Holidays.NONE, "DetectAnomalies \"RowCount\""))
        .extracting(RuleResult::rule, RuleResult::severity, RuleResult::passed)
        .containsExactly(
            tuple("DetectAnomalies \"RowCount\"", Severity.ERROR, true),
            tuple("DetectAnomalies \"MissingDay\"", Severity.WARNING, false));
  }

  @Test
  void aRepeatedDayIsTheWatchsOwnFindingToo() {
    for (int day = 0; day <= DAYS; day++) {
      double mean = day == DAYS ? 34.1234567 : 30 + day * 0.1234567;
      measures.put(
          "day=" + FIRST.plusDays(day),
          new TreeMap<>(
              Map.of(
                  Measure.ROW_COUNT,
                  200.0,
                  new Measure("Maximum", "hour"),
                  99.1234,
                  new Measure("Mean", "hour"),
                  mean,
                  new Measure("StandardDeviation", "hour"),
                  day == DAYS - 1 ? 5 + DAYS * 0.0123457 : 5 + day * 0.0123457)));
    }
    measures.get("day=" + FIRST.plusDays(DAYS - 1)).put(new Measure("Mean", "hour"), 34.1234567);
    assertThat(judge(Holidays.NONE, "DetectAnomalies \"RowCount\""))
        .filteredOn(result -> !result.passed())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.rule()).isEqualTo("DetectAnomalies \"RepeatedDay\"");
              assertThat(result.reason()).contains("to the last digit");
            });
  }
}
