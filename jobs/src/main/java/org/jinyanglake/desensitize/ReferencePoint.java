package org.jinyanglake.desensitize;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The published point of a region, in degrees: its seat of government, or whatever the file of the
 * points says, but never anything that follows from the rows.
 */
record ReferencePoint(double longitude, double latitude) implements Serializable {
  private static final List<String> HEADER = List.of("region", "longitude", "latitude");

  /**
   * Reads the points of a hierarchy's regions, {@code points/<hierarchy>.csv}; none if there is no
   * such file.
   *
   * @throws IllegalArgumentException if it is none; the message has file, line and remedy
   */
  static HashMap<UTF8String, ReferencePoint> read(Path file, Set<UTF8String> regions) {
    HashMap<UTF8String, ReferencePoint> points = new HashMap<>();
    if (!Files.exists(file)) {
      return points;
    }
    try (CsvReader<CsvRecord> lines =
        CsvReader.builder()
            .detectBomHeader(true)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(file)) {
      boolean header = true;
      for (CsvRecord line : lines) {
        List<String> cells = line.getFields().stream().map(String::strip).toList();
        String where = file + ":" + line.getStartingLineNumber() + ": ";
        if (header && !cells.equals(HEADER) || cells.size() != HEADER.size()) {
          throw new IllegalArgumentException(where + "expected " + String.join(",", HEADER));
        }
        if (!header) {
          UTF8String region = UTF8String.fromString(cells.get(0));
          if (!regions.contains(region)) {
            throw new IllegalArgumentException(
                where + "'" + region + "' is no region of the hierarchy; correct or delete it");
          }
          if (points.put(region, of(where, cells)) != null) {
            throw new IllegalArgumentException(where + "'" + region + "' has a point already");
          }
        }
        header = false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return points;
  }

  private static ReferencePoint of(String where, List<String> cells) {
    try {
      double longitude = Double.parseDouble(cells.get(1));
      double latitude = Double.parseDouble(cells.get(2));
      if (Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90) {
        return new ReferencePoint(longitude, latitude);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        where + "a point is a longitude from -180 to 180 and a latitude from -90 to 90");
  }

  double get(Centroid.Axis axis) {
    return axis == Centroid.Axis.LONGITUDE ? longitude : latitude;
  }
}
