package org.jinyanglake.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedSparkTest {

  @Test
  void tasksRunOnThisJdk() {
    assertThat(SharedSpark.session().range(0, 10, 1, 4).selectExpr("sum(id)").first().getLong(0))
        .isEqualTo(45);
  }
}
