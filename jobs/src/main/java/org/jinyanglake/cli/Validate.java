package org.jinyanglake.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Problem;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.pipeline.Duplicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code lake validate}: every problem of every contract, with its place and what to do; and what
 * of them the lake has already.
 */
@Command(
    name = "validate",
    description = "Check all contracts; print every problem with file, line and column.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Reads nothing but contracts and hierarchies, without --against-lake; needs no lake and no data.",
      "",
      "Examples:",
      "  lake validate culture.loans                     what is wrong with this one",
      "  lake validate --against-lake                    which datasets hold what others hold",
      "  lake validate --against-lake health.visits      who has this one already",
      "  lake validate --against-lake health.visits --file sample.csv"
    })
final class Validate implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions lake;

  @Parameters(
      arity = "0..*",
      paramLabel = "DATASET",
      description = "domain.name: say only what is wrong with these; all are read.")
  private List<String> datasets = new ArrayList<>();

  @Option(
      names = "--against-lake",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "CONTRACT",
      description = {
        "Also say which dataset of which department has it already (domain.name; default: all).",
        "Exit code 1: one has."
      })
  private String against;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Compare what this file holds, read as the CONTRACT says; stores nothing.")
  private Path file;

  /** The output for machines. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Verdict(
      boolean valid, List<String> contracts, List<Problem> problems, List<Duplicate> duplicates) {}

  @Override
  public Integer call() {
    if (file != null && (against == null || against.isEmpty())) {
      throw new UsageException("--file: name the contract with --against-lake CONTRACT");
    }
    if (file != null && !Files.isRegularFile(file)) {
      throw new UsageException("no file at " + file);
    }
    Instant start = Instant.now();
    Workplace.persons(lake, lake.home()); // says what is wrong with the register
    Contracts contracts =
        Contracts.in(lake.schemas()).hierarchies(lake.conf().resolve("hierarchies")).read();
    List<Problem> all = new ArrayList<>(contracts.problems());
    List<Problem> looser =
        Files.exists(lake.conf().resolve("policy.yaml"))
            ? contracts.againstPolicy(Workplace.policy(lake))
            : List.of(); // contracts can be read anywhere
    all.addAll(looser);
    List<String> valid =
        contracts.contracts().stream()
            .filter(each -> looser.stream().noneMatch(it -> it.file().equals(each.file())))
            .map(contract -> contract.dataset().toString())
            .filter(each -> datasets.isEmpty() || datasets.contains(each))
            .toList();
    List<Problem> problems = problems(all, valid);
    boolean failed = problems.stream().anyMatch(Problem::isError);
    List<Duplicate> duplicates = failed || against == null ? null : duplicates(lake, against, file);
    PrintWriter out = spec.commandLine().getOut();
    if (lake.json()) {
      Json.print(out, new Verdict(!failed, valid, problems, duplicates));
    } else {
      problems.forEach(out::println);
      if (duplicates != null) {
        print(out, duplicates);
      }
      long errors = problems.stream().filter(Problem::isError).count();
      long warnings = problems.size() - errors;
      out.println(
          Table.counted(valid.size(), "contract")
              + " valid, "
              + Table.counted(errors, "problem")
              + (warnings == 0 ? "" : ", " + Table.counted(warnings, "warning"))
              + (duplicates == null ? "" : ", " + Table.counted(duplicates.size(), "duplicate"))
              + ", "
              + Progress.time(Duration.between(start, Instant.now())));
    }
    if (failed) {
      return ExitCode.WRONG_USAGE;
    }
    return duplicates == null || duplicates.isEmpty() ? ExitCode.DONE : ExitCode.HELD_BACK;
  }

  /** Those of the contracts named; all, where one is not valid for what is wrong with another. */
  private List<Problem> problems(List<Problem> all, List<String> valid) {
    List<Problem> named = new ArrayList<>();
    for (String dataset : datasets) {
      String file = "/" + dataset.replace('.', '/') + ".yaml";
      List<Problem> own = all.stream().filter(each -> each.file().endsWith(file)).toList();
      if (own.isEmpty() && !Files.exists(Path.of(lake.schemas() + file))) {
        throw new UsageException("there is no contract at " + lake.schemas() + file);
      }
      if (own.isEmpty() && !valid.contains(dataset)) {
        return all;
      }
      named.addAll(own);
    }
    return datasets.isEmpty() ? all : named;
  }

  private static List<Duplicate> duplicates(LakeOptions lake, String against, Path file) {
    Engine[] started = new Engine[1];
    try (Workplace place = Workplace.existing(lake)) {
      Supplier<Engine> engine = () -> started[0] = Engine.start(place.lake());
      if (against.isEmpty()) {
        return place.pipeline().duplicates(engine);
      }
      Contract contract = place.select(against);
      return file == null
          ? place.pipeline().duplicates(contract.dataset(), engine)
          : duplicates(place, contract, file);
    } finally {
      if (started[0] != null) {
        started[0].close();
      }
    }
  }

  private static List<Duplicate> duplicates(Workplace place, Contract contract, Path file) {
    DatasetName dataset = contract.dataset();
    if (!(contract.source() instanceof Source.Files)) {
      throw new UsageException("--file: " + dataset + " is derived, and no file is read for it");
    }
    try (Engine engine = Engine.start(place.lake())) {
      return place.pipeline().duplicates(dataset, file.toAbsolutePath(), engine);
    } catch (LakeException e) {
      throw new UsageException("--file: " + e.getMessage());
    }
  }

  private static void print(PrintWriter out, List<Duplicate> duplicates) {
    for (Duplicate each : duplicates) {
      out.println(
          "%s duplicates %s, %s: %s (%s)"
              .formatted(each.dataset(), each.whose(), each.title(), each.why(), each.relation()));
      out.println("  " + String.join(", ", each.columns()));
    }
  }
}
