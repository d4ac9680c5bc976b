package org.jinyanglake.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.quality.RuleReport.State;
import org.junit.jupiter.api.Test;

/** What is told of rules that were judged on many days, or more than once on the same rows. */
class DatasetReportTest {
  private static final Contract CLINICS =
      Contracts.in(Path.of("src/test/resources/quality"))
          .read()
          .contract(DatasetName.parse("health.clinics"))
          .orElseThrow();
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
  private static final String BEDS = "Completeness \"beds\" > 0.5";
  private static final String PHONE = "ColumnLength \"phone\" = 11";

  /** A commit that judged partitions; its place in time follows from its place among others. */
  private static final class Told {
    private final ObjectNode facts = Evidence.JSON.createObjectNode();

    Told judged(String partition, String rule, String severity, double metric, boolean passed) {
      facts
          .withArray("check")
          .addObject()
          .put("partition", partition)
          .put("contract", CLINICS.hash())
          .put("rule", rule)
          .put("severity", severity)
          .put("metric", metric)
          .put("passed", passed)
          .put("reason", passed ? "" : "is not so");
      return this;
    }

    /** A row rule, in a partition of whose rows so many were refused before. */
    Told refusing(String partition, int rows, int before) {
      judged(partition, PHONE, "ROW", rows, rows == 0);
      ObjectNode last = (ObjectNode) facts.at("/check/" + (facts.at("/check").size() - 1));
      last.put("refusedBefore", before);
      if (rows > 0) {
        facts.withArray("refused").addObject().put("stage", "check");
      }
      return this;
    }
  }

  /** The report on commits, the oldest first. */
  private static Map<String, RuleReport> rules(Map<String, Long> rows, Told... commits) {
    Judgements judgements = new Judgements(rows.keySet());
    for (int i = commits.length - 1; i >= 0; i--) {
      judgements.add(Instant.EPOCH.plusSeconds(i), commits[i].facts);
    }
    Map<String, RuleReport> rules = new LinkedHashMap<>();
    report(judgements, rows).rules().forEach(each -> rules.put(each.rule(), each));
    return rules;
  }

  private static DatasetReport report(Judgements judgements, Map<String, Long> rows) {
    return DatasetReport.of(
        null,
        CLINICS,
        java.util.Optional.empty(),
        new DatasetReport.Known(
            judgements, rows, List.of(), Map.of(), (rule, kept) -> List.of(), List.of()),
        Instant.EPOCH);
  }

  private static String day(int number) {
    return "day=" + FIRST.plusDays(number);
  }

  @Test
  void whoIsToActIsToldByWhatTheJudgeRecordedAndNotByWords() {
    Told told = new Told().judged(day(0), BEDS, "ERROR", 0.3, false);
    RuleReport data = rules(Map.of(day(0), 10L), told).get(BEDS);
    told.facts.withArray("check").forEach(fact -> ((ObjectNode) fact).put("faulty", true));
    RuleReport rule = rules(Map.of(day(0), 10L), told).get(BEDS);

    assertThat(data.remedy().en()).contains("fill in beds");
    assertThat(rule.remedy().en()).startsWith("the rule itself cannot be judged");
  }

  @Test
  void aPartitionThatIsHeldBackIsToldHoweverOldItIs() {
    Told all = new Told();
    Map<String, Long> rows = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      rows.put(day(i), 10L);
      all.judged(day(i), BEDS, "ERROR", i == 3 || i == 4 ? 0.3 : 1, i != 3 && i != 4);
    }

    RuleReport beds = rules(rows, all).get(BEDS);

    assertThat(beds.state()).isEqualTo(State.FAILED);
    assertThat(beds.since()).isEqualTo("2024-01-04");
    assertThat(beds.failing()).isEqualTo(2);
    assertThat(beds.rows()).isEqualTo(14);
    assertThat(beds.series()).hasSize(Period.TOLD);
  }

  @Test
  void rowsWithoutADayAreToldBeforeAllDays() {
    RuleReport beds =
        rules(
                Map.of("day=null", 10L, day(0), 10L),
                new Told()
                    .judged("day=null", BEDS, "ERROR", 0.3, false)
                    .judged(day(0), BEDS, "ERROR", 1, true))
            .get(BEDS);

    assertThat(beds.state()).isEqualTo(State.FAILED);
    assertThat(beds.since()).isEqualTo("null");
    assertThat(beds.series()).extracting(Point::period).containsExactly("null", "2024-01-01");
  }

  @Test
  void judgementsOfTheSameRowsAddUpWhatTheyRefused() {
    RuleReport phone =
        rules(
                Map.of(day(0), 5L),
                new Told().refusing(day(0), 3, 0),
                new Told().refusing(day(0), 0, 3),
                new Told().refusing(day(0), 2, 3),
                new Told().refusing(day(0), 0, 5))
            .get(PHONE);

    assertThat(phone.state()).isEqualTo(State.FAILED);
    assertThat(phone.rows()).isEqualTo(5);
    assertThat(phone.reason()).isEqualTo("refuses 5 rows");
    assertThat(phone.firstSeen()).isEqualTo(Instant.EPOCH.toString());
  }

  @Test
  void ofRowsThatWereReplacedNothingIsLeft() {
    RuleReport phone =
        rules(
                Map.of(day(0), 5L),
                new Told().refusing(day(0), 3, 0),
                new Told().refusing(day(0), 0, 0))
            .get(PHONE);

    assertThat(phone.state()).isEqualTo(State.PASSED);
    assertThat(phone.series()).singleElement().satisfies(each -> assertThat(each.value()).isZero());
  }

  @Test
  void aPartitionWithoutRowsLeavesTheOthersTheirWeight() {
    Judgements judgements = new Judgements(Set.of(day(0), day(1), day(2)));
    judgements.add(
        Instant.EPOCH,
        new Told()
            .judged(day(0), "RowCount > 0", "ERROR", 0, false)
            .judged(day(0), BEDS, "ERROR", 1, true)
            .judged(day(1), "RowCount > 0", "ERROR", 1, true)
            .judged(day(1), BEDS, "ERROR", 0, false)
            .judged(day(2), "RowCount > 0", "ERROR", 998, true)
            .judged(day(2), BEDS, "ERROR", 1, true)
            .facts);
    DatasetReport report = report(judgements, Map.of(day(0), 0L, day(1), 1L, day(2), 998L));

    // Of 1,000 each rule fails in one: the empty partition counts as one row.
    assertThat(report.score().dimensions().get(Dimension.COMPLETENESS)).isEqualTo(99.9);
  }
}
