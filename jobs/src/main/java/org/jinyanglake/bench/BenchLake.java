package org.jinyanglake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;

/** A lake in a folder for the benchmark, its contracts approved. */
record BenchLake(Path home, Path conf, SparkSession spark) {

  void declare(List<Field> fields) {
    try {
      Path folder = Files.createDirectories(home.resolve("schemas/bench"));
      for (Field field : fields) {
        Files.writeString(folder.resolve(field.name() + ".yaml"), field.contract());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Lake lake = open()) {
      Contracts contracts = contracts();
      Approvals approvals = Approvals.in(Ledger.of(lake));
      for (Contract contract : contracts.contracts()) {
        approvals.propose(contract, contracts.canonical(contract.dataset()), contract.steward());
        approvals.approve(contract, contract.officer());
      }
    }
  }

  private Lake open() {
    return Lake.open(LakeConf.embedded(home), Observer.NONE);
  }

  private Contracts contracts() {
    // As the command does: what is approved is known to be valid.
    return Contracts.in(home.resolve("schemas")).judged(hash -> true).read();
  }

  Path landing() {
    return home.resolve("landing");
  }

  /** A run of all datasets, from reading the contracts on; everything must come out well. */
  Summary run() {
    try (Lake lake = open()) {
      Contracts contracts = contracts();
      Summary summary =
          new Pipeline(
                  lake,
                  contracts.contracts(),
                  Policy.read(conf.resolve("policy.yaml")),
                  conf.resolve("hierarchies"))
              .run(
                  contracts.ordered().stream().map(Contract::dataset).toList(),
                  Stage.RELEASE,
                  () -> Engine.on(spark, lake));
      if (summary.any(Outcome.Status.HELD) || summary.any(Outcome.Status.FAILED)) {
        throw new IllegalStateException("the benchmark's own data did not pass: " + summary);
      }
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
