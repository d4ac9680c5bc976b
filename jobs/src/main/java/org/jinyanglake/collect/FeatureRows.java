package org.jinyanglake.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DecimalType;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.io.WKTWriter;

/**
 * Rows of GeoJSON features (RFC 7946). A column with a plain name is a property of the feature, one
 * with a path lies where the path leads, as {@code /id}; {@code @wkt} is the geometry as well-known
 * text, {@code @longitude} and {@code @latitude} are its centroid in degrees.
 */
final class FeatureRows implements RowReader {

  private static final ObjectMapper JSON = new ObjectMapper(JsonRows.JSON);

  /** What belongs to a feature and is no column. */
  private static final Set<String> OWN = Set.of("type", "geometry", "bbox", "id");

  private final List<SourceColumn> columns;
  private final JsonRows properties;
  private final List<SourceColumn> ofGeometry = new ArrayList<>();
  private final WKTWriter wkt = new WKTWriter();
  private String column = "";

  /**
   * @param keeps whether properties and other members that are no columns are kept
   */
  FeatureRows(List<SourceColumn> columns, boolean keeps) {
    List<SourceColumn> ofProperties = new ArrayList<>();
    for (SourceColumn each : columns) {
      (each.field().header().startsWith("@") ? ofGeometry : ofProperties).add(each);
    }
    this.columns = List.copyOf(columns);
    this.properties =
        new JsonRows(
            ofProperties,
            FieldTree.of(ofProperties, List.of("properties"), OWN),
            List.of("properties"),
            keeps,
            false);
  }

  @Override
  public Misfit read(Text record, InternalRow row) {
    column = "";
    Misfit misfit = properties.read(record, row);
    if (misfit != null) {
      column = properties.column();
      return misfit;
    }
    if (ofGeometry.isEmpty()) {
      return null;
    }
    try {
      Geometry geometry = geometry(record);
      for (SourceColumn each : ofGeometry) {
        misfit = read(each, geometry, row);
        if (misfit != null) {
          column = each.field().name();
          return misfit;
        }
      }
      return null;
    } catch (Geometries.Unsound e) {
      column = ofGeometry.get(0).field().name();
      return new Misfit("geometry", e.getMessage());
    }
  }

  /** The geometry of a feature that is known to be strict JSON; null if it has none. */
  private static Geometry geometry(Text record) throws Geometries.Unsound {
    try (JsonParser parser = JSON.createParser(record.bytes, record.from, record.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.getCurrentName().equals("geometry");
        parser.nextToken();
        if (found) {
          JsonNode geometry = JSON.readTree(parser);
          return geometry.isNull() ? null : Geometries.of(geometry);
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private Misfit read(SourceColumn column, Geometry geometry, InternalRow row) {
    if (geometry == null || geometry.isEmpty()) {
      return column.readNull(row);
    }
    byte[] utf8 = text(column, geometry).getBytes(StandardCharsets.US_ASCII);
    return column.read(utf8, 0, utf8.length, row);
  }

  private String text(SourceColumn column, Geometry geometry) {
    if (column.field().header().equals("@wkt")) {
      return wkt.write(geometry);
    }
    Point centroid = geometry.getCentroid();
    boolean longitude = column.field().header().equals("@longitude");
    return degrees(longitude ? centroid.getX() : centroid.getY(), column);
  }

  /** A centroid is computed, so it is rounded to the digits that its column has. */
  private static String degrees(double degrees, SourceColumn column) {
    BigDecimal exact = BigDecimal.valueOf(degrees);
    return column.field().type() instanceof DecimalType decimal
        ? exact.setScale(decimal.scale(), RoundingMode.HALF_UP).toPlainString()
        : exact.toPlainString();
  }

  @Override
  public List<String> cells(Text record) {
    List<String> found = properties.cells(record);
    if (ofGeometry.isEmpty() || found.isEmpty()) {
      return found;
    }
    Geometry geometry;
    try {
      geometry = geometry(record);
    } catch (Geometries.Unsound e) {
      geometry = null;
    }
    Iterator<String> texts = found.iterator();
    List<String> all = new ArrayList<>();
    for (SourceColumn each : columns) {
      if (!ofGeometry.contains(each)) {
        all.add(texts.next());
      } else {
        all.add(geometry == null || geometry.isEmpty() ? null : text(each, geometry));
      }
    }
    return all;
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public MapData added() {
    return properties.added();
  }

  @Override
  public Set<String> unknown() {
    return properties.unknown();
  }
}
