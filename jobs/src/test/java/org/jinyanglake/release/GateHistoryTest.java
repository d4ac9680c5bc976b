package org.jinyanglake.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Date;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.Member;
import org.jinyanglake.release.history.Remembered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate compares with what was published, whatever the desensitization took care of. */
class GateHistoryTest {
  @TempDir Path folder;

  private Gate.Judged judged(StagedVisits visits, SortedMap<String, Remembered> before)
      throws Exception {
    SortedMap<String, List<Member>> members = new TreeMap<>();
    before.forEach((path, of) -> members.put(path, of.members()));
    visits.staged =
        staged ->
            new Gate.Staged(
                staged.contract(),
                staged.zone(),
                staged.table(),
                staged.files(),
                staged.recoding(),
                staged.raw(),
                staged.policy(),
                Optional.empty(),
                Optional.of(Earlier.of(staged.contract(), Zone.CONDITIONAL, members, new byte[32])),
                List.of(),
                List.of());
    return visits.judged();
  }

  private static void visit(StagedVisits visits, Date day, String person) {
    visits.raw.add(new Object[] {day, person, 30L, "柳巷街道", "咳嗽", 10L});
    visits.published.add(new Object[] {day, "0".repeat(32), "30-39", "迎泽区", "咳嗽", 10L});
  }

  @Test
  void refusesTheDayToWhichOnePersonWasAddedSinceAndNotTheOther() throws Exception {
    Gate.Judged first = judged(new StagedVisits(folder), new TreeMap<>());
    assertThat(first.verdicts()).allMatch(Verdict::passed);
    assertThat(first.remembered()).hasSize(2);

    StagedVisits corrected = new StagedVisits(folder);
    visit(corrected, StagedVisits.DAYS.get(1), "newcomer");
    List<Verdict> verdicts = judged(corrected, first.remembered()).verdicts();
    assertThat(verdicts.get(0).passed()).isTrue();
    assertThat(verdicts.get(1).failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.check()).isEqualTo(Check.HISTORY));
    assertThat(verdicts.get(1).attacks())
        .contains(new AttackResult("history", "", 13, 1, 1 / 13.0, 0));
  }

  @Test
  void passesWhenAsManyCameAsAClassHas() throws Exception {
    Gate.Judged first = judged(new StagedVisits(folder), new TreeMap<>());
    StagedVisits corrected = new StagedVisits(folder);
    for (int i = 0; i < 5; i++) {
      visit(corrected, StagedVisits.DAYS.get(1), "newcomer" + i);
    }
    assertThat(judged(corrected, first.remembered()).verdicts()).allMatch(Verdict::passed);
  }
}
