package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolidaysTest {

  @TempDir Path folder;

  @Test
  void readsHolidaysAndWorkingWeekendsBesideThePolicy() throws Exception {
    Holidays holidays = Policy.read(Path.of("../conf/policy.yaml")).holidays();
    assertThat(holidays.kind(LocalDate.of(2024, 4, 5))).contains(Holidays.Kind.HOLIDAY);
    assertThat(holidays.kind(LocalDate.of(2024, 4, 7))).contains(Holidays.Kind.WORKDAY);
    assertThat(holidays.kind(LocalDate.of(2024, 4, 8))).isEmpty();
  }

  @Test
  void hasWhatTheNoticeOf20251104SaysOf2026() throws Exception {
    Holidays holidays = Policy.read(Path.of("../conf/policy.yaml")).holidays();
    assertThat(of2026(holidays, Holidays.Kind.HOLIDAY))
        .hasSize(3 + 9 + 3 + 5 + 3 + 3 + 7)
        .contains("2026-01-03", "2026-02-15", "2026-02-23", "2026-04-06", "2026-05-05")
        .contains("2026-06-19", "2026-09-27", "2026-10-07");
    assertThat(of2026(holidays, Holidays.Kind.WORKDAY))
        .containsExactly(
            "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10");
  }

  @Test
  void peopleWorkInExchangeOnSaturdaysAndSundaysOnly() throws Exception {
    Policy.read(Path.of("../conf/policy.yaml"))
        .holidays()
        .days()
        .forEach(
            (day, kind) -> {
              if (kind == Holidays.Kind.WORKDAY) {
                assertThat(day.getDayOfWeek()).isIn(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
              }
            });
  }

  private static List<String> of2026(Holidays holidays, Holidays.Kind kind) {
    return holidays.days().entrySet().stream()
        .filter(day -> day.getKey().getYear() == 2026 && day.getValue() == kind)
        .map(day -> day.getKey().toString())
        .sorted()
        .toList();
  }

  @Test
  void withoutTheFileEveryDayIsOrdinary() throws Exception {
    assertThat(Holidays.read(folder.resolve("holidays.csv"))).isEqualTo(Holidays.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-04-04,2024-04-31,holiday,x",
        "2024-04-06,2024-04-04,holiday,x",
        "2024-04-04,2025-04-06,holiday,x",
        "2024-04-04,2024-04-06,free,x",
        "2024-04-04"
      })
  void saysWhichLineIsWrong(String line) throws Exception {
    Path file = Files.writeString(folder.resolve("h.csv"), "from,to,kind,name\n" + line + "\n");
    assertThatThrownBy(() -> Holidays.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ", line 2: write from,to,kind,name");
  }
}
