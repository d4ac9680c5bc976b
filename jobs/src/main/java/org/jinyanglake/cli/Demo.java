package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jinyanglake.demo.DemoCity;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.DemoPersons;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Publications;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole small lake in one command: real data and a city that does not exist. */
@Command(
    name = "demo",
    description = "Make a lake with data to try everything on, and run it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "It lands 50 days of real epidemic counts and a week of a city that does not exist, approves",
      "the contracts in the names of their demo officers (of a new lake only), runs all stages",
      "and writes the portal.",
      "Once made, the lake is an ordinary one: change data or contracts and 'lake run' it."
    })
final class Demo implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Rows of the city that does not exist (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Override
  public Integer call() {
    Instant start = Instant.now();
    try (Workplace place = Workplace.open(options, Observer.NONE)) {
      if (!place.errors().isEmpty()) {
        throw new UsageException(place.errors().get(0));
      }
      land(options.home().resolve("landing"));
      // Of a new lake only: in one that is in use, persons approve.
      if (Ledger.of(place.lake()).state().records() == 0) {
        approve(place);
      }
    }
    try (Progress progress = Progress.onStandardError();
        Workplace place = Workplace.open(options, Run.observer(progress))) {
      Summary summary = Run.run(place, place.contracts().ordered(), Stage.RELEASE);
      Path portal = options.home().resolve("portal");
      PortalPages.write(Publications.of(place.lake(), place.contracts()), portal);
      PrintWriter out = spec.commandLine().getOut();
      Duration took = Duration.between(start, Instant.now());
      if (options.json()) {
        Json.print(out, new Run.Report(summary, place.errors()));
      } else {
        Run.print(out, summary, took);
        whatNext(out, summary, portal);
      }
      // The demo holds one damaged file back on purpose.
      return summary.any(Outcome.Status.FAILED) ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  private void approve(Workplace place) {
    if (place.policy().persons().keys().stream().anyMatch(key -> !key.demo())) {
      throw new UsageException(
          "persons are registered in %s: a lake of theirs is no demo; name another folder with --conf"
              .formatted(options.conf().resolve("persons.yaml")));
    }
    DemoPersons persons = DemoPersons.make(options.home(), place.contracts());
    persons.approve(
        place.lake(),
        place.contracts(),
        place.policy(),
        Workplace.persons(options, options.home()));
  }

  private void land(Path landing) {
    Path real = Path.of(System.getProperty("lake.project", "."), "demo");
    try {
      if (!Files.exists(landing.resolve("governance"))) {
        DemoCity.rows(rows).writeTo(landing);
      }
      Path from = real.resolve("health/epidemic_daily");
      Path to = landing.resolve("health/epidemic_daily");
      if (!Files.exists(to)) {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
          for (Path file : files.sorted().toList()) {
            Files.copy(file, to.resolve(file.getFileName()));
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new LakeException("cannot land the demo data in " + landing + ": " + e.getMessage(), e);
    }
  }

  private static void whatNext(PrintWriter out, Summary summary, Path portal) {
    long stored = summary.datasets().stream().mapToLong(Outcome::stored).sum();
    long refused = summary.datasets().stream().mapToLong(Outcome::refused).sum();
    int files = summary.datasets().stream().mapToInt(Outcome::files).sum();
    long opened =
        summary.datasets().stream()
            .flatMap(each -> each.released().stream())
            .mapToLong(Outcome.Released::rows)
            .sum();
    long held = summary.datasets().stream().filter(each -> !each.held().isEmpty()).count();
    out.printf(
        Locale.ROOT,
        """

        collected  %,d rows from %d files, each once
        refused    %,d rows, each with its reason
                   lake refused governance.hotline_tickets
        held back  %d dataset, for a file that is damaged
                   lake status
        opened     %,d rows
                   lake sql --zone open "select * from city.run_monitor"
        portal     pages of what is released
                   %s
        evidence   one certificate a partition
                   lake trace health.hospital_visits --partition day=2024-03-10
                   lake verify
        next       what an officer signs
                   lake propose health.hospital_visits
        persons    their keys, of this lake only: lake propose, approve, declassify --key FILE
                   %s
        lake       is scripts/lake of the project
        """,
        stored,
        files,
        refused,
        held,
        opened,
        portal.resolve("index.html").toUri(),
        portal.resolveSibling("demo"));
    out.flush();
  }
}
