package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Plan;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs datasets through the stages. */
@Command(
    name = "run",
    description = "Collect, check, desensitize and release what changed.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lake run                          the whole night",
      "  lake run health.epidemic_daily    one dataset",
      "  lake run --only check             up to the checks, opening nothing",
      "  lake run --dry-run                what would be done"
    })
final class Run implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "domain.name; default: all.")
  private List<String> datasets = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "STAGE",
      defaultValue = "release",
      description = "The last stage: collect, check or release (default).")
  private String only;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Stage last = stage(only);
    Instant start = Instant.now();
    try (Progress progress = Progress.onStandardError();
        Workplace place = Workplace.open(options, observer(progress))) {
      List<Contract> selected = place.select(datasets);
      if (dryRun) {
        plan(place.pipeline().plan(selected.stream().map(Contract::dataset).toList()));
        return ExitCode.DONE;
      }
      Summary summary = run(place, selected, last);
      PrintWriter out = spec.commandLine().getOut();
      List<String> errors = place.errors();
      if (options.json()) {
        Json.print(out, new Report(summary, errors));
      } else {
        errors.forEach(spec.commandLine().getErr()::println);
        if (summary.idle() && place.lake().datasets(Zone.RAW).isEmpty()) {
          out.println(place.empty());
        }
        print(out, summary, Duration.between(start, Instant.now()));
      }
      return errors.isEmpty() ? exitCode(summary) : ExitCode.WRONG_USAGE;
    }
  }

  private void plan(List<Plan> plans) {
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      Json.print(out, plans);
      return;
    }
    Table table =
        new Table(
            "dataset",
            "fetch from",
            "new files",
            "derive",
            "check",
            "release",
            "withdraw",
            "approved");
    plans.stream()
        .filter(plan -> !plan.empty())
        .forEach(
            plan ->
                table.row(
                    plan.dataset(),
                    plan.fetch(),
                    plan.files().size(),
                    plan.derive() ? "yes" : "",
                    plan.check().size(),
                    plan.release().values().stream().mapToInt(List::size).sum(),
                    plan.withdraw().values().stream().mapToInt(List::size).sum(),
                    plan.approved() ? "yes" : "no"));
    if (plans.stream().allMatch(Plan::empty)) {
      out.println(nothingToDo(plans.size()));
    } else {
      table.print(out);
    }
    out.flush();
  }

  private static String nothingToDo(int datasets) {
    return datasets == 1
        ? "nothing to do: 1 dataset is as it was"
        : "nothing to do: %d datasets are as they were".formatted(datasets);
  }

  /** What {@code --json} prints: {@link Summary}, and the contracts' problems as lines. */
  record Report(String run, List<Outcome> datasets, String head, List<String> problems) {
    Report(Summary summary, List<String> problems) {
      this(summary.run(), summary.datasets(), summary.head(), problems);
    }
  }

  static Summary run(Workplace place, List<Contract> contracts, Stage last) {
    Engine[] started = new Engine[1];
    try {
      return place
          .pipeline()
          .run(
              contracts.stream().map(Contract::dataset).toList(),
              last,
              () -> {
                place.lake().observer().at("start", "", "Spark");
                started[0] = Engine.start(place.lake());
                return started[0];
              });
    } finally {
      if (started[0] != null) {
        started[0].close();
      }
    }
  }

  static org.jinyanglake.lake.Observer observer(Progress progress) {
    return (step, dataset, detail) -> {
      if (step.equals("done")) {
        if (!detail.equals(Outcome.Status.UNCHANGED.name())) {
          progress.done(dataset, detail.toLowerCase(Locale.ROOT));
        }
      } else if (!step.contains(".")) {
        progress.at(step, dataset, detail);
      }
    };
  }

  static int exitCode(Summary summary) {
    return summary.any(Outcome.Status.FAILED)
        ? ExitCode.FAILED
        : summary.any(Outcome.Status.HELD) ? ExitCode.HELD_BACK : ExitCode.DONE;
  }

  static void print(PrintWriter out, Summary summary, Duration took) {
    if (summary.idle()) {
      out.println(nothingToDo(summary.datasets().size()) + " (" + Progress.time(took) + ")");
      remarks(out, summary);
      out.flush();
      return;
    }
    Table table =
        new Table("dataset", "status", "files", "rows stored", "refused", "released", "rows open");
    for (Outcome outcome : summary.datasets()) {
      table.row(
          outcome.dataset(),
          outcome.status().name().toLowerCase(Locale.ROOT),
          outcome.files(),
          grouped(outcome.stored()),
          grouped(outcome.refused()),
          outcome.released().stream()
              .map(each -> each.zone() + ": " + each.partitions().size())
              .reduce((a, b) -> a + ", " + b)
              .orElse(""),
          grouped(outcome.released().stream().mapToLong(Outcome.Released::rows).sum()));
    }
    table.print(out);
    remarks(out, summary);
    out.println(
        "run "
            + summary.run()
            + " took "
            + Progress.time(took)
            + "; ledger head "
            + summary.head());
    out.flush();
  }

  private static void remarks(PrintWriter out, Summary summary) {
    for (Outcome outcome : summary.datasets()) {
      outcome
          .held()
          .forEach(
              why -> out.println(Table.visible("held back: " + outcome.dataset() + ": " + why)));
      outcome
          .notes()
          .forEach(note -> out.println(Table.visible("note: " + outcome.dataset() + ": " + note)));
    }
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Stage stage(String name) {
    for (Stage stage : Stage.values()) {
      if (stage.name().equalsIgnoreCase(name)) {
        return stage;
      }
    }
    throw new UsageException("no stage '" + name + "': collect, check or release");
  }
}
