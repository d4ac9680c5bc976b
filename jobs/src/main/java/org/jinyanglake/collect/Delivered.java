package org.jinyanglake.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Originals;
import org.jinyanglake.lake.RefusedHistory;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * Landing files as they lie there: looks at each from its first byte to its last before anything of
 * it is stored, and keeps the bytes for the contract's term.
 */
final class Delivered {
  private final Contract contract;
  private final Lake lake;
  private final Originals originals;

  Delivered(Contract contract, Lake lake) {
    this.contract = contract;
    this.lake = lake;
    this.originals = Originals.of(lake, contract.dataset());
  }

  /** Of each file, and if it is an archive of the files in it. */
  Map<LandingFile, Fingerprint> look(List<LandingFile> fresh) {
    Source.Files source = (Source.Files) contract.source();
    Optional<Originals> kept = Optional.of(originals).filter(each -> contract.keepOriginals());
    try {
      FileSystem fs = landing();
      Map<LandingFile, Fingerprint> fingerprints = new LinkedHashMap<>();
      fresh.parallelStream()
          .map(file -> fingerprints(fs, file, source, kept))
          .toList()
          .forEach(fingerprints::putAll);
      return fingerprints;
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  /** Of a file wherever it lies, of which nothing is kept. */
  Map<LandingFile, Fingerprint> preview(FileSystem fs, LandingFile file) {
    return fingerprints(fs, file, (Source.Files) contract.source(), Optional.empty());
  }

  private FileSystem landing() throws IOException {
    return lake.landing().getFileSystem(lake.hadoop());
  }

  private static LakeException unreadable(Exception e) {
    return new LakeException("cannot read or keep the landing files: " + e.getMessage(), e);
  }

  private static Map<LandingFile, Fingerprint> fingerprints(
      FileSystem fs, LandingFile file, Source.Files source, Optional<Originals> kept) {
    try {
      return file.isArchive()
          ? new ArchivePass(fs, file, source).read(kept)
          : Map.of(file, Fingerprint.of(fs, file, source, kept));
    } catch (IOException e) {
      throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Repaired files with which refused row each of their rows takes the place of.
   *
   * @param raw the table as it is
   */
  List<CheckedFile> repairing(List<CheckedFile> readable, Optional<Version> raw) {
    RefusedHistory history =
        raw.map(version -> RefusedHistory.of(lake, version, file -> false))
            .orElse(RefusedHistory.EMPTY);
    State state = raw.map(Version::state).orElse(State.EMPTY);
    Set<String> open = new HashSet<>(history.open(contract, state).keySet());
    Set<String> known = history.places();
    List<CheckedFile> repairing = new ArrayList<>();
    try {
      for (CheckedFile each : readable) {
        Fingerprint print = each.fingerprint();
        RepairedRows rows = RepairedRows.read(landing(), each, open, known);
        repairing.add(
            new CheckedFile(each.file(), print.with(rows, print.refusal()), each.header()));
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return repairing;
  }

  /**
   * Files that were kept for the contract's term; without one they are kept for ever.
   *
   * @param collected when content was collected last, in ms since 1970, by SHA-256
   */
  List<Originals.Kept> expired(Map<String, Long> collected) {
    return contract
        .retention()
        .map(term -> Instant.now().minus(term).toEpochMilli())
        .map(before -> originals.expired(collected, before))
        .orElse(List.of());
  }

  void delete(List<Originals.Kept> expired) {
    expired.forEach(originals::delete);
  }
}
