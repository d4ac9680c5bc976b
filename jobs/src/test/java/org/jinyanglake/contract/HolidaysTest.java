package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
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
