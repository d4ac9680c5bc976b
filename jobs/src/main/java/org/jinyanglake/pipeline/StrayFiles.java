package org.jinyanglake.pipeline;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;

/**
 * Files in a zone's folder that its readers reach and no table has a place for: somebody put them
 * there past the gate. What lies among the data files and the certificates of a table is compared
 * with its metadata and the ledger elsewhere.
 */
final class StrayFiles {
  /** By the folder below a table, how the names in it end. */
  private static final Map<String, List<String>> PLACES =
      Map.of(
          "data", List.of(""),
          "_certificates", List.of(""),
          "withdrawn", List.of(".json"),
          "metadata", List.of(".json", ".avro", ".puffin", ".stats", "version-hint.text"));

  private StrayFiles() {}

  /**
   * Those of a zone.
   *
   * @param tables the locations of its tables
   */
  static List<String> in(Lake lake, Zone zone, Set<String> tables) {
    Path folder = new Path(lake.conf().zones().get(zone).warehouse());
    List<String> roots = tables.stream().map(each -> path(new Path(each)) + "/").toList();
    List<String> strays = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> files =
          folder.getFileSystem(lake.hadoop()).listFiles(folder, true);
      while (files.hasNext()) {
        String file = path(files.next().getPath());
        Optional<String> root = roots.stream().filter(file::startsWith).findFirst();
        if (root.filter(each -> hasPlace(file.substring(each.length()))).isEmpty()) {
          strays.add(file);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // nothing was ever opened
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return strays;
  }

  private static boolean hasPlace(String name) {
    int cut = name.indexOf('/');
    return cut > 0
        && PLACES.getOrDefault(name.substring(0, cut), List.of()).stream().anyMatch(name::endsWith);
  }

  private static String path(Path file) {
    return file.toUri().getPath();
  }
}
