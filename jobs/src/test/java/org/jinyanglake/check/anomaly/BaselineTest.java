package org.jinyanglake.check.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.contract.Holidays;
import org.junit.jupiter.api.Test;

/** What counts as usual, told on the row count of one dataset. */
class BaselineTest {

  private static final LocalDate MONDAY = LocalDate.of(2024, 6, 17);

  private final NavigableMap<LocalDate, Double> rows = new TreeMap<>();

  private void days(int from, int to, ToDoubleFunction<LocalDate> count) {
    for (int i = from; i < to; i++) {
      rows.put(MONDAY.plusDays(i), count.applyAsDouble(MONDAY.plusDays(i)));
    }
  }

  /** A thousand rows on a working day, six hundred at the weekend, give or take two per cent. */
  private static double usual(LocalDate day) {
    double busy = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0 ? 1000 : 600;
    return Math.rint(busy * (1 + 0.02 * new Random(day.toEpochDay() * 31).nextGaussian()));
  }

  private boolean alarms(int day) {
    return alarms(day, Holidays.NONE);
  }

  private boolean alarms(int day, Holidays holidays) {
    Map<LocalDate, TreeMap<Measure, Double>> measures = new TreeMap<>();
    rows.forEach(
        (each, count) -> measures.put(each, new TreeMap<>(Map.of(Measure.ROW_COUNT, count))));
    return new Watch(new Days(measures, new TreeSet<>(rows.keySet())), holidays)
        .on(MONDAY.plusDays(day))
        .isPresent();
  }

  @Test
  void fewDaysTellNothing() {
    days(0, 30, BaselineTest::usual);
    rows.put(MONDAY.plusDays(Baseline.LEAST_DAYS - 1), 5.0);
    assertThat(alarms(Baseline.LEAST_DAYS - 1)).isFalse();
    rows.put(MONDAY.plusDays(Baseline.LEAST_DAYS), 5.0);
    assertThat(alarms(Baseline.LEAST_DAYS)).isTrue();
  }

  @Test
  void aWeekendIsComparedWithWeekends() {
    days(0, 40, BaselineTest::usual);
    for (int day = 14; day < 40; day++) {
      assertThat(alarms(day)).as(MONDAY.plusDays(day).toString()).isFalse();
    }
    rows.put(MONDAY.plusDays(35), 600.0); // a Monday with the rows of a Sunday
    assertThat(alarms(35)).isTrue();
    rows.put(MONDAY.plusDays(34), 1000.0); // a Sunday with the rows of a Monday
    assertThat(alarms(34)).isTrue();
  }

  @Test
  void missingDaysDoNotShiftTheWeek() {
    days(0, 40, BaselineTest::usual);
    for (int missing : new int[] {8, 16, 22, 23}) {
      rows.remove(MONDAY.plusDays(missing));
    }
    for (int day = 25; day < 40; day++) {
      assertThat(alarms(day)).as(MONDAY.plusDays(day).toString()).isFalse();
    }
  }

  @Test
  void aMissingDayIsToldByTheFirstDayAfterIt() {
    days(0, 40, BaselineTest::usual);
    rows.remove(MONDAY.plusDays(30));
    assertThat(alarms(31)).isTrue();
    assertThat(alarms(32)).isFalse();
  }

  @Test
  void daysOfTheWeekThatNeverHadDataAreNotMissed() {
    days(0, 40, BaselineTest::usual);
    rows.keySet().removeIf(day -> day.getDayOfWeek() == DayOfWeek.SUNDAY);
    assertThat(alarms(35)).isFalse();
  }

  @Test
  void aBadDayDoesNotMakeTheNextOnesBadNorNormal() {
    days(0, 40, BaselineTest::usual);
    rows.put(MONDAY.plusDays(30), 300.0);
    rows.put(MONDAY.plusDays(31), 300.0);
    assertThat(alarms(30)).isTrue();
    assertThat(alarms(31)).isTrue();
    assertThat(alarms(32)).isFalse();
    assertThat(alarms(37)).isFalse();
  }

  @Test
  void aLevelThatLastsIsNormalOnItsFifthDay() {
    days(0, 30, BaselineTest::usual);
    days(30, 50, day -> 3 * usual(day));
    for (int day = 30; day < 34; day++) {
      assertThat(alarms(day)).as("day %s of it", day - 29).isTrue();
    }
    for (int day = 34; day < 50; day++) {
      assertThat(alarms(day)).as("day %s of it", day - 29).isFalse();
    }
  }

  @Test
  void growthIsNormal() {
    days(0, 60, day -> usual(day) * Math.pow(1.01, day.toEpochDay() - MONDAY.toEpochDay()));
    for (int day = 14; day < 60; day++) {
      assertThat(alarms(day)).as(MONDAY.plusDays(day).toString()).isFalse();
    }
  }

  @Test
  void aDayThatComesLateIsJudgedByTheDaysBeforeIt() {
    days(0, 30, BaselineTest::usual);
    days(31, 50, day -> 3 * usual(day));
    rows.put(MONDAY.plusDays(30), usual(MONDAY.plusDays(30)));
    assertThat(alarms(30)).isFalse();
  }

  @Test
  void aConstantMayChangeALittle() {
    days(0, 30, day -> 1000);
    rows.put(MONDAY.plusDays(30), 1080.0);
    assertThat(alarms(30)).isFalse();
    rows.put(MONDAY.plusDays(30), 1500.0);
    assertThat(alarms(30)).isTrue();
  }

  @Test
  void aHolidayMayBeLikeAWeekendAndAWorkingWeekendLikeAWorkingDay() {
    days(0, 40, BaselineTest::usual);
    rows.put(MONDAY.plusDays(35), 600.0); // a Monday
    rows.put(MONDAY.plusDays(33), 1000.0); // a Saturday
    Holidays holidays =
        new Holidays(
            Map.of(
                MONDAY.plusDays(35), Holidays.Kind.HOLIDAY,
                MONDAY.plusDays(33), Holidays.Kind.WORKDAY));
    assertThat(alarms(35, holidays)).isFalse();
    assertThat(alarms(33, holidays)).isFalse();
    rows.put(MONDAY.plusDays(35), 100.0);
    assertThat(alarms(35, holidays)).isTrue();
  }

  @Test
  void aHolidayWithoutDataIsNoGap() {
    days(0, 40, BaselineTest::usual);
    rows.remove(MONDAY.plusDays(35));
    assertThat(alarms(36)).isTrue();
    assertThat(alarms(36, new Holidays(Map.of(MONDAY.plusDays(35), Holidays.Kind.HOLIDAY))))
        .isFalse();
  }
}
