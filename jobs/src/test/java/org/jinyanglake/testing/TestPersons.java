package org.jinyanglake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.ledger.PersonKey;
import org.jinyanglake.ledger.Signer;

/**
 * Persons who sign in tests, each with a key that is made for this run of the tests. They are
 * registered as those of a demo are, in the lake's own folder, so that every verb finds them.
 */
public final class TestPersons {
  private static final Map<String, PersonKey> KEYS = new ConcurrentHashMap<>();
  private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");

  private TestPersons() {}

  /** A person's key. */
  public static PersonKey key(String name) {
    return KEYS.computeIfAbsent(name, any -> PersonKey.make(name, true));
  }

  /** The register entry of a person's key. */
  public static Persons.Key entry(String name) {
    return new Persons.Key(
        name, key(name).publicKey(), FROM, Optional.empty(), Optional.empty(), true);
  }

  /** A register of some persons. */
  public static Persons register(String... names) {
    return new Persons(Stream.of(names).map(TestPersons::entry).toList());
  }

  /** A person about to sign. */
  public static Signer signer(String name, Persons register) {
    return Signer.with(key(name), register);
  }

  /** Registers all whom contracts name, and some more, in a lake's folder. */
  public static Persons enroll(Path home, Contracts contracts, String... more) {
    TreeSet<String> names = new TreeSet<>(List.of(more));
    contracts
        .contracts()
        .forEach(
            contract -> {
              names.add(contract.steward());
              names.add(contract.officer());
              contract.reviewer().ifPresent(names::add);
            });
    StringBuilder yaml = new StringBuilder();
    names.forEach(
        name ->
            yaml.append("- {name: %s, publicKey: %s, ".formatted(name, key(name).publicKey()))
                .append("from: %s, demo: true}%n".formatted(FROM)));
    write(home.resolve("demo/persons.yaml"), yaml.toString());
    return register(names.toArray(String[]::new));
  }

  /** A person's key as a file, for the command; its password lies beside it. */
  public static String file(Path home, String name) {
    Path file = home.resolve("demo").resolve(name + ".p12");
    if (!Files.exists(file)) {
      Path password = file.resolveSibling(name + ".p12.password");
      write(password, "password of " + name);
      try {
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      key(name).write(file, ("password of " + name).toCharArray());
    }
    return file.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
