package org.jinyanglake.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The generalization hierarchies of {@code conf/hierarchies}: the levels of each from fine to
 * coarse, as the first line of its file names them.
 */
record Hierarchies(Map<String, List<String>> levels) {

  static Hierarchies read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return new Hierarchies(
          files
              .filter(file -> file.getFileName().toString().endsWith(".csv"))
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString().replaceFirst("\\.csv$", ""),
                      Hierarchies::header,
                      (a, b) -> a,
                      TreeMap::new)));
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

  void check(Place place, TechniqueSpec spec, Report report) {
    if (!spec.name().equals("generalize") || !(spec.options().get("hierarchy") instanceof String)) {
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
    }
  }
}
