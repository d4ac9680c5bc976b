package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How easily persons are found, by figures that one can compute on paper. */
class RiskTest {
  private static final double ROUNDING = 1e-9;

  /** Two persons alone with a row each, and five persons with eight rows in one class. */
  private static final List<Risk.Size> SIZES =
      List.of(new Risk.Size(1, 2, 2, 2), new Risk.Size(5, 1, 8, 64));

  @Test
  void threeAttackersLookForPersons() {
    Risk risk = Risk.of(SIZES, 0, 5);

    assertThat(risk.smallest()).isEqualTo(1);
    assertThat(risk.prosecutor()).isEqualTo(1);
    assertThat(risk.above()).isEqualTo(2 / 10.0, within(ROUNDING));
    assertThat(risk.marketer()).isEqualTo(3 / 7.0, within(ROUNDING));
  }

  @Test
  void classesAreLargeOnTheAverageOrForARow() {
    Risk risk = Risk.of(SIZES, 0, 5);

    assertThat(risk.averageClass()).isEqualTo(10 / 3.0, within(ROUNDING));
    assertThat(risk.discernibility()).isEqualTo((1 + 1 + 64) / 10.0, within(ROUNDING));
  }

  @Test
  void aRowWithheldCostsAsMuchAsThereAreRows() {
    assertThat(Risk.of(SIZES, 10, 5).discernibility())
        .isEqualTo((66 + 10 * 20) / 20.0, within(ROUNDING));
    assertThat(Risk.of(SIZES, 10, 5).above()).isEqualTo(2 / 10.0, within(ROUNDING));
  }

  @Test
  void nobodyIsFoundWhereNothingIsPublished() {
    assertThat(Risk.of(List.of(), 4, 5)).isEqualTo(new Risk(0, 0, 0, 0, 0, 0, 4));
  }
}
