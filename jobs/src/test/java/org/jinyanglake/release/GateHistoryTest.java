package org.jinyanglake.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.StateFiles;
import org.jinyanglake.release.history.Earlier;
import org.jinyanglake.release.history.RowKey;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate compares with what was published, whatever the desensitization took care of. */
class GateHistoryTest {
  private record Key(String text, boolean begunAnew) implements RowKey {
    @Override
    public byte[] open() {
      return text.getBytes(UTF_8);
    }
  }

  static final RowKey KEY = new Key("sixteen letters!", false);

  @TempDir Path folder;

  /** As the driver compares them by itself, beside as tasks do. */
  private boolean fewRows;

  /** What the gate says of visits after others were opened, of which it noted something. */
  private Gate.Judged judged(StagedVisits visits, SortedMap<String, String> noted, RowKey key)
      throws Exception {
    return judged(folder, fewRows, visits, noted, key);
  }

  static Gate.Judged judged(
      Path folder,
      boolean fewRows,
      StagedVisits visits,
      SortedMap<String, String> noted,
      RowKey key)
      throws Exception {
    SortedMap<String, SortedSet<String>> days = new TreeMap<>();
    StagedVisits.DAYS.forEach(day -> days.put("day=" + day, new TreeSet<>(Set.of("day=" + day))));
    visits.staged =
        staged ->
            new Gate.Staged(
                staged.contract(),
                staged.zone(),
                staged.table(),
                staged.files(),
                staged.recoding(),
                staged.raw().map(rows -> fewRows ? rows.coalesce(1) : rows),
                staged.policy(),
                Optional.empty(),
                Optional.of(
                    Earlier.of(
                        StateFiles.in(
                            new org.apache.hadoop.fs.Path(folder.resolve("notes").toUri()),
                            new Configuration()),
                        staged.contract(),
                        Zone.CONDITIONAL,
                        new State.Published(List.of(), noted),
                        days,
                        key)),
                List.of(),
                List.of());
    return visits.judged();
  }

  private static void visit(StagedVisits visits, Date day, String person) {
    visits.raw.add(new Object[] {day, person, 30L, "柳巷街道", "咳嗽", 10L});
    visits.published.add(new Object[] {day, "0".repeat(32), "30-39", "迎泽区", "咳嗽", 10L});
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesTheDayToWhichOnePersonWasAddedSinceAndNotTheOther(boolean few) throws Exception {
    fewRows = few;
    Gate.Judged first = judged(new StagedVisits(folder), new TreeMap<>(), KEY);
    assertThat(first.verdicts()).allMatch(Verdict::passed);
    assertThat(first.noted()).hasSize(2);

    StagedVisits corrected = new StagedVisits(folder);
    visit(corrected, StagedVisits.DAYS.get(1), "newcomer");
    List<Verdict> verdicts = judged(corrected, first.noted(), KEY).verdicts();
    assertThat(verdicts.get(0).passed()).isTrue();
    assertThat(verdicts.get(1).failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.check()).isEqualTo(Check.HISTORY));
    assertThat(verdicts.get(1).attacks())
        .contains(new AttackResult("history", "", 13, 1, 1 / 13.0, 0));
  }

  @Test
  void passesWhenAsManyCameAsAClassHas() throws Exception {
    Gate.Judged first = judged(new StagedVisits(folder), new TreeMap<>(), KEY);
    StagedVisits corrected = new StagedVisits(folder);
    for (int i = 0; i < 5; i++) {
      visit(corrected, StagedVisits.DAYS.get(1), "newcomer" + i);
    }
    assertThat(judged(corrected, first.noted(), KEY).verdicts()).allMatch(Verdict::passed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysSoIfTheNotesAreOfAnotherKey(boolean few) throws Exception {
    fewRows = few;
    Gate.Judged first = judged(new StagedVisits(folder), new TreeMap<>(), KEY);
    String other = "another key here";
    assertThatThrownBy(() -> judged(new StagedVisits(folder), first.noted(), new Key(other, false)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("noted under another key that signs")
        .satisfies(
            said -> assertThat(first.noted().values()).anyMatch(said.getMessage()::contains));
    StagedVisits anew = new StagedVisits(folder);
    visit(anew, StagedVisits.DAYS.get(1), "newcomer");
    assertThat(judged(anew, first.noted(), new Key(other, true)).verdicts())
        .as("given up with the lost key")
        .allMatch(Verdict::passed);
  }

  @Test
  void costsNoSparkJobOfFewRows() throws Exception {
    fewRows = true;
    int alone = jobs(StagedVisits::judged);
    assertThat(jobs(visits -> judged(visits, new TreeMap<>(), KEY))).isEqualTo(alone);
    fewRows = false;
    assertThat(jobs(visits -> judged(visits, new TreeMap<>(), KEY))).isGreaterThan(alone);
  }

  /** The same rows, nobody attacking and nothing published before. */
  private Gate.Staged withRows(Gate.Staged staged) {
    return new Gate.Staged(
        staged.contract(),
        staged.zone(),
        staged.table(),
        staged.files(),
        staged.recoding(),
        staged.raw().map(rows -> fewRows ? rows.coalesce(1) : rows),
        staged.policy(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private interface Judging {
    Gate.Judged judge(StagedVisits visits) throws Exception;
  }

  private int jobs(Judging judging) throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    SparkContext spark = SharedSpark.session().sparkContext();
    String adaptive = SharedSpark.session().conf().get("spark.sql.adaptive.enabled");
    StagedVisits visits = new StagedVisits(folder);
    visits.staged = this::withRows;
    spark.listenerBus().waitUntilEmpty(10_000);
    spark.addSparkListener(counter);
    // As the lake reads few rows: a query is one job, whatever its stages are.
    SharedSpark.session().conf().set("spark.sql.adaptive.enabled", "false");
    try {
      assertThat(judging.judge(visits).verdicts()).allMatch(Verdict::passed);
      spark.listenerBus().waitUntilEmpty(10_000);
    } finally {
      SharedSpark.session().conf().set("spark.sql.adaptive.enabled", adaptive);
      spark.removeSparkListener(counter);
    }
    return jobs.get();
  }
}
