package org.jinyanglake.desensitize;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.contract.TechniqueSpec;

/** The hierarchies of a lake, by name: the files {@code *.csv} of a folder. Immutable. */
public final class Hierarchies implements Serializable {
  private static final long serialVersionUID = 1L;

  /** None. */
  public static final Hierarchies NONE = new Hierarchies(new TreeMap<>());

  private final TreeMap<String, Hierarchy> byName;

  private Hierarchies(TreeMap<String, Hierarchy> byName) {
    this.byName = byName;
  }

  /** Reads all of a folder; throws {@link IllegalArgumentException} as {@link Hierarchy#read}. */
  public static Hierarchies read(Path folder) {
    TreeMap<String, Hierarchy> byName = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.csv")) {
      for (Path file : files) {
        Hierarchy hierarchy = Hierarchy.read(file);
        byName.put(hierarchy.name(), hierarchy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the hierarchies in " + folder, e);
    }
    return new Hierarchies(byName);
  }

  static Hierarchies of(Hierarchy hierarchy) {
    TreeMap<String, Hierarchy> byName = new TreeMap<>();
    byName.put(hierarchy.name(), hierarchy);
    return new Hierarchies(byName);
  }

  /** The digests of those of the names that there are. */
  public SortedMap<String, String> digests(Collection<String> names) {
    SortedMap<String, String> digests = new TreeMap<>();
    names.stream()
        .filter(byName::containsKey)
        .forEach(name -> digests.put(name, byName.get(name).digest()));
    return digests;
  }

  /** The hierarchy of that name; throws {@link IllegalArgumentException} if there is none. */
  public Hierarchy get(String name) {
    Hierarchy hierarchy = byName.get(name);
    if (hierarchy == null) {
      // The name is not quoted: where arguments were swapped, it is a value.
      throw new IllegalArgumentException("no such hierarchy, but " + byName.keySet());
    }
    return hierarchy;
  }

  /**
   * How a column of these values is generalized: by the first hierarchy that holds at least a share
   * of them, to the level at which most of those stand. Empty if none holds so many.
   */
  public Optional<TechniqueSpec> holding(Set<String> values, double share) {
    for (Hierarchy each : byName.values()) {
      Map<String, Integer> levels = new TreeMap<>();
      values.forEach(
          value -> each.levelOf(value).ifPresent(level -> levels.merge(level, 1, Integer::sum)));
      int held = levels.values().stream().mapToInt(Integer::intValue).sum();
      if (held > 0 && held >= share * values.size()) {
        String level = Collections.max(levels.entrySet(), Map.Entry.comparingByValue()).getKey();
        return Optional.of(
            new TechniqueSpec("generalize", Map.of("hierarchy", each.name(), "level", level)));
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hierarchies hierarchies && hierarchies.byName.equals(byName);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }
}
