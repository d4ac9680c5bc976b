package org.jinyanglake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;

/** The lake's side of a comparison: a lake of its own, its contracts approved. */
final class LakeSide {
  private final Path project;
  private final Path home;
  private final Path schemas;
  private final Path landing;

  /**
   * A lake below a folder, which is empty.
   *
   * @param project whose {@code conf} it has
   */
  LakeSide(Path project, Path folder, Workload workload) throws IOException {
    this.project = project;
    home = folder.resolve("home");
    schemas = folder.resolve("schemas");
    landing = home.resolve("landing");
    workload.writeContracts(schemas);
    workload.writeFiles(landing);
  }

  Path home() {
    return home;
  }

  Path schemas() {
    return schemas;
  }

  Path landing() {
    return landing;
  }

  int parallelism() {
    return LakeConf.embedded(home).parallelism();
  }

  /** As it was before anything was collected, its contracts approved. */
  void reset() throws IOException {
    Path approved = home.resolveSibling("approved");
    if (!Files.exists(approved)) {
      approve();
      for (String part : List.of("catalog", "warehouse")) {
        FileUtils.copyDirectory(home.resolve(part).toFile(), approved.resolve(part).toFile());
      }
    }
    for (String part : List.of("catalog", "warehouse")) {
      FileUtils.deleteDirectory(home.resolve(part).toFile());
      FileUtils.copyDirectory(approved.resolve(part).toFile(), home.resolve(part).toFile());
    }
  }

  private void approve() {
    try (Lake lake = open()) {
      Contracts contracts = contracts(lake);
      Approvals approvals = Approvals.in(Ledger.of(lake));
      for (Contract contract : contracts.contracts()) {
        approvals.propose(contract, contracts.canonical(contract.dataset()), contract.steward());
        approvals.approve(contract, contract.officer());
      }
    }
  }

  /** A whole run, as {@code lake run} makes it once the JVM and Spark have started. */
  Summary run(SparkSession spark) throws IOException {
    return run(spark, Stage.RELEASE);
  }

  /** The stages up to one. */
  Summary run(SparkSession spark, Stage last) throws IOException {
    return run(spark, last, Observer.NONE);
  }

  /** The same, told to somebody step by step. */
  Summary run(SparkSession spark, Stage last, Observer observer) throws IOException {
    try (Lake lake = Lake.open(LakeConf.embedded(home), observer)) {
      Contracts contracts = contracts(lake);
      List<DatasetName> all = contracts.ordered().stream().map(Contract::dataset).toList();
      Policy policy = Policy.read(project.resolve("conf/policy.yaml"));
      Summary summary =
          new Pipeline(lake, contracts.contracts(), policy, hierarchies())
              .run(all, last, () -> Engine.on(spark, lake));
      for (Outcome outcome : summary.datasets()) {
        if (outcome.status() == Outcome.Status.FAILED || outcome.status() == Outcome.Status.HELD) {
          throw new IllegalStateException(outcome.toString());
        }
      }
      return summary;
    }
  }

  private Lake open() {
    return Lake.open(LakeConf.embedded(home), Observer.NONE);
  }

  /** As the command reads them: those approved are known to be valid. */
  private Contracts contracts(Lake lake) {
    Set<String> approved =
        Ledger.of(lake).state().approvals().values().stream()
            .map(Approval::contract)
            .collect(Collectors.toSet());
    Contracts contracts =
        Contracts.in(schemas).hierarchies(hierarchies()).judged(approved::contains).read();
    if (contracts.failed()) {
      throw new IllegalStateException(contracts.problems().toString());
    }
    return contracts;
  }

  private Path hierarchies() {
    return project.resolve("conf/hierarchies");
  }

  /** The engine's session, started as the lake starts it. */
  SparkSession spark() {
    return Engine.start(open()).spark();
  }
}
