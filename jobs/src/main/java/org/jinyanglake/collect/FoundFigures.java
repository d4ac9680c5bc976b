package org.jinyanglake.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.lake.State.FileState;

/**
 * What was found in files of the landing folder, an archive's files together, as {@link Figures}
 * without sums.
 */
final class FoundFigures {
  private final Map<LandingFile, Fingerprint> prints;
  private final Map<String, List<LandingFile>> files = new TreeMap<>();
  private final SortedMap<String, FileState> known;

  /**
   * Figures.
   *
   * @param prints of files that are collected now
   * @param known files that the table knew before
   */
  FoundFigures(Map<LandingFile, Fingerprint> prints, SortedMap<String, FileState> known) {
    this.prints = prints;
    this.known = known;
    prints
        .keySet()
        .forEach(file -> files.computeIfAbsent(outer(file), n -> new ArrayList<>()).add(file));
  }

  /** The name of the file that lies in the landing folder. */
  static String outer(LandingFile file) {
    String name = file.name();
    return file.entry() == null ? name : name.substring(0, name.indexOf("!/"));
  }

  /** The file and those in it, if it is collected now; else none. */
  List<LandingFile> now(String name) {
    return files.getOrDefault(name, List.of());
  }

  /** Whether a file is collected now, or was judged before. */
  boolean has(String name) {
    return !now(name).isEmpty() || known.containsKey(name);
  }

  /** Of a file that is collected now or was before; none of one that is neither. */
  Figures of(String name) {
    if (!now(name).isEmpty()) {
      return read(name);
    }
    return known.containsKey(name) ? before(name) : Figures.NONE;
  }

  private Figures read(String name) {
    List<Fingerprint> all = now(name).stream().map(prints::get).toList();
    boolean readable = all.stream().allMatch(print -> print.refusal().isEmpty());
    Optional<Fingerprint> whole = Optional.of(all.get(0)).filter(p -> !p.sha256().isEmpty());
    return new Figures(
        readable
            ? Optional.of(all.stream().mapToLong(Fingerprint::records).sum())
            : Optional.empty(),
        whole.map(Fingerprint::size),
        whole.map(Fingerprint::sha256),
        new TreeMap<>());
  }

  private Figures before(String name) {
    FileState state = known.get(name);
    String inside = name + "!/";
    long rows =
        known.tailMap(inside).entrySet().stream()
            .takeWhile(each -> each.getKey().startsWith(inside))
            .mapToLong(each -> each.getValue().rows())
            .sum();
    return new Figures(
        Optional.of(state.rows() + rows),
        Optional.of(state.size()),
        Optional.of(state.sha256()),
        new TreeMap<>());
  }
}
