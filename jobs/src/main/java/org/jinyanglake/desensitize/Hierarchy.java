package org.jinyanglake.desensitize;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.lake.Evidence;

/**
 * A tree of values by which a column is generalized: streets in districts in a city. Immutable.
 *
 * <p>Its file is CSV in UTF-8. The first line names the levels from fine to coarse ({@code
 * street,district,city}), each further line is one leaf with its ancestors. A value has one place:
 * the same text below two parents is an error, as nobody could say to which a row belongs. An
 * ancestor may repeat its child ({@code 市辖区,太原市,太原市}) where a branch has fewer levels.
 */
public final class Hierarchy implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final ArrayList<String> levels;
  // Each value at any level → its ancestors from level 0 on; below its own level, itself.
  private final HashMap<UTF8String, UTF8String[]> paths;
  private final HashMap<UTF8String, ReferencePoint> points;

  /** Asked for by every dataset of a run. */
  private transient volatile String digest;

  private Hierarchy(
      String name,
      ArrayList<String> levels,
      HashMap<UTF8String, UTF8String[]> paths,
      HashMap<UTF8String, ReferencePoint> points) {
    this.name = name;
    this.levels = levels;
    this.paths = paths;
    this.points = points;
  }

  /**
   * Reads {@code <name>.csv}, and {@code points/<name>.csv} if there is one.
   *
   * @throws IllegalArgumentException if it is not a tree; the message has file, line and remedy
   */
  public static Hierarchy read(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.csv$", "");
    ArrayList<String> levels = new ArrayList<>();
    HashMap<UTF8String, UTF8String[]> paths = new HashMap<>();
    Map<String, Long> lines = new HashMap<>();
    try (CsvReader<CsvRecord> records =
        CsvReader.builder()
            .detectBomHeader(true)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(file)) {
      for (CsvRecord line : records) {
        List<String> cells = line.getFields().stream().map(String::strip).toList();
        String where = file + ":" + line.getStartingLineNumber() + ": ";
        if (levels.isEmpty()) {
          levels.addAll(cells);
          if (cells.contains("") || cells.stream().distinct().count() < cells.size()) {
            throw new IllegalArgumentException(
                where + "the first line must name each level once, from fine to coarse");
          }
        } else if (cells.size() != levels.size() || cells.contains("")) {
          throw new IllegalArgumentException(
              where + "expected " + levels.size() + " values (" + String.join(",", levels) + ")");
        } else {
          add(where, cells, line.getStartingLineNumber(), paths, lines);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    if (levels.isEmpty()) {
      throw new IllegalArgumentException(file + ":1: the first line must name the levels");
    }
    Path points = file.resolveSibling("points").resolve(file.getFileName());
    return new Hierarchy(name, levels, paths, ReferencePoint.read(points, paths.keySet()));
  }

  private static void add(
      String where,
      List<String> leaf,
      long line,
      Map<UTF8String, UTF8String[]> paths,
      Map<String, Long> lines) {
    for (int level = 0; level < leaf.size(); level++) {
      if (level > 0 && leaf.get(level).equals(leaf.get(level - 1))) {
        continue;
      }
      String value = leaf.get(level);
      UTF8String[] path = new UTF8String[leaf.size()];
      for (int i = 0; i < path.length; i++) {
        path[i] = UTF8String.fromString(leaf.get(Math.max(i, level)));
      }
      UTF8String[] known = paths.putIfAbsent(UTF8String.fromString(value), path);
      if (known != null && !List.of(known).equals(List.of(path))) {
        throw new IllegalArgumentException(
            where
                + "'"
                + value
                + "' stands elsewhere in line "
                + lines.get(value)
                + "; write them apart, as with the name of the parent");
      }
      lines.putIfAbsent(value, line);
    }
  }

  /** The name: that of the file. */
  public String name() {
    return name;
  }

  /** The names of the levels, from fine to coarse. */
  public List<String> levels() {
    return List.copyOf(levels);
  }

  /**
   * SHA-256, 64 hex digits, of what it says: its levels and the ancestors of each value. The order
   * of its lines does not count.
   */
  String digest() {
    if (digest == null) {
      digest = digested();
    }
    return digest;
  }

  private String digested() {
    StringBuilder text = new StringBuilder(String.join(",", levels));
    paths.entrySet().stream()
        .map(entry -> entry.getKey() + "," + List.of(entry.getValue()))
        .sorted()
        .forEach(line -> text.append('\n').append(line));
    return Evidence.sha256(text.toString());
  }

  /** The index of a level; throws {@link IllegalArgumentException}. */
  int level(String level) {
    int index = levels.indexOf(level);
    if (index < 0) {
      throw new IllegalArgumentException(
          "hierarchy " + name + " has no such level, but " + String.join(", ", levels));
    }
    return index;
  }

  /** The name of the coarsest level at which a value stands; empty if it stands nowhere. */
  Optional<String> levelOf(String value) {
    UTF8String text = UTF8String.fromString(value);
    UTF8String[] path = paths.get(text);
    return path == null
        ? Optional.empty()
        : Optional.of(levels.get(List.of(path).lastIndexOf(text)));
  }

  UTF8String ancestor(UTF8String value, int level) {
    UTF8String[] path = paths.get(value);
    if (path == null) {
      UTF8String canonical = Canonical.of(value);
      path = canonical == null ? null : paths.get(canonical);
    }
    return path == null ? ANY : path[level];
  }

  /** The point of a value, or of the nearest above it that has one; empty if none has. */
  Optional<ReferencePoint> point(UTF8String value) {
    for (UTF8String each : paths.getOrDefault(value, NO_PATH)) {
      ReferencePoint point = points.get(each);
      if (point != null) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }

  private static final UTF8String[] NO_PATH = {};
  private static final UTF8String ANY = UTF8String.fromString(Suppress.ANY);

  @Override
  public String toString() {
    return name;
  }
}
