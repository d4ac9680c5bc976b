package org.jinyanglake.collect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Geometries of GeoJSON as JTS has them: positions in degrees, longitude first. */
final class Geometries {

  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** A geometry of a collection may be one again, so deep at most. */
  private static final int DEEPEST = 10;

  private Geometries() {}

  /** Why a geometry is none; says so without a position. */
  static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    Unsound(String message) {
      super(message);
    }
  }

  static Geometry of(JsonNode geometry) throws Unsound {
    return of(geometry, 0);
  }

  private static Geometry of(JsonNode geometry, int depth) throws Unsound {
    JsonNode at = geometry.path("coordinates");
    String type = geometry.path("type").asText();
    if (!at.isArray() && !type.equals("GeometryCollection")) {
      throw new Unsound("a geometry without coordinates");
    }
    return switch (type) {
      case "Point" -> at.isEmpty() ? FACTORY.createPoint() : point(at);
      case "MultiPoint" -> FACTORY.createMultiPoint(each(at, Geometries::point, Point[]::new));
      case "LineString" -> line(at);
      case "MultiLineString" ->
          FACTORY.createMultiLineString(each(at, Geometries::line, LineString[]::new));
      case "Polygon" -> polygon(at);
      case "MultiPolygon" ->
          FACTORY.createMultiPolygon(each(at, Geometries::polygon, Polygon[]::new));
      case "GeometryCollection" -> {
        if (depth == DEEPEST) {
          throw new Unsound("geometries nested deeper than " + DEEPEST + " levels");
        }
        yield FACTORY.createGeometryCollection(
            each(geometry.path("geometries"), g -> of(g, depth + 1), Geometry[]::new));
      }
      default -> throw new Unsound("a geometry of a type that GeoJSON does not have");
    };
  }

  private interface Part<T> {
    T of(JsonNode node) throws Unsound;
  }

  private static <T> T[] each(
      JsonNode nodes, Part<T> part, java.util.function.IntFunction<T[]> array) throws Unsound {
    List<T> parts = new ArrayList<>();
    for (JsonNode node : nodes) {
      parts.add(part.of(node));
    }
    return parts.toArray(array.apply(0));
  }

  private static Point point(JsonNode at) throws Unsound {
    return FACTORY.createPoint(position(at));
  }

  private static LineString line(JsonNode at) throws Unsound {
    if (at.size() == 1) {
      throw new Unsound("a line of one position");
    }
    return FACTORY.createLineString(each(at, Geometries::position, Coordinate[]::new));
  }

  private static Polygon polygon(JsonNode at) throws Unsound {
    LinearRing[] rings = each(at, Geometries::ring, LinearRing[]::new);
    if (rings.length == 0) {
      return FACTORY.createPolygon();
    }
    return FACTORY.createPolygon(rings[0], java.util.Arrays.copyOfRange(rings, 1, rings.length));
  }

  private static LinearRing ring(JsonNode at) throws Unsound {
    Coordinate[] positions = each(at, Geometries::position, Coordinate[]::new);
    if (positions.length < 4 || !positions[0].equals2D(positions[positions.length - 1])) {
      throw new Unsound("a ring that is not closed by four positions or more");
    }
    return FACTORY.createLinearRing(positions);
  }

  private static Coordinate position(JsonNode at) throws Unsound {
    if (!at.isArray() || at.size() < 2 || !at.get(0).isNumber() || !at.get(1).isNumber()) {
      throw new Unsound("a position that is not two numbers");
    }
    double longitude = at.get(0).doubleValue();
    double latitude = at.get(1).doubleValue();
    if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) {
      throw new Unsound(
          "a position that is not longitude and latitude in degrees (WGS 84), in this order");
    }
    return new Coordinate(longitude, latitude);
  }
}
