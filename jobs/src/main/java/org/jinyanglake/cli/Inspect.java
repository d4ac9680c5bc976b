package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.collect.Known;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.desensitize.inspect.ColumnFindings;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Version;
import org.jinyanglake.pipeline.ContractDraft;
import org.jinyanglake.pipeline.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which columns of a dataset or a file tell of a person, and how a contract would put it. */
@Command(
    name = "inspect",
    description = "Which columns tell of a person, why, and how a contract would protect them.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "No value is shown, only how values are written: 9 for a digit, A for a letter, 汉 for a",
      "Chinese one. Exit code 1: a contract classifies a column more mildly than it looks.",
      "",
      "Examples:",
      "  lake inspect health.hospital_visits       its newest partition, and its contract",
      "  lake inspect people.csv tickets.jsonl     files that no contract describes yet",
      "  lake inspect people.csv --contract health.people > schemas/health/people.yaml",
      "  lake inspect report.xlsx --contract       workbooks, JSON, XML, Parquet and archives too",
      "  lake inspect odd.txt --csv odd.csv        its table, all values, as plain CSV"
    })
final class Inspect implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(
      arity = "1..*",
      paramLabel = "DATASET|FILE",
      description = "domain.name, or a file of any format that is collected.")
  private List<String> sources;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Look at N rows of the file or newest partition (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(names = "--all", description = "Look at every row of the file or of all partitions.")
  private boolean all;

  @Option(
      names = "--csv",
      paramLabel = "OUT",
      description = {
        "Write the file as it was read, comma-separated with the header first.",
        "A folder for several files, each under its own name."
      })
  private Path csv;

  @Option(
      names = "--params",
      paramLabel = "JSON",
      description = {
        "What is known of the file: delimiter, quotechar, header_lines, ...; of others",
        "entries, sheet, headerRow, rows as in a contract.",
        "A folder holds NAME.json for each file."
      })
  private Path params;

  @Option(
      names = "--contract",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DATASET",
      description = "Draft a contract for the file, as domain.name, and print nothing else.")
  private String contract;

  /** What {@code --json} prints. */
  private record Report(List<Inspection.Result> inspected) {}

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new UsageException("--rows: expected 1 or more");
    }
    if (csv != null) {
      try (SparkOnDemand spark = new SparkOnDemand(options)) {
        return new CsvCopies(options, csv, this::known, spark)
            .write(sources, spec.commandLine().getOut());
      }
    }
    Path hierarchies = options.conf().resolve("hierarchies");
    Inspection inspection =
        new Inspection(
            Files.isDirectory(hierarchies) ? Hierarchies.read(hierarchies) : Hierarchies.NONE,
            all ? Long.MAX_VALUE : rows);
    List<Inspection.Result> results = new ArrayList<>();
    List<String> datasets = new ArrayList<>();
    try (SparkOnDemand spark = new SparkOnDemand(options)) {
      for (String source : sources) {
        if (Files.isRegularFile(Path.of(source))) {
          results.add(file(inspection, source, spark));
        } else {
          datasets.add(source);
        }
      }
    }
    if (!datasets.isEmpty()) {
      results.addAll(datasets(inspection, datasets));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (contract != null) {
      out.print(draft(results));
      out.flush();
      return ExitCode.DONE;
    }
    if (options.json()) {
      Json.print(out, new Report(results));
    } else {
      results.forEach(result -> print(out, result));
      out.flush();
    }
    return results.stream().allMatch(result -> result.mismatches().isEmpty())
        ? ExitCode.DONE
        : ExitCode.HELD_BACK;
  }

  private Inspection.Result file(Inspection inspection, String file, SparkOnDemand spark) {
    var path = new org.apache.hadoop.fs.Path(Path.of(file).toAbsolutePath().toUri());
    try (FileSystem fs = FileSystem.newInstance(path.toUri(), Workplace.hadoop(options))) {
      return inspection.file(fs, path, file, known(Path.of(file)), spark);
    } catch (Inspection.UnreadableException e) {
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** What {@code --params} says of a file. */
  private Known known(Path file) {
    if (params == null) {
      return Known.NOTHING;
    }
    if (!Files.isDirectory(params)) {
      return DeclaredJson.read(params);
    }
    Path json = params.resolve(file.getFileName() + ".json");
    return Files.exists(json) ? DeclaredJson.read(json) : Known.NOTHING;
  }

  private String draft(List<Inspection.Result> results) {
    if (results.size() != 1 || results.get(0).file() == null) {
      throw new UsageException("--contract: name one file");
    }
    String file = Path.of(results.get(0).source()).getFileName().toString();
    String name = contract.isEmpty() ? "draft." + ContractDraft.datasetName(file) : contract;
    try {
      return ContractDraft.of(results.get(0), DatasetName.parse(name), file);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--contract: " + e.getMessage());
    }
  }

  private List<Inspection.Result> datasets(Inspection inspection, List<String> names) {
    for (String name : names) {
      if (name.contains("/")
          || name.matches(
              ".*\\.(csv|txt|jsonl?|geojson|xml|xlsx?|parquet|orc|avro|gz|bz2|zip|tar|tgz)")) {
        throw new UsageException("no file at " + name + ": name one that is there, or a dataset");
      }
    }
    List<Inspection.Result> results = new ArrayList<>();
    try (Workplace place = Workplace.existing(options)) {
      List<Contract> contracts = place.select(names);
      try (Engine engine = Engine.start(place.lake())) {
        for (Contract contract : contracts) {
          results.add(inspection.dataset(contract, raw(place.lake(), contract), engine));
        }
      }
    }
    return results;
  }

  private static Version raw(Lake lake, Contract contract) {
    return lake.version(Zone.RAW, contract.dataset())
        .orElseThrow(
            () ->
                new UsageException(
                    "nothing of "
                        + contract.dataset()
                        + " is collected: 'lake run', or inspect its file"));
  }

  private static void print(PrintWriter out, Inspection.Result result) {
    out.println(result.source() + ": " + result.read());
    if (result.file() != null) {
      FileReport.print(out, result);
    }
    if (result.refused() > 0) {
      out.println(
          "left out, as collection would refuse them: " + Table.counted(result.refused(), "row"));
    }
    Table table =
        new Table(
            "column",
            "holds",
            "score",
            "why",
            "written as",
            "classification",
            "open",
            "conditional");
    for (ColumnFindings each : result.columns()) {
      if (each.sensitive()) {
        table.row(
            each.column(),
            each.meaning(),
            String.format(Locale.ROOT, "%.2f", each.score()),
            each.why(),
            each.forms().isEmpty() ? "" : each.forms().get(0),
            each.classification(),
            each.techniques().get(Zone.OPEN.catalog()),
            each.techniques().get(Zone.CONDITIONAL.catalog()));
      }
    }
    List<String> others =
        result.columns().stream()
            .filter(each -> !each.sensitive())
            .map(ColumnFindings::column)
            .toList();
    if (others.size() < result.columns().size()) {
      table.print(out);
    }
    if (!others.isEmpty()) {
      out.println("nothing found in " + String.join(", ", others));
    }
    if (!result.mismatches().isEmpty()) {
      out.println(
          result.mismatches().stream()
              .map(each -> "mismatch: " + each)
              .collect(Collectors.joining(System.lineSeparator())));
    }
    out.println();
  }
}
