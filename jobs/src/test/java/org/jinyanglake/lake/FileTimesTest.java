package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether a landing file is as it was listed. */
class FileTimesTest {

  @Test
  void anObjectStoreAnswersInWholeSeconds() {
    assertThat(FileTimes.same(1_700_000_000_123L, 1_700_000_000_000L)).isTrue();
    assertThat(FileTimes.same(1_700_000_000_123L, 1_700_000_001_000L)).isFalse();
    assertThat(FileTimes.same(1_700_000_000_123L, 1_700_000_000_123L)).isTrue();
    assertThat(FileTimes.same(1_700_000_000_123L, 1_700_000_000_124L)).isFalse();
  }
}
