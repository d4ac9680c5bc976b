package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is held of refused rows until their file is stored or refused. */
class TallyTest {

  private static Tally.Part part(String file, long start, int refused) {
    List<RefusedRow> rows =
        LongStream.range(start, start + refused)
            .mapToObj(
                row -> new RefusedRow(file, row, -1, "", "cells", "1 cell", 0, "x", List.of()))
            .toList();
    return new Tally.Part(file, start, 1, refused, rows, Set.of(), false, "", Map.of());
  }

  private static Tally of(Tally.Part part) {
    Tally tally = new Tally();
    tally.add(part);
    return tally;
  }

  @Test
  void ofAFileWithTooManyOnlyTheFirstOfEachPartAreHeld() {
    Tally tally = new Tally();
    for (int i = 30; i > 0; i--) {
      tally.merge(of(part("bad.csv", i * 10_000L, 10_000)));
    }
    tally.merge(of(part("good.csv", 0, 3)));
    tally.merge(of(part("bad.csv", 10_000, 10_000))); // by a task that was tried again

    Tally.OfFile bad = tally.value().get("bad.csv");
    assertThat(bad.refused()).isEqualTo(300_000);
    assertThat(bad.good()).isEqualTo(30);
    assertThat(bad.complete()).isFalse();
    assertThat(bad.rows()).hasSizeBetween(30, Tally.MOST_ROWS_OF_FILE);
    assertThat(bad.rows().get(0).row()).isEqualTo(10_000);
    assertThat(tally.value().get("good.csv").complete()).isTrue();
    assertThat(tally.value().get("good.csv").rows()).hasSize(3);
  }
}
