package org.jinyanglake.pipeline;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.LedgerState;
import org.jinyanglake.release.SignedHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head of the audit chain in {@code head.json} of the lake's home, written by every run that
 * recorded something: to be published and kept elsewhere. {@link EndedFile} is written before it,
 * so where the head is of now the list is.
 */
final class HeadFile {
  private static final Logger LOG = LoggerFactory.getLogger(HeadFile.class);

  private HeadFile() {}

  /** Where it is. */
  static Path of(Lake lake) {
    return lake.conf().home().resolve("head.json");
  }

  /**
   * Writes both unless they are there as they should be. What was recorded stays recorded if it
   * cannot be written: the next run tries again.
   *
   * @param seed asked for the private key if there is something to sign
   */
  static void write(Lake lake, String run, LedgerState ledger, Supplier<byte[]> seed) {
    if (ledger.records() == 0) {
      return;
    }
    Path file = of(lake);
    try {
      if (read(file).filter(head -> head.hash().equals(ledger.head())).isPresent()
          && EndedFile.isAsOf(ledger.head(), lake)) {
        return;
      }
      byte[] key = seed.get();
      EndedFile.write(lake, key);
      SignedHead head =
          SignedHead.of(
              ledger.records(),
              ledger.head(),
              run,
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              key);
      Path draft = Files.createTempFile(file.getParent(), ".head", "");
      Files.writeString(draft, head.toJson());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | LakeException e) {
      LOG.error("{} and the list of ended certificates cannot be written", file, e);
    }
  }

  /** What stands in a file; empty if there is none, or it is no head. */
  private static Optional<SignedHead> read(Path file) throws IOException {
    try {
      return Optional.of(SignedHead.parse(Files.readString(file)));
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
