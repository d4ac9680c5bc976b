package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.jinyanglake.lake.LakeException;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void theLogHasTheStackOfAnExceptionButNoMessageOfOthers() {
    Exception theirs = new IllegalArgumentException("the input 13800000000 is no number");
    StringBuilder log = new StringBuilder();

    Frames.newInstance(null, new String[0])
        .format(
            Log4jLogEvent.newBuilder()
                .setThrown(new LakeException("a.b: cannot be read", theirs))
                .build(),
            log);

    assertThat(log.toString())
        .startsWith("org.jinyanglake.lake.LakeException: a.b: cannot be read\n\tat ")
        .contains("Caused by: java.lang.IllegalArgumentException\n", "at " + getClass().getName())
        .doesNotContain("13800000000");
  }
}
