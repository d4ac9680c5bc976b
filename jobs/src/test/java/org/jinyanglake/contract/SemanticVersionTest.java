package org.jinyanglake.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticVersionTest {

  @ParameterizedTest
  @CsvSource({
    "1.0.0, 1.0.1",
    "1.9.0, 1.10.0",
    "1.99.99, 2.0.0",
    "2.0.0-rc, 2.0.0",
    "2.0.0-alpha, 2.0.0-beta"
  })
  void isLower(String lower, String higher) {
    assertThat(SemanticVersion.compare(lower, higher)).isNegative();
    assertThat(SemanticVersion.compare(higher, lower)).isPositive();
    assertThat(SemanticVersion.compare(lower, lower)).isZero();
  }
}
