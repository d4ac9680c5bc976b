package org.jinyanglake.contract;

import java.util.List;
import org.jinyanglake.contract.Source.Format;

/** Checks where columns lie in records that are nested. */
final class FieldPaths {

  /** What a column of GeoJSON may be other than a property of the feature. */
  private static final List<String> OF_GEOMETRY = List.of("@wkt", "@longitude", "@latitude");

  private FieldPaths() {}

  static void check(Source source, List<ColumnReader.Result> columns, Report report) {
    if (!(source instanceof Source.Files files) || !files.format().nested()) {
      return;
    }
    for (ColumnReader.Result each : columns) {
      String header = each.column().header();
      Place place = each.place().get("physicalName");
      FieldPath.complain(header)
          .ifPresent(
              fault ->
                  report.error(place, "physicalName is no path: " + fault + "; correct the path"));
      if (files.format() == Format.GEOJSON
          && header.startsWith("@")
          && !OF_GEOMETRY.contains(header)) {
        report.error(
            place,
            "'"
                + Place.shorten(header)
                + "' is nothing of a geometry; "
                + Nearest.remedy(header, OF_GEOMETRY));
      }
    }
  }
}
