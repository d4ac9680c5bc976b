package org.jinyanglake.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.jinyanglake.contract.Persons;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.PersonKey;
import org.jinyanglake.ledger.Signer;
import picocli.CommandLine.Option;

/** The option by which a person signs, and where its password comes from. */
final class KeyOption {
  static final String PASSWORD = "LAKE_PERSON_PASSWORD";
  private static final String PASSWORD_FILE = "LAKE_PERSON_PASSWORD_FILE";
  private static final int SHORTEST_PASSWORD = 12;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Your key (PKCS#12), with which you sign. Its password: "
              + PASSWORD
              + ", the file that "
              + PASSWORD_FILE
              + " names, FILE.password beside it, or a prompt.")
  private Path file;

  boolean given() {
    return file != null;
  }

  /**
   * As {@link #signer}, where looking needs no key.
   *
   * @throws org.jinyanglake.ledger.RefusedApprovalException if the register does not know the key,
   *     or it does not count now
   */
  Optional<Signer> signerIfGiven(Persons persons) {
    Optional<Signer> signer = given() ? Optional.of(signer(persons)) : Optional.empty();
    signer.ifPresent(Signer::name);
    return signer;
  }

  /** The person whose key it is, by a register. */
  Signer signer(Persons persons) {
    try {
      return Signer.with(PersonKey.read(file, password(file)), persons);
    } catch (LakeException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Never an argument: whoever lists the processes sees those. */
  private static char[] password(Path key) {
    String given = System.getenv(PASSWORD);
    String named = System.getenv(PASSWORD_FILE);
    Path beside = key.resolveSibling(key.getFileName() + ".password");
    Console console = System.console();
    if (given != null) {
      return given.toCharArray();
    }
    if (named != null) {
      return text(Path.of(named));
    }
    if (Files.exists(beside)) {
      return text(beside);
    }
    if (console != null) {
      return console.readPassword("password of %s: ", key);
    }
    throw new UsageException(
        "a key needs its password: set %s or %s, or call from a terminal"
            .formatted(PASSWORD, PASSWORD_FILE));
  }

  /** Writes a key that was made to a new file. */
  static void write(PersonKey key, Path file) {
    char[] password = newPassword(file);
    try {
      key.write(file, password);
    } catch (LakeException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static char[] newPassword(Path key) {
    char[] password = password(key);
    if (password == null || password.length < SHORTEST_PASSWORD) {
      throw new UsageException(
          "a key needs a password of %d characters or more".formatted(SHORTEST_PASSWORD));
    }
    return password;
  }

  private static char[] text(Path file) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (mode.stream().anyMatch(each -> !each.name().startsWith("OWNER"))) {
        throw new UsageException(
            "%s is open to others: find out who used that, then chmod 600 it".formatted(file));
      }
      return Files.readString(file).strip().toCharArray();
    } catch (IOException e) {
      throw new UsageException("cannot read the password in " + file + ": " + e.getMessage());
    }
  }
}
