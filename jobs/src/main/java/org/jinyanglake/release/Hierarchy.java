package org.jinyanglake.release;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The gate's own reading of {@code conf/hierarchies/<name>.csv}: the first line names the levels
 * from fine to coarse, each further line is a leaf with its ancestors, unquoted. It answers one
 * question: can this label stand for that value?
 */
final class Hierarchy implements Serializable {

  private static final long serialVersionUID = 1;

  private final List<String> levels;

  /** For every word of the file the lines in which it stands. */
  private final Map<String, List<String[]>> lines;

  /** Longitude and latitude by region, of those that have a point. */
  private final Map<String, double[]> points;

  private Hierarchy(
      List<String> levels, Map<String, List<String[]>> lines, Map<String, double[]> points) {
    this.levels = levels;
    this.lines = lines;
    this.points = points;
  }

  /** Reads a hierarchy; throws {@link IOException} if the file is missing or a line is broken. */
  static Hierarchy read(Path file, Configuration conf) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                FileSystem.get(file.toUri(), conf).open(file), StandardCharsets.UTF_8))) {
      String header = reader.readLine();
      if (header == null) {
        throw new IOException(file + " is empty: its first line must name the levels");
      }
      List<String> levels = List.of(header.replace("\uFEFF", "").strip().split(",", -1));
      Map<String, List<String[]>> lines = new HashMap<>();
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] words = line.strip().split(",", -1);
        if (words.length != levels.size()) {
          throw new IOException(
              "%s, line %d: %d words for %d levels"
                  .formatted(file, number, words.length, levels.size()));
        }
        for (String word : List.of(words).stream().distinct().toList()) {
          lines.computeIfAbsent(word, key -> new ArrayList<>()).add(words);
        }
      }
      return new Hierarchy(
          levels,
          lines,
          points(new Path(new Path(file.getParent(), "points"), file.getName()), conf));
    }
  }

  private static Map<String, double[]> points(Path file, Configuration conf) throws IOException {
    Map<String, double[]> points = new HashMap<>();
    FileSystem files = FileSystem.get(file.toUri(), conf);
    if (!files.exists(file)) {
      return points;
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
      reader.readLine(); // region,longitude,latitude
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.strip().split(",", -1);
        if (words.length == 3) {
          points.put(
              words[0], new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])});
        }
      }
      return points;
    } catch (NumberFormatException e) {
      throw new IOException(file + ": a point is region,longitude,latitude in degrees", e);
    }
  }

  /** The level's place, 0 for the finest; throws {@link IllegalArgumentException} if unknown. */
  int level(String name) {
    int level = levels.indexOf(name);
    if (level < 0) {
      throw new IllegalArgumentException("no level '" + name + "', expected one of " + levels);
    }
    return level;
  }

  /** Whether the label stands somewhere at the level or at a coarser one. */
  boolean has(String label, int level) {
    return lines.getOrDefault(label, List.of()).stream()
        .anyMatch(line -> indexOf(line, label, level) >= 0);
  }

  /** Whether some line holds the value and, at the level or coarser, the label above it. */
  boolean covers(String value, String label, int level) {
    return lines.getOrDefault(value, List.of()).stream()
        .anyMatch(line -> indexOf(line, label, Math.max(level, indexOf(line, value, 0))) >= 0);
  }

  /** How many levels there are. */
  int size() {
    return levels.size();
  }

  /** What stands above a label at a level, or itself if it stands higher; empty if unknown. */
  Optional<String> above(String label, int level) {
    return lines.getOrDefault(label, List.of()).stream()
        .findFirst()
        .map(line -> line[Math.max(level, indexOf(line, label, 0))]);
  }

  /** The points of all regions. */
  Collection<double[]> points() {
    return points.values();
  }

  /** Longitude and latitude of a region, or of the nearest above it that has a point; or null. */
  double[] point(String region) {
    if (!lines.containsKey(region)) {
      return null;
    }
    String[] line = lines.get(region).get(0);
    for (int i = indexOf(line, region, 0); i < line.length; i++) {
      if (points.containsKey(line[i])) {
        return points.get(line[i]);
      }
    }
    return null;
  }

  private static int indexOf(String[] line, String word, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i].equals(word)) {
        return i;
      }
    }
    return -1;
  }
}
