package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Merge;
import org.jinyanglake.contract.TechniqueSpec;
import org.jinyanglake.contract.Type;
import org.jinyanglake.contract.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a technique can have published, and what that can stand for. */
class FormTest {

  @TempDir static Path folder;

  private static Form form(String technique, Object... options) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      values.put((String) options[i], options[i + 1]);
    }
    Column column =
        new Column(
            "c",
            "c",
            "c",
            "",
            Type.STRING,
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            0,
            Classification.QUASI_IDENTIFIER,
            Map.of(Zone.OPEN, new TechniqueSpec(technique, values)));
    return Form.of(column, Zone.OPEN, regions(), ZoneId.of("Asia/Shanghai"));
  }

  private static Map<String, Hierarchy> regions() {
    try {
      Path file = folder.resolve("region.csv");
      Files.writeString(
          file, "street,district,city\n140106001,140106,140100\n140105001,140105,140100\n");
      Files.createDirectories(folder.resolve("points"));
      Files.writeString(
          folder.resolve("points/region.csv"),
          "region,longitude,latitude\n140106,112.57,37.86\n140100,112.55,37.87\n");
      return Map.of(
          "region",
          Hierarchy.read(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "34, 30-39, true",
    "30, 30-39, true",
    "39.5, 30-39, true",
    "40, 30-39, false",
    "29, 30-39, false",
    "34, 20-39, true",
    "34, 30-34, false",
    "-5, -10--1, true",
    "0, -10--1, false",
    "34, *, true",
    "34, 34, false",
    "34, 30-39 years, false"
  })
  void rangeHoldsTheNumber(BigDecimal raw, String label, boolean covers) {
    assertThat(form("range", "width", 10L).covers(raw, label)).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "140106001, 140106, true",
    "140106001, 140100, true",
    "140106, 140106, true",
    "140106, 140100, true",
    "140106001, *, true",
    "140106001, 140105, false",
    "140106001, 140106001, false",
    "140100, 140106, false",
    "999999001, 140106, false",
    "999999001, *, true"
  })
  void regionIsAboveTheValueAndNotFinerThanDeclared(String raw, String label, boolean covers) {
    Form form = form("generalize", "hierarchy", "region", "level", "district");
    assertThat(form.covers(raw, label)).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "1899-07-15, 1899-07-01, true",
    "1899-07-15, 1899-01-01, true",
    "1899-07-15, 1899-07-15, false",
    "1899-07-15, 1899-06-01, false",
    "1899-01-01, 1899-01-01, true"
  })
  void dateIsTheStartOfItsMonthOrYear(LocalDate raw, LocalDate published, boolean covers) {
    Form form = form("truncate", "unit", "month");
    assertThat(form.covers(raw, published)).isEqualTo(covers);
    assertThat(form.covers(java.sql.Date.valueOf(raw), java.sql.Date.valueOf(published)))
        .isEqualTo(covers);
  }

  /** A day begins at midnight in the contract's zone, eight hours before it does in UTC. */
  @Test
  void timestampIsTheStartOfItsDayWhereTheDataAreFrom() {
    Form form = form("truncate", "unit", "day");
    Instant raw = Instant.parse("1999-07-15T20:30:00Z");
    assertThat(form.covers(raw, Instant.parse("1999-07-15T16:00:00Z"))).isTrue();
    assertThat(form.covers(raw, Instant.parse("1999-07-15T00:00:00Z"))).isFalse();
    assertThat(form.admits(OffsetDateTime.parse("1999-07-15T16:00:00Z"))).isTrue();
    assertThat(form.admits(OffsetDateTime.parse("1999-07-15T16:00:01Z"))).isFalse();
  }

  @Test
  void truncatedTextIsTheBeginOfTheDate() {
    Form form = form("truncate", "unit", "month");
    LocalDate raw = LocalDate.of(1899, 7, 15);
    assertThat(form.covers(raw, "1899-07")).isTrue();
    assertThat(form.covers(raw, "1899")).isTrue();
    assertThat(form.covers(raw, "1899-07-15")).isFalse();
    assertThat(form.covers(raw, "1899-08")).isFalse();
  }

  @Test
  void roundIsTheNearestMultiple() {
    Form form = form("round", "to", 10L);
    assertThat(form.covers(34L, 30L)).isTrue();
    assertThat(form.covers(35L, 40L)).isTrue();
    assertThat(form.covers(34L, 40L)).isFalse();
    assertThat(form.admits(34L)).isFalse();
    assertThat(form.admits(Double.NaN)).isFalse();
    assertThat(form("round", "to", 0.1).admits(0.30000000000000004)).isTrue();
  }

  @Test
  void topIsTheNumberOrTheBound() {
    Form form = form("top", "at", 85L);
    assertThat(form.covers(84L, 84L)).isTrue();
    assertThat(form.covers(99L, 85L)).isTrue();
    assertThat(form.covers(99L, 84L)).isFalse();
    assertThat(form.admits(86L)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "138****0000, true",
    "13800000000, false",
    "138***00000, false",
    "*******, true",
    "1380000, false",
    "张, false"
  })
  void maskShowsTheEndsOnly(String published, boolean admits) {
    assertThat(form("mask", "keepFirst", 3L, "keepLast", 4L).admits(published)).isEqualTo(admits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "vault"})
  void tokenIsHexadecimal(String technique) {
    assertThat(form(technique, "domain", "p").admits("6a1485384910f69dabef8f210322bd7a")).isTrue();
    assertThat(form(technique, "domain", "p").admits("张三")).isFalse();
    assertThat(form(technique, "domain", "p").admits("13800000000")).isFalse();
    assertThat(form(technique, "domain", "p").admits(null)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "140106, 37.86, true",
    "140106001, 37.86, true",
    "140105, 37.87, true",
    "140100, 37.87, true",
    "140106, 37.87, false",
    "140100, 37.86, false",
    "140106, , true",
    "*, , true",
    "*, 37.87, false",
    ", 37.87, false"
  })
  void centroidIsThePointOfTheRegionBesideIt(String region, Double published, boolean right) {
    Form form = form("centroid", "hierarchy", "region", "by", "r", "axis", "latitude");
    assertThat(form.beside()).contains("r");
    assertThat(form.admits(published)).isTrue();
    assertThat(form.isRightBeside(region, published)).isEqualTo(right);
    assertThat(form.admits(37.8654)).isFalse();
  }

  @Test
  void replacedIsTheReplacement() {
    assertThat(form("replace", "with", "某").admits("某")).isTrue();
    assertThat(form("replace", "with", "某").admits("张三")).isFalse();
  }

  @Test
  void keptIsTheSameOrACoarserDate() {
    assertThat(form("keep").covers("a", "a")).isTrue();
    assertThat(form("keep").covers("a", "b")).isFalse();
    assertThat(form("keep").covers(1L, 2L)).isFalse();
    assertThat(form("keep").covers(LocalDate.of(1899, 7, 15), LocalDate.of(1899, 7, 1))).isTrue();
    assertThat(form("keep").covers(LocalDate.of(1899, 7, 15), LocalDate.of(1899, 7, 2))).isFalse();
  }

  @Test
  void aValueThatWasNullStaysUnknown() {
    assertThat(form("keep").covers(null, "a")).isFalse();
    assertThat(form("range", "width", 10L).covers(null, "30-39")).isFalse();
    assertThat(form("range", "width", 10L).covers(null, null)).isTrue();
  }

  @Test
  void bottomIsTheNumberOrTheBound() {
    Form form = form("bottom", "at", 18L);
    assertThat(form.covers(19L, 19L)).isTrue();
    assertThat(form.covers(3L, 18L)).isTrue();
    assertThat(form.covers(19L, 18L)).isFalse();
    assertThat(form.admits(17L)).isFalse();
    assertThat(form.admits(Double.NaN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "13800000000, true",
    "0351-1234567, true",
    "138 0000 0000, true",
    "1234567, false",
    "1-2-3-4-5-6-7, false",
    "1380000000X, false",
    "王13800000000, false"
  })
  void encryptedIsWithinItsAlphabet(String published, boolean admits) {
    Form form = form("encrypt", "domain", "p", "alphabet", "digits", "minLength", 8L);
    assertThat(form.admits(published)).isEqualTo(admits);
  }

  @ParameterizedTest
  @CsvSource({
    "112.4, 112.375, true",
    "112.4, 112.25, true",
    "112.4, 112.5, true",
    "112.4, 113.0, true",
    "112.4, 112.4, false",
    "112.4, 112.625, false",
    "112.4, 114.0, false",
    "-0.1, -0.125, true"
  })
  void gridIsTheMiddleOfACellThatHoldsTheCoordinate(double raw, double published, boolean covers) {
    assertThat(form("grid", "cell", 0.25).covers(raw, published)).isEqualTo(covers);
  }

  @Test
  void gridInMetresIsWiderInDegreesOfLongitude() {
    Form form = form("grid", "cell", 55_660L, "unit", "metre", "latitude", 60L);
    assertThat(form.admits(0.5)).isTrue();
    assertThat(form.admits(0.75)).isFalse();
    assertThat(form.admits(Double.NaN)).isFalse();
  }

  @Test
  void noiseStaysWithinItsBounds() {
    Form form = form("noise", "scale", 3L, "least", 0L, "most", 120.5);
    assertThat(form.admits(120.5)).isTrue();
    assertThat(form.admits(120.6)).isFalse();
    assertThat(form.admits(-1L)).isFalse();
    assertThat(form.admits(null)).isTrue();
  }

  @Test
  void shiftedIsADateAndStandsForNoneInParticular() {
    Form form = form("shift", "by", "p", "days", 30L);
    assertThat(form.admits(LocalDate.of(1899, 7, 15))).isTrue();
    assertThat(form.admits("1899-07-15")).isFalse();
    assertThat(form.covers(LocalDate.of(1899, 7, 15), LocalDate.of(1899, 7, 16))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "week,1899-W01,1899-01-02,1899-01-08,1899-01-09",
    "week,1900-W01,1900-01-01,1900-01-07,1899-12-31",
    "week,1898-W52,1898-12-26,1899-01-01,1899-01-02",
    "month,1896-02,1896-02-01,1896-02-29,1896-03-01",
    "quarter,1899-Q4,1899-10-01,1899-12-31,1899-09-30",
    "year,1899,1899-01-01,1899-12-31,1900-01-01"
  })
  void aPeriodStandsForItsDays(String to, String label, String first, String last, String other) {
    Form form = new MergedLabel(new Merge("day", to, Optional.empty(), false), null);
    assertThat(form.covers(LocalDate.parse(first), label)).isTrue();
    assertThat(form.covers(java.sql.Date.valueOf(last), label)).isTrue();
    assertThat(form.covers(LocalDate.parse(other), label)).isFalse();
    assertThat(form.covers(LocalDate.parse(first), first)).isTrue();
    assertThat(form.covers(LocalDate.parse(first), last)).isFalse();
    assertThat(form.admits("1899-13")).isFalse();
    assertThat(form.admits("1899-W54")).isFalse();
    assertThat(form.admits("1899-02-30")).isFalse();
  }

  @Test
  void aRegionStandsForThoseBelowIt() {
    Merge merge = new Merge("street", "district", Optional.of("region"), false);
    Form form = new MergedLabel(merge, regions().get("region"));
    assertThat(form.covers("140106001", "140106")).isTrue();
    assertThat(form.covers("140106001", "140106001")).isTrue();
    assertThat(form.covers("140106001", "140105")).isFalse();
    assertThat(form.covers("elsewhere", "140105")).isFalse();
    assertThat(form.covers("elsewhere", "elsewhere")).isTrue();
  }
}
