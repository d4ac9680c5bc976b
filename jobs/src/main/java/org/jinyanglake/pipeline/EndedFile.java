package org.jinyanglake.pipeline;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.ledger.AuditRecord;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.release.EndedCertificates;
import org.jinyanglake.release.EndedCertificates.Ended;

/**
 * The list of ended certificates in {@code ended.json} of the lake's home, to be published with
 * {@link HeadFile}. It follows from the ledger alone. The last one is continued with the records
 * that were added since, so its cost follows what changed and the length of the list; without a
 * good one the ledger is read from its first record.
 */
final class EndedFile {
  private EndedFile() {}

  /** Where it is. */
  static Path of(Lake lake) {
    return lake.conf().home().resolve("ended.json");
  }

  /** What stands in it, for whoever publishes it; empty if there is none. */
  static Optional<String> text(Lake lake) {
    try {
      return Files.exists(of(lake)) ? Optional.of(Files.readString(of(lake))) : Optional.empty();
    } catch (IOException e) {
      throw new LakeException("cannot read %s: %s".formatted(of(lake), e), e);
    }
  }

  /** Whether it is as of a record of the ledger: another run may have written an older one last. */
  static boolean isAsOf(String hash, Lake lake) throws IOException {
    return read(of(lake)).filter(list -> list.hash().equals(hash)).isPresent();
  }

  /**
   * Writes it as of the last record of the ledger, which has one.
   *
   * @param seed the private key that signs
   */
  static void write(Lake lake, byte[] seed) throws IOException {
    Path file = of(lake);
    Optional<EndedCertificates> last =
        read(file).filter(list -> list.verify(Certificate.publicKey(seed)));
    List<AuditRecord> records =
        last.map(list -> Ledger.of(lake).records(list.seq()))
            .filter(more -> !more.isEmpty() && more.get(0).hash().equals(last.get().hash()))
            .orElse(List.of());
    Endings endings;
    if (records.isEmpty()) {
      records = Ledger.of(lake).records();
      endings = new Endings(new TreeMap<>());
      records.forEach(endings::add);
    } else {
      endings = new Endings(last.get().ended());
      records.stream().skip(1).forEach(endings::add);
    }
    AuditRecord newest = records.get(records.size() - 1);
    EndedCertificates list =
        EndedCertificates.of(
            endings.ended(),
            newest.seq(),
            newest.hash(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            seed);
    Path draft = Files.createTempFile(file.getParent(), ".ended", "");
    Files.writeString(draft, list.toJson());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Compares it with the ledger.
   *
   * @param isSigned whether the lake signed a list
   * @param chain the hashes of the records, the first one after that before all
   * @param expected what ended by the records
   * @param fault told of each thing that is wrong
   */
  static void check(
      Lake lake,
      Predicate<EndedCertificates> isSigned,
      List<String> chain,
      SortedMap<String, Ended> expected,
      Consumer<String> fault) {
    try {
      Optional<EndedCertificates> found = read(of(lake));
      if (found.isEmpty()) {
        fault.accept(
            Files.exists(of(lake))
                ? "was altered: it is no list of ended certificates"
                : "is missing: the list of ended certificates");
        return;
      }
      EndedCertificates list = found.get();
      if (!isSigned.test(list)) {
        fault.accept("was not signed by this lake's key, or not as it stands");
      } else if (list.seq() >= chain.size() || !chain.get((int) list.seq()).equals(list.hash())) {
        fault.accept("the ledger has no record %d with hash %s".formatted(list.seq(), list.hash()));
      } else {
        differences(list.ended(), expected).forEach(fault);
      }
    } catch (IOException e) {
      fault.accept("cannot be read: " + e.getMessage());
    }
  }

  private static List<String> differences(
      SortedMap<String, Ended> listed, SortedMap<String, Ended> expected) {
    SortedSet<String> ids = new TreeSet<>(expected.keySet());
    ids.addAll(listed.keySet());
    return ids.stream()
        .filter(id -> !Objects.equals(listed.get(id), expected.get(id)))
        .map(
            id ->
                "of certificate %s it says that it %s, the ledger that it %s"
                    .formatted(id, words(listed.get(id)), words(expected.get(id))))
        .toList();
  }

  private static String words(Ended ended) {
    return ended == null ? "has not ended" : ended.words();
  }

  /** What stands in a file; empty if there is none, or it is no such list. */
  private static Optional<EndedCertificates> read(Path file) throws IOException {
    try {
      return Optional.of(EndedCertificates.parse(Files.readString(file)));
    } catch (NoSuchFileException | CharacterCodingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
