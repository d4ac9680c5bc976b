package org.jinyanglake.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * What lies in the landing folder of a dataset that its raw table does not know yet. Told by names,
 * sizes and times alone; no file is opened and no Spark needed.
 *
 * @param fresh files that are new, are not what they were, or were refused under another contract,
 *     by name
 * @param refused files that lie there as they were refused, with the reason
 * @param notes files that are not looked at or wait for more, and warnings
 */
public record Arrivals(List<LandingFile> fresh, List<String> refused, List<String> notes) {

  /** Compares the landing folder with what the raw table holds. */
  public static Arrivals of(Lake lake, Contract contract, Optional<Version> raw) {
    SortedMap<String, State.FileState> known =
        raw.map(version -> version.state().files()).orElse(State.EMPTY.files());
    Path landing = lake.landing();
    Landing.Listing listing;
    try {
      listing =
          Landing.list(
              landing.getFileSystem(lake.hadoop()), landing, (Source.Files) contract.source());
    } catch (IOException e) {
      throw new LakeException("cannot list " + landing + ": " + e.getMessage(), e);
    }
    boolean changed = raw.filter(v -> !v.state().contract().equals(contract.hash())).isPresent();
    List<LandingFile> fresh = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (LandingFile file : listing.files()) {
      State.FileState state = known.get(file.name());
      if (state == null || state.size() != file.size() || state.modified() != file.modified()) {
        fresh.add(file);
        continue;
      }
      List<String> names =
          Stream.concat(Stream.of(file.name()), inside(file, known))
              .filter(name -> !known.get(name).settled())
              .toList();
      if (changed && !names.isEmpty()) {
        fresh.add(file);
        continue;
      }
      for (String name : names) {
        boolean waits = known.get(name).outcome() == State.FileState.Outcome.WAITING;
        (waits ? notes : refused).add(name + ": " + known.get(name).reason());
      }
    }
    listing.ignored().forEach(each -> notes.add(each.name() + ": " + each.reason()));
    listing.warnings().forEach(each -> notes.add(each.name() + ": " + each.reason()));
    return new Arrivals(fresh, refused, notes);
  }

  /** The names of the files in an archive that was taken apart. */
  private static Stream<String> inside(LandingFile file, SortedMap<String, State.FileState> known) {
    String prefix = file.name() + "!/";
    return file.isArchive()
        ? known.tailMap(prefix).keySet().stream().takeWhile(name -> name.startsWith(prefix))
        : Stream.empty();
  }
}
