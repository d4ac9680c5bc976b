package org.jinyanglake.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Source;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;

/**
 * What lies in the landing folder of a dataset that its raw table does not know yet. Told by names,
 * sizes and times alone; no file is opened but control files, and no Spark needed.
 *
 * @param fresh files that are new, are not what they were, or were refused under another version of
 *     the contract, and wait for nothing, by name
 * @param consignments what control files say of these
 * @param waiting files that wait for a control file, or for others that one names with them
 * @param refused files that lie there as they were refused, with the reason
 * @param notes files that are not looked at or wait for more, and warnings
 */
public record Arrivals(
    List<LandingFile> fresh,
    List<Consignment> consignments,
    List<LandingFile> waiting,
    List<String> refused,
    List<String> notes) {

  /** Compares the landing folder with what the raw table holds. */
  public static Arrivals of(Lake lake, Contract contract, Optional<Version> raw) {
    SortedMap<String, State.FileState> known =
        raw.map(version -> version.state().files()).orElse(State.EMPTY.files());
    Path landing = lake.landing();
    Source.Files source = (Source.Files) contract.source();
    Landing.Listing listing;
    Controlled controlled;
    try {
      FileSystem fs = landing.getFileSystem(lake.hadoop());
      listing = Landing.list(fs, landing, source);
      List<LandingFile> fresh =
          listing.files().stream().filter(file -> !isSettled(file, known, contract)).toList();
      controlled =
          source.control().isPresent()
              ? Controlled.of(fs, listing, fresh, known, contract)
              : new Controlled(fresh, List.of(), List.of(), List.of());
    } catch (IOException e) {
      throw new LakeException("cannot list " + landing + ": " + e.getMessage(), e);
    }
    Set<String> due = new HashSet<>();
    controlled.fresh().forEach(file -> due.add(file.name()));
    controlled.due().forEach(each -> each.controls().forEach(control -> due.add(control.name())));
    List<String> refused = new ArrayList<>();
    List<String> notes = new ArrayList<>(controlled.notes());
    for (LandingFile file :
        Stream.concat(listing.files().stream(), listing.controls().stream()).toList()) {
      if (!due.contains(file.name()) && isKnown(file, known)) {
        unsettled(file, known)
            .forEach(
                name -> {
                  State.FileState state = known.get(name);
                  boolean waits = state.outcome() == State.FileState.Outcome.WAITING;
                  (waits ? notes : refused).add(name + ": " + state.reason());
                });
      }
    }
    listing.ignored().forEach(each -> notes.add(each.name() + ": " + each.reason()));
    listing.warnings().forEach(each -> notes.add(each.name() + ": " + each.reason()));
    return new Arrivals(controlled.fresh(), controlled.due(), controlled.waiting(), refused, notes);
  }

  /** Whether a file lies there as it did when it was judged. */
  static boolean isKnown(LandingFile file, SortedMap<String, State.FileState> known) {
    State.FileState state = known.get(file.name());
    return state != null && state.size() == file.size() && state.modified() == file.modified();
  }

  /** Whether it lies there as it was judged, and was not refused by another contract's words. */
  private static boolean isSettled(
      LandingFile file, SortedMap<String, State.FileState> known, Contract contract) {
    return isKnown(file, known)
        && unsettled(file, known).noneMatch(name -> known.get(name).refusedBefore(contract.hash()));
  }

  /** The names under which a file, or files in it, were refused or wait. */
  private static Stream<String> unsettled(
      LandingFile file, SortedMap<String, State.FileState> known) {
    return Stream.concat(Stream.of(file.name()), inside(file, known))
        .filter(name -> !known.get(name).settled());
  }

  /** The names of what is to be looked at: files, then control files. */
  public List<String> names() {
    return Stream.concat(
            fresh.stream().map(LandingFile::name),
            consignments.stream().flatMap(each -> each.controls().stream()).map(ControlFile::name))
        .toList();
  }

  /** The names of the files in an archive that was taken apart. */
  private static Stream<String> inside(LandingFile file, SortedMap<String, State.FileState> known) {
    String prefix = file.name() + "!/";
    return file.isArchive()
        ? known.tailMap(prefix).keySet().stream().takeWhile(name -> name.startsWith(prefix))
        : Stream.empty();
  }
}
