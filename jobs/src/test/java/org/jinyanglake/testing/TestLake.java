package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;

/** A lake in a folder, on the shared Spark session, with contracts of a schemas folder. */
public final class TestLake implements AutoCloseable {
  /** The project's own configuration and contracts. */
  public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private final Lake lake;
  private final Contracts contracts;
  private final Policy policy;

  private TestLake(Path home, Path schemas, Observer observer) {
    lake = Lake.open(LakeConf.embedded(home), observer);
    contracts = Contracts.in(schemas).hierarchies(hierarchies()).read();
    if (contracts.failed()) {
      throw new IllegalArgumentException(contracts.problems().toString());
    }
    try {
      policy = Policy.read(PROJECT.resolve("conf/policy.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A lake with the project's own contracts. */
  public static TestLake city(Path home) {
    return new TestLake(home, PROJECT.resolve("schemas"), Observer.NONE);
  }

  public static TestLake of(Path home, Path schemas, Observer observer) {
    return new TestLake(home, schemas, observer);
  }

  public static Path hierarchies() {
    return PROJECT.resolve("conf/hierarchies");
  }

  public Lake lake() {
    return lake;
  }

  public Contracts contracts() {
    return contracts;
  }

  public Contract contract(String dataset) {
    return contracts.contract(DatasetName.parse(dataset)).orElseThrow();
  }

  /** Approves all contracts, by the persons that they name. */
  public TestLake approved() {
    Approvals approvals = Approvals.in(Ledger.of(lake));
    for (Contract contract : contracts.contracts()) {
      approvals.propose(contract, contracts.canonical(contract.dataset()), contract.steward());
      approvals.approve(contract, contract.officer());
    }
    return this;
  }

  /** Runs all datasets, or those named. */
  public Summary run(String... datasets) {
    Collection<DatasetName> names =
        datasets.length == 0
            ? contracts.ordered().stream().map(Contract::dataset).toList()
            : List.of(datasets).stream().map(DatasetName::parse).toList();
    return new Pipeline(lake, contracts.contracts(), policy, hierarchies())
        .run(names, Stage.RELEASE, this::engine);
  }

  public Engine engine() {
    return Engine.on(SharedSpark.session(), lake);
  }

  /** The rows of a table now. */
  public Dataset<Row> rows(Zone zone, String dataset) {
    return engine().read(lake.version(zone, DatasetName.parse(dataset)).orElseThrow());
  }

  /** Puts text into the landing folder. */
  public void land(String name, String text) {
    Path file = lake.conf().home().resolve("landing").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files below a folder of the lake. */
  public TreeSet<String> files(String folder) {
    Path root = lake.conf().home().resolve(folder);
    try (var files = Files.walk(root)) {
      TreeSet<String> names = new TreeSet<>();
      files.filter(Files::isRegularFile).forEach(f -> names.add(root.relativize(f).toString()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    lake.close();
  }
}
