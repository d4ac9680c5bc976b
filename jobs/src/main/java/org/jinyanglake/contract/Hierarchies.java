package org.jinyanglake.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The generalization hierarchies of {@code conf/hierarchies}: the levels of each from fine to
 * coarse, as the first line of its file names them.
 *
 * @param pointed those whose regions have points, in {@code conf/hierarchies/points}
 */
record Hierarchies(Map<String, List<String>> levels, Set<String> pointed) {

  static Hierarchies read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, List<String>> levels =
          files
              .filter(file -> file.getFileName().toString().endsWith(".csv"))
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString().replaceFirst("\\.csv$", ""),
                      Hierarchies::header,
                      (a, b) -> a,
                      TreeMap::new));
      return new Hierarchies(
          levels,
          levels.keySet().stream()
              .filter(name -> Files.exists(folder.resolve("points").resolve(name + ".csv")))
              .collect(Collectors.toCollection(TreeSet::new)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the hierarchies in " + folder, e);
    }
  }

  private static List<String> header(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return Stream.of(lines.findFirst().orElse("").replace("\uFEFF", "").split(","))
          .map(String::strip)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the hierarchy " + file, e);
    }
  }

  private static final Set<String> NAMING = Set.of("generalize", "centroid");

  void check(Place place, TechniqueSpec spec, Report report) {
    if (!NAMING.contains(spec.name()) || !(spec.options().get("hierarchy") instanceof String)) {
      return;
    }
    String hierarchy = (String) spec.options().get("hierarchy");
    if (!levels.containsKey(hierarchy)) {
      report.error(
          place.get("hierarchy"),
          levels.isEmpty()
              ? "there is no hierarchy '" + hierarchy + "'; add " + hierarchy + ".csv to the folder"
              : "there is no hierarchy '"
                  + hierarchy
                  + "'; "
                  + Nearest.remedy(hierarchy, levels.keySet()));
    } else if (spec.options().get("level") instanceof String level
        && !levels.get(hierarchy).contains(level)) {
      report.error(
          place.get("level"),
          "hierarchy %s has no level '%s'; %s"
              .formatted(hierarchy, level, Nearest.remedy(level, levels.get(hierarchy))));
    } else if (spec.name().equals("centroid") && !pointed.contains(hierarchy)) {
      report.error(
          place.get("hierarchy"),
          "the regions of hierarchy %s have no points; add points/%s.csv to the folder, or use grid"
              .formatted(hierarchy, hierarchy));
    }
  }
}
