package org.jinyanglake.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jinyanglake.contract.FieldPath;

/**
 * Rows of JSON objects, strictly as RFC 8259 says, each key once, nested at most {@value #DEEPEST}
 * levels. Numbers and strings go by the same rules as cells of delimited text; of objects and
 * arrays a path takes out what is a column, and string columns keep them as their JSON text. A key
 * that is absent is null.
 */
final class JsonRows implements RowReader {

  static final int DEEPEST = 100;

  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(Lines.LONGEST)
                  .maxStringLength(Lines.LONGEST)
                  .build())
          .build();

  private static final Misfit NOT_AN_OBJECT = new Misfit("json", "not a JSON object");
  private static final Misfit MORE = new Misfit("json", "more text after the JSON object");
  private static final Misfit NESTED = new Misfit("type", "an object or array for a plain value");
  private static final Misfit PLAIN = new Misfit("type", "a plain value for an object or array");
  private static final Misfit BOOLEAN = new Misfit("type", "true or false for another type");
  private static final Misfit DEEP =
      new Misfit("json", "JSON nested deeper than " + DEEPEST + " levels");

  /** For records that are refused: numbers keep their digits. */
  private static final ObjectMapper TREE =
      JsonMapper.builder(JSON)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private final SourceColumn[] columns;
  private final List<String> base;
  private final FieldTree fields;
  private final boolean keeps;
  private final boolean lines;
  private final AddedCells kept = new AddedCells();
  private final boolean[] seen;
  private String column = "";
  private Misfit first;

  /** Rows of JSON lines. */
  JsonRows(List<SourceColumn> columns, boolean keeps) {
    this(columns, FieldTree.of(columns, List.of(), Set.of()), List.of(), keeps, true);
  }

  /**
   * @param base where fields lie whose path is a plain name, from the record inwards
   * @param keeps whether fields that are no columns are kept
   * @param lines whether each object stands in one line; else it may be broken and indented
   */
  JsonRows(
      List<SourceColumn> columns,
      FieldTree fields,
      List<String> base,
      boolean keeps,
      boolean lines) {
    this.columns = columns.toArray(SourceColumn[]::new);
    this.base = base;
    this.fields = fields;
    this.keeps = keeps;
    this.lines = lines;
    this.seen = new boolean[columns.size()];
  }

  @Override
  public Misfit read(Text record, InternalRow row) {
    column = "";
    if (CsvCells.startsWithMark(record)) {
      return Misfit.BYTE_ORDER_MARK;
    }
    Misfit control =
        lines
            ? CsvCells.control(record)
            : ControlCharacters.find(record.bytes, record.from, record.to);
    if (control != null) {
      return control;
    }
    try (JsonParser parser = JSON.createParser(record.bytes, record.from, record.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return NOT_AN_OBJECT;
      }
      Misfit misfit = readFields(parser, record, row);
      return misfit == null && parser.nextToken() != null ? MORE : misfit;
    } catch (StreamConstraintsException e) {
      column = "";
      return DEEP;
    } catch (JsonProcessingException e) {
      column = "";
      return syntax(e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** The parser's messages may quote the text, so only the place is taken from them. */
  private Misfit syntax(JsonProcessingException e) {
    if (e.getMessage().startsWith("Duplicate field")) {
      return new Misfit("json", "a key that comes twice");
    }
    long place = lines ? e.getLocation().getColumnNr() : e.getLocation().getByteOffset() + 1;
    return new Misfit("json", "not strict JSON near byte " + Math.max(1, place));
  }

  private Misfit readFields(JsonParser parser, Text record, InternalRow row) throws IOException {
    first = null;
    kept.clear();
    Arrays.fill(seen, false);
    readObject(fields.root(), "", parser, record, row);
    for (int i = 0; i < columns.length && first == null; i++) {
      if (!seen[i]) {
        note(columns[i].readNull(row), i);
      }
    }
    return first;
  }

  /** Remembers the first misfit. Reading goes on: the rest may break a rule of JSON. */
  private void note(Misfit misfit, int of) {
    if (misfit != null && first == null) {
      first = misfit;
      column = columns[of].field().name();
    }
  }

  private void readObject(
      FieldTree.Node object, String path, JsonParser parser, Text record, InternalRow row)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.getCurrentName();
      FieldTree.Node node = object.child(key);
      JsonToken value = parser.nextToken();
      if (node != null) {
        readField(node, path, key, value, parser, record, row);
      } else {
        String name = path.isEmpty() ? key : path + "/" + key;
        if (fields.unknown(name) && keeps) {
          keep(name, value, parser, record);
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** Texts as they are meant, everything else as it is written. */
  private void keep(String name, JsonToken value, JsonParser parser, Text record)
      throws IOException {
    int start = record.from + (int) parser.currentTokenLocation().getByteOffset();
    if (value == JsonToken.VALUE_STRING) {
      kept.put(name, parser.getText());
    } else if (value != JsonToken.VALUE_NULL) {
      int end = start + parser.getTextLength();
      if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
        parser.skipChildren();
        end = record.from + (int) parser.currentLocation().getByteOffset();
      }
      kept.put(UTF8String.fromString(name), UTF8String.fromBytes(record.bytes, start, end - start));
    }
  }

  private void readArray(
      FieldTree.Node array, String path, JsonParser parser, Text record, InternalRow row)
      throws IOException {
    int index = 0;
    for (JsonToken each = parser.nextToken();
        each != JsonToken.END_ARRAY;
        each = parser.nextToken()) {
      String key = String.valueOf(index++);
      FieldTree.Node node = array.child(key);
      if (node == null) {
        parser.skipChildren();
      } else {
        readField(node, path, key, each, parser, record, row);
      }
    }
  }

  private void readField(
      FieldTree.Node node,
      String path,
      String key,
      JsonToken value,
      JsonParser parser,
      Text record,
      InternalRow row)
      throws IOException {
    int at = node.column();
    if (!node.hasChildren()) {
      seen[at] = true;
      note(readValue(columns[at], value, parser, record, row), at);
      return;
    }
    int start = record.from + (int) parser.currentTokenLocation().getByteOffset();
    if (value == JsonToken.START_OBJECT) {
      readObject(node, path + "/" + key, parser, record, row);
    } else if (value == JsonToken.START_ARRAY) {
      readArray(node, path + "/" + key, parser, record, row);
    } else if (value != JsonToken.VALUE_NULL) {
      if (at == FieldTree.NONE) {
        note(PLAIN, node.anyColumn());
      } else {
        seen[at] = true;
        note(readValue(columns[at], value, parser, record, row), at);
      }
      return;
    }
    if (at != FieldTree.NONE && value != JsonToken.VALUE_NULL) {
      // The object as a whole is a column too.
      seen[at] = true;
      int end = record.from + (int) parser.currentLocation().getByteOffset();
      boolean text = columns[at].field().type().equals(DataTypes.StringType);
      note(text ? columns[at].read(record.bytes, start, end, row) : NESTED, at);
    }
  }

  private static Misfit readValue(
      SourceColumn column, JsonToken value, JsonParser parser, Text record, InternalRow row)
      throws IOException {
    DataType type = column.field().type();
    boolean text = type.equals(DataTypes.StringType);
    // Where the token begins in the record; a string with its quote.
    int start = record.from + (int) parser.currentTokenLocation().getByteOffset();
    return switch (value) {
      case VALUE_NULL -> column.readNull(row);
      case VALUE_STRING -> readString(column, parser, record, start, row);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          column.read(record.bytes, start, start + parser.getTextLength(), row);
      case VALUE_TRUE, VALUE_FALSE -> {
        int end = start + (value == JsonToken.VALUE_TRUE ? 4 : 5);
        boolean fits = text || type.equals(DataTypes.BooleanType);
        yield fits ? column.read(record.bytes, start, end, row) : BOOLEAN;
      }
      default -> {
        parser.skipChildren();
        int end = record.from + (int) parser.currentLocation().getByteOffset();
        yield text ? column.read(record.bytes, start, end, row) : NESTED;
      }
    };
  }

  private static Misfit readString(
      SourceColumn column, JsonParser parser, Text record, int start, InternalRow row)
      throws IOException {
    byte[] bytes = record.bytes;
    int end = start + 1;
    while (end < record.to && bytes[end] != '"' && bytes[end] != '\\') {
      end++;
    }
    if (end < record.to && bytes[end] == '"') {
      // No escapes: the text stands there as it is.
      return column.read(bytes, start + 1, end, row);
    }
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Misfit.NUL;
      }
      if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') {
        return Misfit.CONTROL;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Misfit.SURROGATE;
      }
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return column.read(utf8, 0, utf8.length, row);
  }

  @Override
  public List<String> cells(Text record) {
    JsonNode object;
    try {
      object = TREE.readTree(record.bytes, record.from, record.length());
    } catch (IOException e) {
      return List.of();
    }
    if (!object.isObject()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (SourceColumn each : columns) {
      texts.add(text(object, each.field().header()));
    }
    return texts;
  }

  private String text(JsonNode object, String header) {
    List<String> names = FieldPath.of(header).names();
    JsonNode at = object;
    if (!header.startsWith("/")) {
      for (String name : base) {
        at = at.path(name);
      }
    }
    for (String name : names) {
      at =
          at.isArray() && name.matches("\\d{1,9}")
              ? at.path(Integer.parseInt(name))
              : at.path(name);
    }
    return at.isMissingNode() || at.isNull() ? null : at.isTextual() ? at.asText() : at.toString();
  }

  @Override
  public String column() {
    return column;
  }

  @Override
  public MapData added() {
    return kept.map();
  }

  @Override
  public Set<String> unknown() {
    return fields.unknown();
  }
}
