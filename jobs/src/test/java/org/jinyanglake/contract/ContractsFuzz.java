package org.jinyanglake.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a fuzzer calls ({@code scripts/fuzz}): whatever stands in a contract's file, it is read or
 * its problems are named, in time and with little memory.
 */
public final class ContractsFuzz {
  private static final Path SCHEMAS = schemas();

  private ContractsFuzz() {}

  private static Path schemas() {
    try {
      Path memory = Path.of("/dev/shm");
      return Files.isDirectory(memory)
          ? Files.createTempDirectory(memory, "fuzz")
          : Files.createTempDirectory("fuzz");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Before the first trial: loads what all of them need, which takes longer than a trial may. */
  public static void fuzzerInitialize() throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(Path.of(System.getProperty("contract"))));
  }

  /** One trial: the bytes as a contract, as a query and as a pattern. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Path file = SCHEMAS.resolve("city/things.yaml");
    Files.createDirectories(file.getParent());
    Files.write(file, data);
    Contracts contracts = Contracts.read(SCHEMAS);
    if (contracts.contracts().isEmpty() && contracts.problems().isEmpty()) {
      throw new AssertionError("a contract is neither read nor refused");
    }
    String text = new String(data, StandardCharsets.UTF_8);
    SqlGuard.query(text);
    PatternSafety.complain(text);
  }
}
