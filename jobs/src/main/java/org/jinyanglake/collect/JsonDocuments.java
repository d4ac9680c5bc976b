package org.jinyanglake.collect;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;

/**
 * JSON documents; the elements of an array in each are the records.
 *
 * @param features whether these are the features of GeoJSON
 */
record JsonDocuments(
    boolean features, String encoding, String rows, List<String> nullValues, ZoneId zone)
    implements Reading {

  JsonDocuments {
    nullValues = List.copyOf(nullValues);
  }

  static JsonDocuments of(Source.Files source, ZoneId zone) {
    boolean features = source.format() == Source.Format.GEOJSON;
    return new JsonDocuments(
        features,
        source.encoding().name(),
        features ? "/features" : source.within().rows(),
        source.nullValues(),
        zone);
  }

  @Override
  public Set<Content> contents() {
    return FileFormat.contents(encoding);
  }

  @Override
  public String title() {
    return features ? "GeoJSON, a FeatureCollection" : "a JSON document";
  }

  @Override
  public boolean splittable() {
    return false;
  }

  private JsonElements elements(Input input, boolean wanted) {
    return new JsonElements(
        new TextStream(input.stream(), Charset.forName(encoding)), FieldPath.split(rows), wanted);
  }

  @Override
  public Survey survey(Input input) throws IOException {
    JsonElements elements = elements(input, false);
    while (elements.next()) {
      // Counted there.
    }
    return new Survey(elements.number(), List.of(), Layout.NONE);
  }

  @Override
  public Cursor open(Input input, Split split, List<SourceColumn> columns) {
    boolean keeps = split.source().keeps();
    RowReader rowReader =
        features
            ? new FeatureRows(columns, keeps)
            : new JsonRows(
                columns, FieldTree.of(columns, List.of(), Set.of()), List.of(), keeps, false);
    return open(input, rowReader);
  }

  /** Opens a document, whose records another reader takes. */
  Cursor open(Input input, RowReader rowReader) {
    return new ElementCursor(input, elements(input, true), rowReader);
  }

  /** The elements of an array as records. */
  private static final class ElementCursor implements Cursor {
    private final Input input;
    private final JsonElements elements;
    private final RowReader rows;
    private final Text text = new Text();

    ElementCursor(Input input, JsonElements elements, RowReader rows) {
      this.input = input;
      this.elements = elements;
      this.rows = rows;
    }

    @Override
    public boolean next() throws IOException {
      if (!elements.next()) {
        return false;
      }
      elements.text(text);
      return true;
    }

    @Override
    public long row() {
      return elements.number();
    }

    @Override
    public long line() {
      return elements.number();
    }

    @Override
    public Misfit read(InternalRow row) {
      return elements.tooLong() ? Misfit.TOO_LONG : rows.read(text, row);
    }

    @Override
    public String column() {
      return elements.tooLong() ? "" : rows.column();
    }

    @Override
    public String text() {
      int length = Math.min(text.length(), Lines.KEPT);
      return new String(text.bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public List<String> cells() {
      return elements.tooLong() ? List.of() : rows.cells(text);
    }

    @Override
    public MapData added() {
      return rows.added();
    }

    @Override
    public Set<String> unknown() {
      return rows.unknown();
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}
