package org.jinyanglake.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Version;
import org.jinyanglake.quality.Collected;
import org.jinyanglake.quality.DatasetReport;
import org.jinyanglake.quality.Example;
import org.jinyanglake.quality.QualityReport;

/** Tells the quality of datasets from what the lake recorded; needs no Spark. */
public final class Quality {
  /** How many refused rows are shown of each rule. */
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
    Map<String, List<Example>> checked = new HashMap<>();
    List<Collected.ByRule> collected = new ArrayList<>();
    for (Refusals.ByRule each : Refusals.byRule(lake, contract, raw, EXAMPLES)) {
      List<Example> examples = each.last().stream().map(Quality::example).toList();
      if (each.stage().equals("check")) {
        checked.put(each.rule(), examples);
      } else {
        collected.add(new Collected.ByRule(each.rule(), each.rows(), examples));
      }
    }
    return new DatasetReport.Known(rows(raw), List.of(), checked, collected);
  }

  private static Example example(Refusals.Row row) {
    return new Example(
        row.file(), row.line() < 0 ? null : row.line(), row.column(), row.reason(), row.text());
  }

  /** The rows of each partition: those of its files less what checks took out of them. */
  private static Map<String, Long> rows(Version raw) {
    Map<String, Long> rows = new HashMap<>();
    raw.files()
        .forEach(
            (path, files) ->
                rows.put(
                    path,
                    Math.max(
                        0,
                        files.stream().mapToLong(file -> file.recordCount()).sum()
                            - Optional.ofNullable(raw.state().partitions().get(path))
                                .map(partition -> partition.refused())
                                .orElse(0L))));
    return rows;
  }
}
