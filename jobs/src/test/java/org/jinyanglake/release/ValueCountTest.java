package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** How many values a column has, counted file by file. */
class ValueCountTest {
  private static final Percentage ERROR = Percentage.withPercentage(10);

  private static ValueCount counted(int from, int to) {
    ValueCount.Counter counter = new ValueCount.Counter();
    for (int i = from; i < to; i++) {
      counter.add("value " + i, 1);
      counter.add("value " + i / 2, 2);
    }
    return counter.count();
  }

  @Test
  void estimatesDistinctValuesAndCountsNulls() {
    assertThat(counted(0, 40).figures(160).distinct()).isEqualTo(40);
    assertThat(counted(0, 40).figures(160).nulls()).isEqualTo(0.25);
    assertThat(counted(0, 50_000).figures(150_000).distinct()).isCloseTo(50_000, ERROR);
    assertThat(new ValueCount.Counter().count().figures(0).nulls()).isZero();
  }

  @Test
  void ofSeveralFilesEqualValuesCountOnce() {
    ValueCount both = counted(0, 30_000).and(counted(20_000, 50_000));

    assertThat(both.rows()).isEqualTo(180_000);
    assertThat(both.figures(180_000).distinct()).isCloseTo(50_000, ERROR);
  }
}
