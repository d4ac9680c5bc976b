package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jinyanglake.lake.State;
import org.junit.jupiter.api.Test;

/** Which partitions of a zone must change together. */
class ComponentTest {

  private static SortedSet<String> of(String... paths) {
    return new TreeSet<>(java.util.List.of(paths));
  }

  private static State.PartitionState released(String contract, String... merged) {
    return State.PartitionState.released("v", contract, "id", "", of(merged));
  }

  @Test
  void partitionsOfOtherRowsChangeAlone() {
    Collection<Component> components =
        Component.of(
            Map.of("mon", released("c"), "tue", released("c")),
            new TreeMap<>(Map.of("mon", of("mon"), "tue", of("tue"))));
    assertThat(components).hasSize(2);
  }

  @Test
  void daysThatLeaveAWeekChangeWithIt() {
    Collection<Component> components =
        Component.of(
            Map.of("week", released("c", "mon", "tue"), "wed", released("c")),
            new TreeMap<>(Map.of("mon", of("mon"), "week", of("tue"), "wed", of("wed"))));
    assertThat(components)
        .anySatisfy(each -> assertThat(each.wanted()).containsOnlyKeys("mon", "week"))
        .anySatisfy(each -> assertThat(each.wanted()).containsOnlyKeys("wed"));
  }

  /** Else the rows of the first days would stay under the name of the others. */
  @Test
  void daysThatTakeTheNameOfAWeekChangeWithThoseThatHadIt() {
    Collection<Component> components =
        Component.of(
            Map.of("week", released("c", "mon", "tue")),
            new TreeMap<>(Map.of("mon", of("mon"), "tue", of("tue"), "week", of("thu", "wed"))));
    assertThat(components).singleElement().satisfies(each -> assertThat(each.wanted()).hasSize(3));
  }

  @Test
  void whatStandsUnderAnotherContractIsNotUpToDate() {
    State raw = new State("c", 0, new TreeMap<>(), new TreeMap<>());
    raw.partitions().put("mon", State.PartitionState.unjudged("v", 0));
    Component same =
        Component.of(Map.of("mon", released("c")), new TreeMap<>(Map.of("mon", of("mon"))))
            .iterator()
            .next();
    assertThat(same.isUpToDate(raw, each -> each.judged().equals("c"))).isTrue();
    assertThat(same.isUpToDate(raw, each -> each.judged().equals("d"))).isFalse();
  }
}
