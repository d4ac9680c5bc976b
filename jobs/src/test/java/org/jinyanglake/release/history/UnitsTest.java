package org.jinyanglake.release.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which raw partitions are compared together. */
class UnitsTest {

  private static SortedSet<String> of(String... paths) {
    return new TreeSet<>(List.of(paths));
  }

  @Test
  void daysOfOneWeekAndDaysThatWereNotedTogetherAreOneUnit() {
    Units units =
        new Units(
            List.of(of("day=1", "day=2"), of("day=3"), of("day=4"), of("day=5")),
            new TreeMap<>(Map.of("day=2", "f", "day=3", "f", "day=4", "g")));
    assertThat(units.size()).isEqualTo(3);
    assertThat(units.call("day=1")).isEqualTo(units.call("day=2")).isEqualTo(units.call("day=3"));
    assertThat(units.call("day=4")).isNotEqualTo(units.call("day=1"));
    assertThat(units.noted(units.call("day=1"))).isEqualTo(Map.of("f", of("day=2", "day=3")));
    assertThat(units.noted(units.call("day=4"))).isEqualTo(Map.of("g", of("day=4")));
    assertThat(units.noted(units.call("day=5"))).isEmpty();
  }
}
