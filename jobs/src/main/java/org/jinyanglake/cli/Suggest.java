package org.jinyanglake.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.QualityEdit;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Hierarchies;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.pipeline.Suggestions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proposes rules from the data of a dataset, as an edit to its contract. */
@Command(
    name = "suggest",
    description = "Rules that the data speak for, as an edit to the contract. Changes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Looks at the newest seven partitions. Of columns that are not public no value is quoted.",
      "",
      "Examples:",
      "  lake suggest environment.air_quality",
      "  lake suggest environment.air_quality | patch -p0     to take them over",
      "  lake suggest health.beds --file beds.csv             before anything is collected"
    })
final class Suggest implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--file",
      paramLabel = "F",
      description = "Look at what this file would bring, and not at the table.")
  private Path file;

  /** A rule as {@code --json} prints it. */
  private record Proposed(String rule, String severity, String why, long broken) {}

  /** What {@code --json} prints. */
  private record Report(String dataset, String read, List<Proposed> rules, String diff) {}

  @Override
  public Integer call() throws IOException {
    if (file != null && !Files.isRegularFile(file)) {
      throw new UsageException("no file at " + file);
    }
    try (Workplace place = Workplace.existing(options)) {
      Contract contract = place.select(dataset);
      Hierarchies hierarchies =
          Files.isDirectory(place.hierarchies())
              ? Hierarchies.read(place.hierarchies())
              : Hierarchies.NONE;
      Suggestions suggestions = new Suggestions(place.contracts().contracts(), hierarchies);
      Suggestions.Result result;
      try (Engine engine = Engine.start(place.lake())) {
        result =
            file == null
                ? table(place, contract, suggestions, engine)
                : file(contract, suggestions, engine);
      }
      print(contract, result);
      return ExitCode.DONE;
    }
  }

  private static Suggestions.Result table(
      Workplace place, Contract contract, Suggestions suggestions, Engine engine) {
    return suggestions.dataset(
        contract,
        place
            .lake()
            .version(Zone.RAW, contract.dataset())
            .filter(raw -> !raw.state().partitions().isEmpty()) // every file may be refused
            .orElseThrow(
                () ->
                    new UsageException(
                        "nothing of "
                            + contract.dataset()
                            + " is collected: 'lake run', or name a file with --file")),
        engine);
  }

  private Suggestions.Result file(Contract contract, Suggestions suggestions, Engine engine) {
    if (!(contract.source() instanceof Source.Files)) {
      throw new UsageException(
          "--file: " + contract.dataset() + " is derived, and no file is read for it");
    }
    try {
      return suggestions.file(contract, file.toAbsolutePath(), engine);
    } catch (LakeException e) {
      throw new UsageException("--file: " + e.getMessage());
    }
  }

  private void print(Contract contract, Suggestions.Result result) {
    List<QualityEdit.Remarked> rules =
        result.suggestions().stream()
            .map(each -> new QualityEdit.Remarked(each.rule(), remark(each)))
            .toList();
    Optional<QualityEdit> edit = QualityEdit.of(text(contract), rules);
    String diff = edit.map(each -> each.diff(contract.file())).orElse("");
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      List<Proposed> proposed =
          result.suggestions().stream()
              .map(
                  each ->
                      new Proposed(
                          each.rule().dqdl(),
                          each.rule().severity().name().toLowerCase(Locale.ROOT),
                          each.why(),
                          each.broken()))
              .toList();
      Json.print(out, new Report(result.dataset(), result.read(), proposed, diff));
      return;
    }
    out.println(
        "%s, %s: %s proposed; judge them, a rule says what shall be and not what is"
            .formatted(result.dataset(), result.read(), Table.counted(rules.size(), "rule")));
    if (edit.isPresent()) {
      out.print(diff);
    } else if (!rules.isEmpty()) {
      out.println("put below 'quality:' of " + contract.file());
      QualityEdit.block(rules, "      ").forEach(out::println);
    }
    out.flush();
  }

  private static String remark(org.jinyanglake.check.suggest.Suggestion suggestion) {
    return suggestion.why()
        + (suggestion.broken() == 0
            ? ""
            : "; breaks now: " + Table.counted(suggestion.broken(), "row"));
  }

  private static String text(Contract contract) {
    try {
      return Files.readString(Path.of(contract.file()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + contract.file(), e);
    }
  }
}
