package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.pipeline.Quality;
import org.jinyanglake.quality.Collected;
import org.jinyanglake.quality.DatasetReport;
import org.jinyanglake.quality.Dimension;
import org.jinyanglake.quality.Example;
import org.jinyanglake.quality.Figures;
import org.jinyanglake.quality.QualityReport;
import org.jinyanglake.quality.Remedy;
import org.jinyanglake.quality.ReportPage;
import org.jinyanglake.quality.RuleReport;
import org.jinyanglake.quality.Trend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how good the data are, by what the rules said of them. */
@Command(
    name = "check",
    description =
        "How good the data are: each rule in words and over time, since when it fails, what to do;"
            + " who is late; scores by GB/T 36344. Looks only.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code 1: a rule of severity error fails, a partition is held back, or data are late.",
      "",
      "Examples:",
      "  lake check                                         all datasets, what is wrong first",
      "  lake check governance.hotline_tickets              each rule of one",
      "  lake check --report quality.html                   a page for departments"
    })
final class CheckReport implements Callable<Integer> {
  private static final int TREND = 30;

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "domain.name; default: all.")
  private List<String> datasets = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write one page of HTML, in Chinese and English, that needs nothing beside it.")
  private Path page;

  @Override
  public Integer call() {
    try (Workplace place = Workplace.existing(options)) {
      List<Contract> contracts = place.select(datasets);
      ZoneId zone = contracts.isEmpty() ? ZoneOffset.UTC : contracts.get(0).zone();
      QualityReport report = Quality.of(place.lake(), contracts, Instant.now());
      if (page != null) {
        HtmlFile.write(page, ReportPage.of(report, zone));
      }
      if (datasets.isEmpty()) {
        place.errors().forEach(why -> spec.commandLine().getErr().println("left out: " + why));
      }
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        Json.print(out, report);
      } else {
        print(out, report, zone);
      }
      return report.passed() ? ExitCode.DONE : ExitCode.HELD_BACK;
    }
  }

  private void print(PrintWriter out, QualityReport report, ZoneId zone) {
    for (DatasetReport each : report.late()) {
      out.println(Table.visible(late(each, zone)));
    }
    for (DatasetReport each : report.datasets()) {
      if (each.freshness().awaitsFirst()) {
        line(
            out,
            "nothing came yet: %s: %s: %s"
                .formatted(each.provider(), each.dataset(), each.lateRemedy().en()));
      }
    }
    scores(out, report);
    boolean detailed = !datasets.isEmpty();
    for (DatasetReport dataset : report.datasets()) {
      for (RuleReport rule : dataset.rules()) {
        boolean wrong = rule.state() == RuleReport.State.FAILED;
        if (detailed ? rule.state() != RuleReport.State.PASSED : wrong) {
          out.println();
          rule(out, dataset, rule, zone, detailed);
        }
      }
      held(out, dataset);
      if (detailed) {
        passed(out, dataset);
        collected(out, dataset.collected());
      }
    }
    if (page != null) {
      out.println("the page is " + page.toAbsolutePath().normalize().toUri());
    }
    out.flush();
  }

  private static String late(DatasetReport dataset, ZoneId zone) {
    var freshness = dataset.freshness();
    return "late: %s: %s: %,d hours late: due %s, last %s; %s"
        .formatted(
            dataset.provider(),
            dataset.dataset(),
            freshness.lateHours(),
            local(freshness.lateSince(), zone),
            local(freshness.last(), zone),
            dataset.lateRemedy().en());
  }

  /** The partitions that are held back, which make the exit code 1 whatever was told of rules. */
  private static void held(PrintWriter out, DatasetReport dataset) {
    List<Map.Entry<String, List<String>>> last = dataset.heldLast();
    if (last.isEmpty()) {
      return;
    }
    out.println();
    for (Map.Entry<String, List<String>> each : last) {
      String partition = each.getKey().isEmpty() ? "" : " " + each.getKey();
      for (String why : each.getValue()) {
        line(out, "held back: %s%s: %s".formatted(dataset.dataset(), partition, why));
      }
    }
    if (dataset.held().size() > last.size()) {
      line(out, "  and %,d older partitions".formatted(dataset.held().size() - last.size()));
    }
  }

  private static void scores(PrintWriter out, QualityReport report) {
    List<String> header = new ArrayList<>(List.of("dataset", "score"));
    for (Dimension each : Dimension.values()) {
      header.add(each.name().toLowerCase(Locale.ROOT));
    }
    header.addAll(List.of("errors", "row rules", "warnings", "not judged", "late"));
    Table table = new Table(header.toArray(String[]::new));
    for (DatasetReport each : report.datasets()) {
      List<Object> cells = new ArrayList<>();
      cells.add(each.dataset());
      cells.add(score(each.score().overall()));
      each.score().dimensions().values().forEach(score -> cells.add(score(score)));
      cells.add(each.failing("error"));
      cells.add(each.failing("row"));
      cells.add(each.failing("warning"));
      cells.add(
          each.rules().stream().filter(rule -> rule.state() == RuleReport.State.UNJUDGED).count());
      cells.add(each.freshness().late() ? "late" : "");
      table.row(cells.toArray());
    }
    table.print(out);
  }

  private static String score(Double score) {
    return score == null ? "" : Figures.score(score);
  }

  private static void rule(
      PrintWriter out, DatasetReport dataset, RuleReport rule, ZoneId zone, boolean detailed) {
    line(
        out,
        "%s %s: %s: %s"
            .formatted(
                rule.state().name().toLowerCase(Locale.ROOT),
                rule.severity(),
                dataset.dataset(),
                rule.rule()));
    line(out, "  " + rule.zh());
    line(out, "  " + rule.en());
    if (rule.since() != null) {
      line(
          out,
          "  %s  %s; since %s%s, first seen %s"
              .formatted(
                  Trend.text(rule.series(), TREND),
                  measured(rule),
                  rule.since(),
                  rule.failing() > 1 ? ", " + rule.failing() + " times" : "",
                  local(rule.firstSeen(), zone)));
    }
    if (!rule.reason().isEmpty()) {
      line(out, "  why: " + rule.reason());
    }
    if (rule.remedy() != null) {
      remedy(out, rule.remedy());
    }
    if (detailed && !rule.examples().isEmpty()) {
      Table table = new Table("file", "line", "column", "reason", "text");
      for (Example each : rule.examples()) {
        table.row(each.file(), each.line(), each.column(), each.reason(), each.text());
      }
      table.print(out);
    }
  }

  /** The measure and the number of rows that break the rule, which is the measure of some. */
  private static String measured(RuleReport rule) {
    List<String> said = new ArrayList<>();
    if (rule.value() != null && rule.unit() != RuleReport.Unit.ROWS) {
      said.add(Figures.measure(rule.value(), rule.unit()));
    }
    if (rule.rows() != null) {
      said.add(Table.counted(rule.rows(), "row"));
    }
    return String.join(", ", said);
  }

  private static void collected(PrintWriter out, Collected collected) {
    if (collected.files() == 0) {
      return;
    }
    out.println();
    line(
        out,
        "collected: %s, %,d refused; %s, %,d refused"
            .formatted(
                Table.counted(collected.files(), "file"),
                collected.filesRefused(),
                Table.counted(collected.rows(), "row"),
                collected.refused()));
    for (Collected.RefusedFile each : collected.refusedFiles()) {
      line(out, "  " + each.file() + ": " + each.reason());
      remedy(out, each.remedy());
    }
    for (Collected.ByRule each : collected.rules()) {
      line(out, "  " + each.rule() + ": " + Table.counted(each.rows(), "row"));
    }
    if (collected.remedy() != null) {
      remedy(out, collected.remedy());
    }
  }

  private static void remedy(PrintWriter out, Remedy remedy) {
    line(out, "  do:  " + remedy.who() + ": " + remedy.zh());
    line(out, "       " + remedy.who() + ": " + remedy.en() + "; then " + remedy.command());
  }

  private static void passed(PrintWriter out, DatasetReport dataset) {
    List<RuleReport> passed =
        dataset.rules().stream().filter(rule -> rule.state() == RuleReport.State.PASSED).toList();
    if (passed.isEmpty()) {
      return;
    }
    out.println();
    Table table = new Table("passed", "severity", "now", "over time", "规则");
    for (RuleReport rule : passed) {
      table.row(
          rule.rule(),
          rule.severity(),
          Figures.measure(rule.value(), rule.unit()),
          Trend.text(rule.series(), TREND),
          rule.zh());
    }
    table.print(out);
  }

  private static void line(PrintWriter out, String text) {
    out.println(Table.visible(text).stripTrailing());
  }

  private static String local(String instant, ZoneId zone) {
    return instant == null ? "" : Figures.minute(Instant.parse(instant), zone);
  }
}
