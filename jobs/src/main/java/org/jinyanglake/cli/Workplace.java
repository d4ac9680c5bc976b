package org.jinyanglake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Problem;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.ledger.Approval;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.pipeline.Pipeline;

/**
 * What a verb works with: the lake, its contracts, its policy.
 *
 * @param contracts as read; those with problems are missing
 * @param hierarchies the folder of the hierarchies
 */
record Workplace(Lake lake, Contracts contracts, Policy policy, Path hierarchies)
    implements AutoCloseable {

  static Workplace open(LakeOptions options, Observer observer) {
    return open(options, options.home(), observer);
  }

  /** As {@link #open}, for verbs that only look: there must be a lake. */
  static Workplace existing(LakeOptions options) {
    return existing(options, Observer.NONE);
  }

  /** The same, for those that take long. */
  static Workplace existing(LakeOptions options, Observer observer) {
    return open(options, options.existingHome(), observer);
  }

  private static Workplace open(LakeOptions options, Path home, Observer observer) {
    Path conf = options.conf();
    Path hierarchies = conf.resolve("hierarchies");
    Lake lake = lake(options, home, observer);
    // What was approved was valid: no need to load the schema's and the rules' parsers for it.
    LedgerState state = Ledger.of(lake).state();
    Set<String> approved =
        Stream.concat(state.approvals().values().stream(), state.pending().values().stream())
            .map(Approval::contract)
            .collect(Collectors.toSet());
    Contracts contracts =
        Contracts.in(options.schemas()).hierarchies(hierarchies).judged(approved::contains).read();
    return new Workplace(
        lake, contracts, policy(options).signedBy(persons(options, home)), hierarchies);
  }

  /** The policy as its file says it. */
  static Policy policy(LakeOptions options) {
    Path file = options.conf().resolve("policy.yaml");
    try {
      return Policy.read(file);
    } catch (IOException e) {
      throw new UsageException("no policy at " + file + ": name the folder with --conf");
    }
  }

  /** The register of persons that holds for a lake. */
  static Persons persons(LakeOptions options, Path home) {
    try {
      return Persons.of(options.conf().resolve("persons.yaml"), home.resolve("demo/persons.yaml"));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** The lake alone, for verbs that need no contract; there must be one. */
  static Lake lake(LakeOptions options) {
    return lake(options, options.existingHome(), Observer.NONE);
  }

  /** The settings of file systems, for verbs that need no lake. */
  static Configuration hadoop(LakeOptions options) {
    try (Lake lake = lake(options, options.home(), Observer.NONE)) {
      return lake.hadoop();
    }
  }

  private static Lake lake(LakeOptions options, Path home, Observer observer) {
    Path file = options.conf().resolve("lake.yaml");
    return Lake.open(
        Files.isRegularFile(file) ? LakeConf.read(file, home) : LakeConf.embedded(home), observer);
  }

  /** What to do about a lake without data. */
  String empty() {
    return "the lake at "
        + lake.conf().home()
        + " is empty: put files into "
        + lake.landing()
        + ", where the contracts expect them, and call 'lake run'; or try 'lake demo'";
  }

  Pipeline pipeline() {
    return new Pipeline(lake, contracts.contracts(), policy, hierarchies);
  }

  /** The problems that are errors, as lines. */
  List<String> errors() {
    return contracts.problems().stream().filter(Problem::isError).map(Problem::toString).toList();
  }

  /**
   * The contracts of the datasets named, of all if none is.
   *
   * @param names {@code domain.name}, or a name that only one dataset has
   * @throws UsageException for a name that no valid contract has
   */
  List<Contract> select(List<String> names) {
    if (names.isEmpty()) {
      return contracts.ordered();
    }
    List<Contract> selected = new ArrayList<>();
    for (String name : names) {
      selected.add(select(name));
    }
    return selected;
  }

  /** The contract of one dataset, as in {@link #select(List)}. */
  Contract select(String name) {
    List<Contract> found =
        contracts.contracts().stream()
            .filter(
                contract ->
                    contract.dataset().toString().equals(name)
                        || contract.dataset().name().equals(name))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    TreeSet<DatasetName> all = new TreeSet<>();
    (found.isEmpty() ? contracts.contracts() : found)
        .forEach(contract -> all.add(contract.dataset()));
    String file = name.replace('.', '/') + ".yaml:";
    List<String> broken =
        errors().stream().filter(line -> line.contains(name) || line.contains(file)).toList();
    throw new UsageException(
        (found.isEmpty() ? "no valid contract for '" : "several datasets are named '")
            + name
            + "': "
            + (broken.isEmpty()
                ? "there are " + String.join(", ", all.stream().map(DatasetName::toString).toList())
                : broken.get(0)));
  }

  @Override
  public void close() {
    lake.close();
  }
}
