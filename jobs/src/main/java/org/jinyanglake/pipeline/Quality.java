package org.jinyanglake.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.check.measure.Measure;
import org.jinyanglake.check.measure.MeasureHistory;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.FailingRowFiles;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.lake.Version;
import org.jinyanglake.quality.Collected;
import org.jinyanglake.quality.DatasetReport;
import org.jinyanglake.quality.Example;
import org.jinyanglake.quality.Judgements;
import org.jinyanglake.quality.Measured;
import org.jinyanglake.quality.Point;
import org.jinyanglake.quality.QualityReport;
import org.jinyanglake.quality.RuleReport;

/** Tells the quality of datasets from what the lake recorded; needs no Spark. */
public final class Quality {
  /** How many refused or failing rows are shown of each rule. */
  private static final int EXAMPLES = 5;

  private Quality() {}

  /** The quality of the datasets of some contracts at a moment. */
  public static QualityReport of(Lake lake, List<Contract> contracts, Instant now) {
    return QualityReport.of(
        contracts.stream().map(contract -> of(lake, contract, now)).toList(), now);
  }

  private static DatasetReport of(Lake lake, Contract contract, Instant now) {
    Optional<Version> raw = lake.version(Zone.RAW, contract.dataset());
    return DatasetReport.of(
        lake,
        contract,
        raw,
        raw.map(version -> known(lake, contract, version)).orElse(DatasetReport.Known.NOTHING),
        now);
  }

  private static DatasetReport.Known known(Lake lake, Contract contract, Version raw) {
    Judgements judgements = new Judgements(raw.state().partitions().keySet());
    RefusedHistory.Commits commits = new RefusedHistory.Commits();
    for (Snapshot each : raw.history()) {
      JsonNode facts = lake.evidence().facts(each.summary().get(Lake.EVIDENCE));
      judgements.add(Instant.ofEpochMilli(each.timestampMillis()), facts);
      commits.add(facts);
    }
    RefusedHistory refused = commits.history(lake, file -> false);
    Map<String, List<Example>> checked = new HashMap<>();
    List<Collected.ByRule> collected = new ArrayList<>();
    for (Refusals.ByRule each : Refusals.byRule(lake, contract, raw, refused, EXAMPLES)) {
      List<Example> examples = each.last().stream().map(Quality::example).toList();
      if (each.stage().equals("check")) {
        checked.put(each.rule(), examples);
      } else {
        collected.add(new Collected.ByRule(each.rule(), each.rows(), examples));
      }
    }
    MeasureHistory history = MeasureHistory.of(lake, raw);
    Map<String, Long> rows = new HashMap<>();
    history
        .byPartition()
        .forEach(
            (path, measures) -> {
              Double count = measures.get(Measure.ROW_COUNT);
              if (count != null) {
                rows.put(path, Math.round(count));
              }
            });
    return new DatasetReport.Known(
        judgements,
        rows,
        measured(contract, history),
        checked,
        (rule, kept) -> failing(lake, contract, raw, rule, kept),
        collected);
  }

  /** Of the rows that are kept, the first ones for which the rule fails. */
  private static List<Example> failing(
      Lake lake, Contract contract, Version raw, String rule, List<String> kept) {
    List<RefusedRows.Row> rows = new ArrayList<>();
    for (int i = 0; i < kept.size() && rows.size() < EXAMPLES; i++) {
      FailingRowFiles.read(lake, contract.dataset(), kept.get(i)).stream()
          .filter(row -> row.rule().equals(rule))
          .forEach(rows::add);
    }
    return Refusals.failing(lake, contract, raw, rows.subList(0, Math.min(EXAMPLES, rows.size())))
        .stream()
        .map(Quality::example)
        .toList();
  }

  /** The number of rows by day, and of columns that are not always filled the share that is. */
  private static List<Measured> measured(Contract contract, MeasureHistory history) {
    List<Measured> measured = new ArrayList<>();
    measured(Measure.ROW_COUNT, "行数", RuleReport.Unit.NUMBER, history).ifPresent(measured::add);
    for (Column column : contract.columns()) {
      measured(
              new Measure("Completeness", column.name()),
              "「" + column.label() + "」有值的比例",
              RuleReport.Unit.SHARE,
              history)
          .filter(each -> each.series().stream().anyMatch(point -> point.value() < 1))
          .ifPresent(measured::add);
    }
    return measured;
  }

  private static Optional<Measured> measured(
      Measure measure, String zh, RuleReport.Unit unit, MeasureHistory history) {
    List<Point> all = new ArrayList<>();
    history
        .series(measure)
        .forEach((day, value) -> all.add(new Point(day.toString(), value, null)));
    List<Point> last = all.subList(Math.max(0, all.size() - Measured.TOLD), all.size());
    return last.isEmpty()
        ? Optional.empty()
        : Optional.of(new Measured(measure.toString(), zh, unit, last));
  }

  private static Example example(Refusals.Row row) {
    return new Example(
        row.file(), row.line() < 0 ? null : row.line(), row.column(), row.reason(), row.text());
  }
}
