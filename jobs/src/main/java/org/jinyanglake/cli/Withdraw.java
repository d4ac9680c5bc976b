package org.jinyanglake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.RefusedApprovalException;
import org.jinyanglake.pipeline.WithdrawnPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes something out of a zone at once. */
@Command(
    name = "withdraw",
    description = "Take a dataset, or some of its partitions, out of a zone at once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "One person is enough: the contract's steward, chief data officer or declassification reviewer.",
      "Opening again takes two: a new version of the contract, proposed and approved.",
      "",
      "Example:",
      "  lake withdraw health.visits day=2024-03-01 --zone open --key gao.jing.p12 --reason '数据有误'"
    })
final class Withdraw implements Callable<Integer> {
  /** The zones that have readers. */
  enum From {
    open(Zone.OPEN),
    conditional(Zone.CONDITIONAL);

    private final Zone zone;

    From(Zone zone) {
      this.zone = zone;
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions options;

  @Parameters(index = "0", paramLabel = "DATASET", description = "domain.name")
  private String dataset;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PARTITION",
      description = "As day=2024-03-01; default: all, also what is still to come.")
  private List<String> partitions = new ArrayList<>();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      required = true,
      description = "open or conditional")
  private From from;

  @Mixin private KeyOption key;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for anybody to read.")
  private String reason;

  @Override
  public Integer call() {
    if (!key.given()) {
      throw new UsageException("who withdraws it? sign with --key FILE");
    }
    try (Workplace place = Workplace.existing(options, Observer.NONE)) {
      Contract contract = select(place);
      List<WithdrawnPartition> withdrawn =
          place
              .pipeline()
              .withdraw(
                  contract, from.zone, partitions, reason, key.signer(place.policy().persons()));
      if (options.json()) {
        Json.print(spec.commandLine().getOut(), withdrawn);
      } else {
        withdrawn.forEach(
            each ->
                spec.commandLine()
                    .getOut()
                    .println(
                        Table.visible("withdrawn: " + contract.dataset() + ": " + each.line())));
      }
      return ExitCode.DONE;
    } catch (RefusedApprovalException | IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Of a dataset whose contract is gone or broken the one that was approved is good enough. */
  private Contract select(Workplace place) {
    try {
      return place.select(dataset);
    } catch (UsageException e) {
      if (!dataset.contains(".")) {
        throw e;
      }
      return place.pipeline().approved(DatasetName.parse(dataset)).orElseThrow(() -> e);
    }
  }
}
