package org.jinyanglake.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.ledger.PersonKey;
import org.jinyanglake.ledger.Signer;
import org.jinyanglake.release.PolicyDigest;

/**
 * The persons of a lake that is for trying only. Their keys are made with it and lie in its folder,
 * {@code demo}, each beside its password, so that whoever tries the lake can sign as anybody. Their
 * certificates and their register say that they are of the demo; no other lake takes them.
 */
public final class DemoPersons {
  private final Path folder;
  private final Map<String, PersonKey> keys = new TreeMap<>();

  private DemoPersons(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a key for each person whom contracts name, and the register of them.
   *
   * @param home the lake's folder
   */
  public static DemoPersons make(Path home, Contracts contracts) {
    DemoPersons persons = new DemoPersons(home.resolve("demo"));
    TreeSet<String> names = new TreeSet<>();
    for (Contract contract : contracts.contracts()) {
      Stream.concat(Stream.of(contract.steward(), contract.officer()), contract.reviewer().stream())
          .forEach(names::add);
    }
    try {
      Files.createDirectories(persons.folder);
      StringBuilder register =
          new StringBuilder("# The keys of the demo's persons; no other lake takes them.\n");
      for (String name : names) {
        register.append(persons.make(name));
      }
      Files.writeString(persons.folder.resolve("persons.yaml"), register);
    } catch (IOException e) {
      throw new LakeException("cannot write to " + persons.folder + ": " + e.getMessage(), e);
    }
    return persons;
  }

  private String make(String name) throws IOException {
    PersonKey key = PersonKey.make(name, true);
    Path file = folder.resolve(name + ".p12");
    Path password = folder.resolve(name + ".p12.password");
    Files.deleteIfExists(file); // of a demo that was cut off
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "demo-" + name);
    key.write(file, ("demo-" + name).toCharArray());
    keys.put(name, key);
    return "- {name: %s, publicKey: %s, from: %s, demo: true}%n"
        .formatted(name, key.publicKey(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Proposes and approves all contracts, before there are data. */
  public void approve(Lake lake, Contracts contracts, Policy policy, Persons register) {
    Approvals approvals = Approvals.in(Ledger.of(lake));
    for (Contract contract : contracts.contracts()) {
      approvals.propose(
          contract,
          contracts.canonical(contract.dataset()),
          PolicyDigest.terms(policy, contract),
          Signer.with(keys.get(contract.steward()), register));
      approvals.approve(
          contract,
          PolicyDigest.of(policy),
          policy.notice(),
          Signer.with(keys.get(contract.officer()), register));
    }
  }
}
