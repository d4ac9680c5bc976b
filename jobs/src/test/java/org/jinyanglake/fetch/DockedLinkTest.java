package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The moments of what is fetched of a table only grow, whatever its clock and history do. */
class DockedLinkTest {
  private static final Instant NOON = Instant.parse("2024-03-04T12:00:00.500Z");

  @Test
  void momentsOnlyGrow() {
    DockedLink first = DockedLink.of(DockedLink.START).next("a", NOON, NOON.plusSeconds(9), false);
    assertThat(first).isEqualTo(new DockedLink(1, "a", NOON));
    assertThat(first.end()).isEqualTo("000001-a.20240304T120000500Z");
    DockedLink read = DockedLink.of("000001-17-0a1b.20240304T120000500Z");
    assertThat(read).isEqualTo(new DockedLink(1, "17-0a1b", NOON));

    DockedLink back = first.next("b", NOON.minusSeconds(60), NOON.plusSeconds(60), false);
    assertThat(back.moment()).as("rolled back").isEqualTo(NOON.plusSeconds(60));
    DockedLink again = back.next("c", NOON.plusSeconds(30), NOON.plusSeconds(70), false);
    assertThat(again.moment())
        .as("newer than the version before, older than what was written")
        .isEqualTo(NOON.plusSeconds(70));
    DockedLink lost = again.next("d", NOON.plusSeconds(75), NOON.plusSeconds(80), true);
    assertThat(lost.moment()).as("the version before is lost").isEqualTo(NOON.plusSeconds(80));
    DockedLink behind = lost.next("e", NOON, NOON.minusSeconds(5), true);
    assertThat(behind.moment())
        .as("a clock that was set back")
        .isEqualTo(NOON.plusSeconds(80).plusMillis(1));
  }
}
