package org.jinyanglake.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lake validate}: every problem of every contract, with its place and what to do. */
@Command(
    name = "validate",
    description = "Check all contracts; print every problem with file, line and column.",
    mixinStandardHelpOptions = true,
    footer = {"", "Reads nothing but contracts and hierarchies; needs no lake and no data."})
final class Validate implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions lake;

  /** The output for machines. */
  private record Verdict(boolean valid, List<String> contracts, List<Problem> problems) {}

  @Override
  public Integer call() {
    Instant start = Instant.now();
    Contracts contracts =
        Contracts.in(lake.schemas()).hierarchies(lake.conf().resolve("hierarchies")).read();
    PrintWriter out = spec.commandLine().getOut();
    if (lake.json()) {
      List<String> valid =
          contracts.contracts().stream().map(Contract::dataset).map(Object::toString).toList();
      Json.print(out, new Verdict(!contracts.failed(), valid, contracts.problems()));
    } else {
      contracts.problems().forEach(out::println);
      long errors = contracts.problems().stream().filter(Problem::isError).count();
      long warnings = contracts.problems().size() - errors;
      out.println(
          Table.counted(contracts.contracts().size(), "contract")
              + " valid, "
              + Table.counted(errors, "problem")
              + (warnings == 0 ? "" : ", " + Table.counted(warnings, "warning"))
              + ", "
              + Progress.time(Duration.between(start, Instant.now())));
    }
    return contracts.failed() ? ExitCode.WRONG_USAGE : ExitCode.DONE;
  }
}
