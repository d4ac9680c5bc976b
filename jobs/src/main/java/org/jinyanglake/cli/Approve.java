package org.jinyanglake.cli;

import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.release.PolicyDigest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Approves the contract version that was proposed. */
@Command(
    name = "approve",
    description = "Approve the proposed version of a contract, as its chief data officer.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  lake approve health.hospital_visits --key zhao.minghui.p12"})
final class Approve implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Mixin private KeyOption key;

  /** The output for machines. */
  private record Approved(
      String dataset, String version, String contract, String officer, String effectiveAt) {}

  @Override
  public Integer call() {
    if (!key.given()) {
      throw new UsageException("who approves? sign with --key FILE");
    }
    try (Workplace place = Workplace.open(options, Observer.NONE)) {
      Contract contract = place.select(dataset);
      Policy policy = place.policy();
      Approval approval =
          Approvals.in(Ledger.of(place.lake()))
              .approve(
                  contract, PolicyDigest.of(policy), policy.notice(), key.signer(policy.persons()));
      if (options.json()) {
        Json.print(
            spec.commandLine().getOut(),
            new Approved(
                approval.dataset(),
                approval.version(),
                approval.contract(),
                approval.officerInWords(),
                approval.effectiveAt()));
      } else {
        spec.commandLine()
            .getOut()
            .printf(
                "%s version %s is approved by %s; 'lake run %s' %s%n",
                contract.dataset(),
                contract.version(),
                approval.officerInWords(),
                contract.dataset(),
                approval.effectiveAt().equals(approval.approvedAt())
                    ? contract.opened().isEmpty() ? "withdraws what is open" : "opens it"
                    : "brings it about from " + approval.effectiveAt() + " on");
      }
      return ExitCode.DONE;
    } catch (RefusedApprovalException e) {
      throw new UsageException(e.getMessage());
    }
  }
}
