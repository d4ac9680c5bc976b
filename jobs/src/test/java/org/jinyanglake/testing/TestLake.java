package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.DeclassificationList;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Terms;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Engine;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.pipeline.Pipeline;
import org.jinyanglake.pipeline.Stage;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.release.PolicyDigest;

/** A lake in a folder, on the shared Spark session, with contracts of a schemas folder. */
public final class TestLake implements AutoCloseable {
  /** The project's own configuration and contracts. */
  public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private final Lake lake;
  private final Contracts contracts;
  private Policy policy;
  private Clock clock = Clock.systemUTC();

  private TestLake(LakeConf conf, Path schemas, Observer observer) {
    lake = Lake.open(conf, observer);
    contracts = Contracts.in(schemas).hierarchies(hierarchies()).read();
    if (contracts.failed()) {
      throw new IllegalArgumentException(contracts.problems().toString());
    }
    try {
      policy =
          Policy.read(PROJECT.resolve("conf/policy.yaml"))
              .signedBy(TestPersons.enroll(conf.home(), contracts));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A lake with the project's own contracts. */
  public static TestLake city(Path home) {
    return of(home, PROJECT.resolve("schemas"), Observer.NONE);
  }

  public static TestLake of(Path home, Path schemas, Observer observer) {
    return new TestLake(LakeConf.embedded(home), schemas, observer);
  }

  /** A lake that is not all in one folder. */
  public static TestLake of(LakeConf conf, Path schemas) {
    return new TestLake(conf, schemas, Observer.NONE);
  }

  /** A lake all of whose calls to file systems and catalogs go through {@link Faults}. */
  public static TestLake faulty(Path home, Path schemas, Observer observer) {
    return new TestLake(faulty(LakeConf.embedded(home)), schemas, observer);
  }

  private static LakeConf faulty(LakeConf conf) {
    Map<Zone, LakeConf.Catalog> zones = new EnumMap<>(Zone.class);
    conf.zones()
        .forEach(
            (zone, catalog) ->
                zones.put(
                    zone,
                    new LakeConf.Catalog(
                        faulty(catalog.warehouse()),
                        Map.of(
                            "uri",
                            catalog.properties().get("uri").replace("jdbc:", "jdbc:fault:")))));
    try {
      Files.createDirectories(conf.home().resolve("catalog"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LakeConf(
        conf.home(),
        faulty(conf.landing()),
        faulty(conf.staging()),
        faulty(conf.archive()),
        zones,
        conf.parallelism(),
        conf.spark(),
        conf.hadoop());
  }

  private static String faulty(String uri) {
    return FaultFs.uri(Path.of(URI.create(uri)));
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

  public Policy policy() {
    return policy;
  }

  /** With another list of terms and areas. */
  public TestLake classified(DeclassificationList list) {
    policy = policy.classified(list);
    return this;
  }

  /** By another clock from now on. */
  public TestLake at(Clock other) {
    clock = other;
    return this;
  }

  /** Approves all contracts, by the persons that they name. */
  public TestLake approved() {
    contracts
        .contracts()
        .forEach(contract -> approve(contract, PolicyDigest.terms(policy, contract)));
    return this;
  }

  /** Proposes and approves a contract on these terms, by the persons that it names. */
  public Approval approve(Contract contract, Terms terms) {
    propose(contract, terms);
    return Approvals.in(Ledger.of(lake))
        .approve(contract, PolicyDigest.of(policy), policy.notice(), signer(contract.officer()));
  }

  /** Proposes a contract on these terms. */
  public void propose(Contract contract, Terms terms) {
    Approvals.in(Ledger.of(lake))
        .propose(
            contract, contracts.canonical(contract.dataset()), terms, signer(contract.steward()));
  }

  /** A person about to sign. */
  public Signer signer(String name) {
    return new Signer(TestPersons.key(name), policy.persons(), clock);
  }

  /** By another policy from now on. */
  public TestLake under(Policy other) {
    policy = other;
    return this;
  }

  /** Runs all datasets. */
  public Summary run() {
    return run(this::engine);
  }

  /** Runs all datasets on an engine of the caller's. */
  public Summary run(Supplier<Engine> engine) {
    return run(contracts.ordered().stream().map(Contract::dataset).toList(), engine);
  }

  /** Runs one dataset. */
  public Summary run(String dataset) {
    return run(List.of(DatasetName.parse(dataset)), this::engine);
  }

  /** Runs some datasets on an engine of the caller's. */
  public Summary run(Collection<DatasetName> datasets, Supplier<Engine> engine) {
    return new Pipeline(lake, contracts.contracts(), policy, hierarchies())
        .at(clock)
        .run(datasets, Stage.RELEASE, engine);
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
