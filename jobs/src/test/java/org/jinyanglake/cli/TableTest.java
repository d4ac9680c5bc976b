package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsChineseTextByTheColumnsItTakesAndNumbersToTheRight() {
    String table =
        print(
            new Table("dataset", "title", "rows")
                .row("health.epidemic_daily", "疫情日报", "1,200")
                .row("city.run_monitor", "城市运行监测 daily", "7")
                .row("utilities.meter_readings", null, ""));

    assertThat(table)
        .isEqualTo(
            """
            dataset                   title                rows
            ────────────────────────  ──────────────────  ─────
            health.epidemic_daily     疫情日报            1,200
            city.run_monitor          城市运行监测 daily      7
            utilities.meter_readings
            """);
  }

  @Test
  void showsControlCharactersOfTheDataInsteadOfSendingThemToTheTerminal() {
    assertThat(print(new Table("text").row("a\u001b[2Jb\nc\u202ed")))
        .contains("a\\u001b[2Jb\\u000ac\\u202ed")
        .doesNotContain("\u001b");
  }

  @Test
  void cutsALongCellToEightyColumns() {
    String row = print(new Table("text").row("民".repeat(100))).lines().skip(2).findFirst().get();

    assertThat(row).isEqualTo("民".repeat(39) + "…");
  }

  @Test
  void refusesARowThatDoesNotFitTheHeader() {
    assertThatThrownBy(() -> new Table("one", "two").row("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells for 2 columns");
  }

  @Test
  void countsCombiningMarksAsNoColumnAndIdeographsOfAllPlanesAsTwo() {
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.of("𠮷")).isEqualTo(2);
    assertThat(DisplayWidth.of("，。（）")).isEqualTo(8);
    assertThat(DisplayWidth.of("…·—")).isEqualTo(3);
  }

  private static String print(Table table) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString();
  }
}
