package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the features of GeoJSON. */
class GeoJsonReadingTest {

  @TempDir Path landing;

  private Delivery places() {
    return new Delivery(landing)
        .as(Source.Format.GEOJSON, "a.geojson")
        .column("id", "/id", Type.STRING)
        .column("name", "名称", Type.STRING)
        .column("shape", "@wkt", Type.STRING)
        .column("lon", "@longitude", Type.decimal(9, 6))
        .column("lat", "@latitude", Type.DOUBLE);
  }

  private static String feature(String geometry) {
    return "{\"type\":\"Feature\",\"id\":7,\"bbox\":[1,2,3,4],\"geometry\":"
        + geometry
        + ",\"properties\":{\"名称\":\"x\",\"楼层\":3}}";
  }

  private static String collection(String... geometries) {
    StringBuilder text = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < geometries.length; i++) {
      text.append(i == 0 ? "" : ",\n").append(feature(geometries[i]));
    }
    return text.append("]}").toString();
  }

  @Test
  void propertiesAreColumnsAndTheGeometryIsItsTextAndItsCentroid() throws IOException {
    Result result =
        places()
            .read(
                collection(
                    "{\"type\":\"Point\",\"coordinates\":[112.549248,37.857014,800]}",
                    "{\"type\":\"Polygon\",\"coordinates\":[[[112,37],[113,37],[113,38],[112,38],"
                        + "[112,37]],[[112.2,37.2],[112.4,37.2],[112.4,37.4],[112.2,37.4],"
                        + "[112.2,37.2]]]}",
                    "{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[3,0]],[[0,1],[0,2]]]}",
                    "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"MultiPoint\","
                        + "\"coordinates\":[[1,1],[1,2]]}]}",
                    "null"));

    assertThat(result.rows())
        .containsExactly(
            "7|x|POINT (112.549248 37.857014)|112.549248|37.857014",
            "7|x|POLYGON ((112 37, 113 37, 113 38, 112 38, 112 37), (112.2 37.2, 112.4 37.2, 112.4"
                + " 37.4, 112.2 37.4, 112.2 37.2))|112.508333|37.50833333333333",
            "7|x|MULTILINESTRING ((0 0, 3 0), (0 1, 0 2))|1.125000|0.375",
            "7|x|GEOMETRYCOLLECTION (MULTIPOINT ((1 1), (1 2)))|1.000000|1.5",
            "7|x|null|null|null");
    assertThat(result.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(result.tally().unknown()).containsExactly("/properties/楼层");
  }

  @Test
  void aGeometryThatIsNoneRefusesItsFeatureWithoutShowingIt() throws IOException {
    Result result =
        places()
            .read(
                collection(
                    "{\"type\":\"Point\",\"coordinates\":[4190000.5,538000.25]}",
                    "{\"type\":\"Point\",\"coordinates\":[\"112\",37]}",
                    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}",
                    "{\"type\":\"LineString\",\"coordinates\":[[0,0]]}",
                    "{\"type\":\"Circle\",\"coordinates\":[0,0]}",
                    "{\"type\":\"Point\"}"));

    assertThat(result.rows()).isEmpty();
    assertThat(result.reasons())
        .containsExactly(
            "shape: a position that is not longitude and latitude in degrees (WGS 84), in this"
                + " order",
            "shape: a position that is not two numbers",
            "shape: a ring that is not closed by four positions or more",
            "shape: a line of one position",
            "shape: a geometry of a type that GeoJSON does not have",
            "shape: a geometry without coordinates");
  }

  @Test
  void aCollectionMayBeUtf16() throws IOException {
    String point = "{\"type\":\"Point\",\"coordinates\":[112.5,37.5]}";
    assertThat(places().in("UTF-16LE").read("\ufeff" + collection(point)).rows())
        .containsExactly("7|x|POINT (112.5 37.5)|112.500000|37.5");
  }
}
