package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a result may be from the one that was signed. */
class DriftLimitsTest {
  private static final DriftLimits LIMITS = new DriftLimits(3, 10, 20, 10, 10);

  private static Profile profile(
      long least, long most, double withheld, double nulls, long distinct, double linkage) {
    return new Profile(
        least,
        most,
        withheld,
        5,
        new TreeMap<>(Map.of("age", new Profile.ColumnFigures(nulls, distinct))),
        new TreeMap<>(Map.of("linkage", linkage)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100  | 0.04 | 0.1  | 50  | 0.1  |",
        "34   | 0.04 | 0.1  | 50  | 0.1  |",
        "33   | 0.04 | 0.1  | 50  | 0.1  | 33 rows instead of 100 to 200",
        "600  | 0.04 | 0.1  | 50  | 0.1  |",
        "601  | 0.04 | 0.1  | 50  | 0.1  | 601 rows instead of 100 to 200",
        "100  | 0.14 | 0.1  | 50  | 0.1  |",
        "100  | 0.30 | 0.1  | 50  | 0.1  | withheld 30 % instead of 4 %",
        "100  | 0.00 | 0.1  | 50  | 0.1  |",
        "100  | 0.04 | 0.31 | 50  | 0.1  | nulls in age 31 % instead of 10 %",
        "100  | 0.04 | 0.0  | 50  | 0.1  |",
        "100  | 0.04 | 0.1  | 500 | 0.1  |",
        "100  | 0.04 | 0.1  | 501 | 0.1  | about 501 distinct values in age instead of 50",
        "100  | 0.04 | 0.1  | 4   | 0.1  | about 4 distinct values in age instead of 50",
        "100  | 0.04 | 0.1  | 50  | 0.2  |",
        "100  | 0.04 | 0.1  | 50  | 0.21 | linkage succeeds in up to 21 % instead of 10 %",
        "100  | 0.04 | 0.1  | 50  | 0.0  |"
      })
  void aPartitionIsWithinItsBoundsOrSaysWhatIsBeyond(
      long rows, double withheld, double nulls, long distinct, double linkage, String beyond) {
    Profile signed = profile(100, 200, 0.04, 0.1, 50, 0.1);

    assertThat(LIMITS.beyond(signed, profile(rows, rows, withheld, nulls, distinct, linkage)))
        .isEqualTo(beyond == null ? java.util.List.of() : java.util.List.of(beyond));
  }

  @Test
  void noValueAtAllCountsAsOneSoThatADayWithFewValuesIsNoDrift() {
    Profile empty = profile(100, 200, 0.04, 1, 0, 0.1);
    Profile few = profile(100, 100, 0.04, 0.99, 1, 0.1);

    assertThat(LIMITS.beyond(empty, few)).isEmpty();
    assertThat(LIMITS.beyond(few, empty)).isEmpty();
    assertThat(LIMITS.beyond(empty, profile(100, 100, 0.04, 0.99, 11, 0.1)))
        .containsExactly("about 11 distinct values in age instead of 0");
  }

  @Test
  void thePolicySaysTheLimits() {
    assertThat(DriftLimits.read("policy.yaml", null)).isEqualTo(DriftLimits.DEFAULT);
    assertThat(
            DriftLimits.read(
                "policy.yaml",
                Map.of("rows", 2, "withheld", 5, "nulls", 5, "distinct", 4, "attacks", 1)))
        .isEqualTo(new DriftLimits(2, 5, 5, 4, 1));
    assertThatThrownBy(() -> DriftLimits.read("policy.yaml", Map.of("rows", 2)))
        .hasMessageContaining("policy.yaml: drift must be like");
    assertThatThrownBy(
            () ->
                DriftLimits.read(
                    "policy.yaml",
                    Map.of("rows", 0, "withheld", 5, "nulls", 5, "distinct", 4, "attacks", 1)))
        .hasMessageContaining("drift.rows must be a whole number from 1");
  }
}
