package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.RefusedRows;
import org.jinyanglake.pipeline.Refusals;
import org.jinyanglake.pipeline.RepairFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what was refused of a dataset, and why. */
@Command(
    name = "refused",
    description = "The refused rows and files of a dataset: file, line, column, reason, remedy.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake refused governance.hotline_tickets",
      "  lake refused governance.hotline_tickets --csv tickets.csv    to repair them"
    })
final class Refused implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--file",
      paramLabel = "F",
      defaultValue = "",
      description = "Only of this landing file, as the table names it.")
  private String file;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Print at most N rows (default: 50).")
  private int limit;

  @Option(
      names = "--csv",
      paramLabel = "OUT",
      description =
          "Write the rows of collection to a CSV file, to be corrected and delivered. It holds raw"
              + " values; only you can read it.")
  private Path csv;

  @Option(
      names = "--text",
      description = "Also what the records say, masked but for public columns.")
  private boolean text;

  @Option(
      names = "--all",
      description =
          "Also those that were repaired, and where, and those of older snapshots or replaced files.")
  private boolean all;

  /** What {@code --json} prints. */
  private record Report(
      String dataset,
      int refused,
      Map<String, Long> rules,
      List<Refusals.Row> rows,
      List<Refusals.File> files) {}

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new UsageException("--limit: expected 0 or more");
    }
    try (Workplace place = Workplace.existing(options)) {
      Contract contract = place.select(dataset);
      Refusals refusals = Refusals.of(place.lake(), contract, file, text, all);
      Map<String, Long> rules =
          refusals.rows().stream()
              .collect(
                  Collectors.groupingBy(Refusals.Row::rule, TreeMap::new, Collectors.counting()));
      int written = csv == null ? 0 : write(RepairFile.of(place.lake(), contract, file));
      PrintWriter out = spec.commandLine().getOut();
      List<Refusals.Row> shown =
          refusals.rows().subList(0, Math.min(limit, refusals.rows().size()));
      if (options.json()) {
        Json.print(
            out,
            new Report(
                contract.dataset().toString(),
                refusals.rows().size(),
                rules,
                shown,
                refusals.files()));
      } else {
        print(out, contract, refusals, rules, shown);
        if (csv != null) {
          printWritten(out, contract, written);
        }
      }
      return ExitCode.DONE;
    }
  }

  private void print(
      PrintWriter out,
      Contract contract,
      Refusals refusals,
      Map<String, Long> rules,
      List<Refusals.Row> shown) {
    out.printf(
        Locale.ROOT,
        "%s: %s and %s refused%n",
        contract.dataset(),
        Table.counted(refusals.rows().size(), "row"),
        Table.counted(refusals.files().size(), "file"));
    if (!rules.isEmpty()) {
      Table summary = new Table("rule", "rows", "what to do");
      rules.forEach((rule, rows) -> summary.row(rule, rows, remedy(refusals, rule)));
      summary.print(out);
      out.println();
    }
    for (Refusals.File each : refusals.files()) {
      out.println(Table.visible(each.file() + ": " + each.reason() + "; " + each.remedy()));
    }
    if (!shown.isEmpty()) {
      List<String> header = new ArrayList<>(List.of("file", "line", "column", "reason"));
      if (all) {
        header.add("repaired by");
      }
      if (text) {
        header.add("text");
      }
      Table table = new Table(header.toArray(String[]::new));
      for (Refusals.Row row : shown) {
        List<String> cells =
            new ArrayList<>(List.of(row.file(), line(row), row.column(), row.reason()));
        if (all) {
          cells.add(row.repaired());
        }
        if (text) {
          cells.add(row.text());
        }
        table.row(cells.toArray());
      }
      table.print(out);
    }
    if (shown.size() < refusals.rows().size()) {
      out.printf(
          Locale.ROOT,
          "%,d more; --limit shows more, --csv FILE writes those of collection for repair%n",
          refusals.rows().size() - shown.size());
    }
    out.flush();
  }

  private void printWritten(PrintWriter out, Contract contract, int rows) {
    out.printf(
        Locale.ROOT,
        "%s to repair in %s, raw values; correct them and put the file into %s under a name that ends in %s%n",
        Table.counted(rows, "row"),
        csv,
        contract.dataset().domain() + "/" + contract.dataset().name() + "/",
        RefusedRows.REPAIRED);
    out.flush();
  }

  private static String line(Refusals.Row row) {
    return row.line() < 0 ? "" : String.valueOf(row.line());
  }

  private static String remedy(Refusals refusals, String rule) {
    return refusals.rows().stream()
        .filter(row -> row.rule().equals(rule))
        .map(Refusals.Row::remedy)
        .findFirst()
        .orElse("");
  }

  private int write(RepairFile file) {
    try {
      file.write(csv);
      return file.rows();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + csv, e);
    }
  }
}
