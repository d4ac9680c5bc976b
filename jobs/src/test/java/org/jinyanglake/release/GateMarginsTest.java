package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What can be inferred of suppressed cells; each test makes one mistake. */
class GateMarginsTest extends CountedDistricts {
  private static final String NARROW =
      "suppressed cells of which totals, linked tables and earlier versions tell too much; open fewer totals or coarser dimensions";

  private static Failure fault(String column, String message, long count) {
    return new Failure(Check.INTERVALS, column, message, count);
  }

  @Test
  void passesWhatNobodyCanSubtract() throws Exception {
    assertThat(failures()).isEmpty();
  }

  @Test
  void findsASmallCellThatIsShown() throws Exception {
    hidden.remove("古交市 女");
    assertThat(failures())
        .contains(
            fault(
                "district, sex",
                "cells of too few persons, or too much of one, that are shown",
                1));
  }

  @Test
  void findsThatACellIsMissingAmongThoseThatProtect() throws Exception {
    hidden.remove("小店区 女");
    assertThat(failures()).containsExactly(fault("district, sex", NARROW, 3));
  }

  @Test
  void findsASumThatOnePersonDominates() throws Exception {
    largest.put("迎泽区 男", 200L);
    assertThat(failures())
        .containsExactly(
            fault(
                "district, sex",
                "cells of too few persons, or too much of one, that are shown",
                1));
  }

  @Test
  void findsThatAnEarlierVersionShowsAProtectingCell() throws Exception {
    before(persons, "古交市 男", "古交市 女", "小店区 男");
    assertThat(failures())
        .containsExactly(
            fault(
                "district, sex",
                "suppressed cells that a linked table or an earlier version shows; cut the table by other or coarser dimensions",
                1),
            fault("district, sex", NARROW, 3));
  }

  @Test
  void findsThatTotalsTellOfATableThatHadNone() throws Exception {
    Map<String, Long> withoutTotals = new LinkedHashMap<>(persons);
    withoutTotals.keySet().removeIf(cell -> cell.contains("合计"));
    before(withoutTotals, "古交市 女");
    assertThat(failures()).contains(fault("district, sex", NARROW, 1));
  }

  @Test
  void doesNotMindAnEarlierVersionOfOtherData() throws Exception {
    Map<String, Long> others = new LinkedHashMap<>(persons);
    others.replaceAll((cell, count) -> count + 7);
    before(others, "古交市 女");
    assertThat(failures()).isEmpty();
  }

  @Test
  void findsThatALinkedTableShowsAProtectingCell() throws Exception {
    link(Map.of("小店区 女", 20L, "小店区 合计", 45L));
    assertThat(failures()).contains(fault("district, sex", NARROW, 3));
  }

  @Test
  void findsThatThisTableTellsOfALinkedOne() throws Exception {
    // The linked table cuts the women of 迎泽区 by age and hides one of two ages; their sum is here.
    link(Map.of("迎泽区 女 老", 37L, "迎泽区 女 少", 3L), "迎泽区 女 少");
    assertThat(failures())
        .containsExactly(
            fault(
                "district, sex",
                "suppressed cells of linked tables or earlier versions of which this table tells too much; open fewer totals or coarser dimensions",
                1));
  }

  @Test
  void findsATotalThatIsNoSum() throws Exception {
    persons.put("合计 合计", 131L);
    assertThat(failures())
        .contains(
            fault(
                "persons",
                "totals that are not the sum of their cells; correct the query or take the column out of sums",
                2));
  }

  @Test
  void findsANumberThatIsNotTheSources() throws Exception {
    Map<String, Long> others = new LinkedHashMap<>(persons);
    others.put("迎泽区 女", 41L);
    assertThat(failures(others))
        .contains(fault("district, sex", "cells with other numbers than their source", 1));
  }

  @Test
  void findsASumThatTheContractDoesNotCallOne() throws Exception {
    sums = List.of("persons");
    dominance = new TreeMap<>();
    assertThat(failures())
        .extracting(Failure::message)
        .containsExactly("totals that are the sum of their cells; name the column in sums");
  }

  @Test
  void refusesWhatItCannotCompare() throws Exception {
    persons.remove("迎泽区 男");
    Map<String, Long> written = new LinkedHashMap<>(persons);
    written.put("迎泽区 男", 30L);
    assertThat(failures(written)).extracting(Failure::check).contains(Check.INTERVALS, Check.ROWS);
  }
}
