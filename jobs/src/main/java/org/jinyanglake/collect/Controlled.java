package org.jinyanglake.collect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.lake.State.FileState;
import org.jinyanglake.lake.State.FileState.Outcome;

/**
 * What control files let through of what lies in a landing folder. Control files that agreed once
 * are opened again only when a file was delivered again that no other one names, and none is while
 * nothing is new.
 *
 * @param fresh files to be collected, all of due consignments
 * @param due consignments that are complete and of which something is new
 * @param waiting files that are new and wait for a control file, or with their consignment
 * @param notes what is waited for
 */
record Controlled(
    List<LandingFile> fresh, List<Consignment> due, List<LandingFile> waiting, List<String> notes) {

  /**
   * Opens control files that matter.
   *
   * @param fresh files that are new or are not what they were
   */
  static Controlled of(
      FileSystem fs,
      Landing.Listing listing,
      List<LandingFile> fresh,
      SortedMap<String, FileState> known,
      Contract contract)
      throws IOException {
    Set<String> news = new HashSet<>();
    fresh.forEach(file -> news.add(file.name()));
    listing.controls().stream()
        .filter(file -> !Arrivals.isKnown(file, known))
        .forEach(file -> news.add(file.name()));
    if (news.isEmpty()) {
      return new Controlled(List.of(), List.of(), List.of(), List.of());
    }
    List<ControlFile> controls = new ArrayList<>();
    List<LandingFile> agreed = new ArrayList<>();
    for (LandingFile file : listing.controls()) {
      if (Arrivals.isKnown(file, known) && known.get(file.name()).outcome() == Outcome.CONTROL) {
        agreed.add(file);
      } else {
        controls.add(ControlFile.read(fs, file));
      }
    }
    Set<String> again = new HashSet<>();
    fresh.stream()
        .filter(file -> known.containsKey(file.name()) && !isOnlyTold(file, known, contract))
        .forEach(file -> again.add(file.name()));
    controls.forEach(control -> again.removeAll(control.says().keySet()));
    for (LandingFile file : again.isEmpty() ? List.<LandingFile>of() : agreed) {
      ControlFile control = ControlFile.read(fs, file);
      if (!Collections.disjoint(control.says().keySet(), again)) {
        controls.add(control);
      }
    }
    return sort(listing, fresh, news, controls, known, contract);
  }

  /** Whether of a file is only told that it changed; repaired ones are named by none. */
  private static boolean isOnlyTold(
      LandingFile file, SortedMap<String, FileState> known, Contract contract) {
    FileState before = known.get(file.name());
    return file.isRepaired()
        || contract.loadMode() == LoadMode.APPEND
            && before != null
            && before.inTable().isPresent()
            && !file.isArchive();
  }

  private static Controlled sort(
      Landing.Listing listing,
      List<LandingFile> fresh,
      Set<String> news,
      List<ControlFile> controls,
      SortedMap<String, FileState> known,
      Contract contract) {
    Map<String, LandingFile> lying = new HashMap<>();
    listing.files().forEach(file -> lying.put(file.name(), file));
    List<Consignment> due = new ArrayList<>();
    Set<String> taken = new TreeSet<>();
    Set<String> named = new HashSet<>();
    List<String> notes = new ArrayList<>();
    for (Consignment each : Consignment.of(controls)) {
      named.addAll(each.files());
      List<String> missing =
          each.files().stream()
              .filter(name -> !lying.containsKey(name) && !isSettled(known.get(name)))
              .toList();
      if (!missing.isEmpty()) {
        notes.add(each.names() + ": waits for " + some(missing) + ", not there yet");
      } else if (each.files().stream().anyMatch(news::contains)
          || each.controls().stream().anyMatch(control -> news.contains(control.name()))) {
        due.add(each);
        each.files().stream()
            .filter(name -> news.contains(name) || !isSettled(known.get(name)))
            .forEach(taken::add);
      }
    }
    List<LandingFile> waiting = new ArrayList<>();
    for (LandingFile file : fresh) {
      if (taken.contains(file.name())) {
        continue;
      }
      if (isOnlyTold(file, known, contract)) {
        taken.add(file.name());
        continue;
      }
      waiting.add(file);
      if (!named.contains(file.name())) {
        notes.add(file.name() + ": named by no control file yet, waits");
      }
    }
    return new Controlled(taken.stream().map(lying::get).toList(), due, waiting, notes);
  }

  /** Whether a file was judged, and neither refused nor waits. */
  private static boolean isSettled(FileState state) {
    return state != null && state.settled();
  }

  private static String some(List<String> names) {
    return names.size() <= 5
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 5)) + " and " + (names.size() - 5) + " more";
  }
}
