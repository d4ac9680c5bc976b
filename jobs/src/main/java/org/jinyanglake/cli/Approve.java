package org.jinyanglake.cli;

import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Approves the contract version that was proposed. */
@Command(
    name = "approve",
    description = "Approve the proposed version of a contract, as its chief data officer.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  lake approve health.hospital_visits --by zhao.minghui"})
final class Approve implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Option(
      names = "--by",
      paramLabel = "USER",
      required = true,
      description = "The chief data officer who approves.")
  private String by;

  /** The output for machines. */
  private record Approved(String dataset, String version, String contract, String officer) {}

  @Override
  public Integer call() {
    try (Workplace place = Workplace.open(options, Observer.NONE)) {
      Contract contract = place.select(dataset);
      Approvals.in(Ledger.of(place.lake())).approve(contract, by);
      if (options.json()) {
        Json.print(
            spec.commandLine().getOut(),
            new Approved(contract.dataset().toString(), contract.version(), contract.hash(), by));
      } else {
        spec.commandLine()
            .getOut()
            .printf(
                "%s version %s is approved by %s; 'lake run %s' opens it%n",
                contract.dataset(), contract.version(), by, contract.dataset());
      }
      return ExitCode.DONE;
    } catch (RefusedApprovalException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
