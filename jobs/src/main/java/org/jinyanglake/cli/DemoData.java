package org.jinyanglake.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jinyanglake.demo.DemoCity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lake demo-data}: landing files of a city that does not exist. */
@Command(
    name = "demo-data",
    description = "Write landing files of a city that does not exist, some rows broken on purpose.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The same rows, seed, first day and days give the same bytes. _labels.csv names each broken",
      "row and its fault. Nobody in the data exists: all were born before 1900.",
      "",
      "  lake demo-data --rows 10000 --days 3 --out lake-home/landing"
    })
final class DemoData implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      paramLabel = "N",
      required = true,
      description = "Rows of all seven providers together.")
  private long rows;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed, another city life (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      defaultValue = "2024-03-04",
      description = "The first day (default: ${DEFAULT-VALUE}).")
  private LocalDate from;

  @Option(
      names = "--days",
      paramLabel = "D",
      defaultValue = "7",
      description = "How many days (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where to write: one folder a domain and dataset, as below landing.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  /** What was written of one dataset. */
  private record Provider(String dataset, long files, long rows, long broken) {}

  /** The output for machines. */
  private record Written(String folder, String labels, long rows, List<Provider> datasets) {}

  @Override
  public Integer call() {
    if (rows < 1 || days < 1) {
      throw new UsageException(
          "the city needs at least one row and one day: mend --rows or --days");
    }
    Instant start = Instant.now();
    DemoCity.Result result =
        DemoCity.rows(rows).seed(seed).from(from).days(days).writeTo(out.toAbsolutePath());
    List<Provider> providers =
        result.files().stream()
            .collect(groupingBy(DemoCity.Landed::dataset, LinkedHashMap::new, toList()))
            .entrySet()
            .stream()
            .map(dataset -> sum(dataset.getKey(), dataset.getValue()))
            .toList();
    PrintWriter screen = spec.commandLine().getOut();
    if (json) {
      Json.print(
          screen,
          new Written(out.toString(), result.labels().toString(), result.rows(), providers));
      return ExitCode.DONE;
    }
    Table table = new Table("dataset", "files", "rows", "broken");
    providers.forEach(
        provider -> table.row(provider.dataset, provider.files, provider.rows, provider.broken));
    table.print(screen);
    screen.printf(
        Locale.ROOT,
        "%,d rows in %s; the broken ones are named in %s%n",
        result.rows(),
        Progress.time(Duration.between(start, Instant.now())),
        result.labels());
    return ExitCode.DONE;
  }

  private static Provider sum(String dataset, List<DemoCity.Landed> files) {
    return new Provider(
        dataset,
        files.size(),
        files.stream().mapToLong(DemoCity.Landed::rows).sum(),
        files.stream().flatMap(file -> file.broken().values().stream()).mapToLong(n -> n).sum());
  }
}
