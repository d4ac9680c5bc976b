package org.jinyanglake.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jinyanglake.collect.dialect.DetectedEncoding;
import org.jinyanglake.contract.FieldPath;
import org.jinyanglake.contract.Source;

/**
 * Where the records of a JSON text are: its lines, or the array that holds most objects, of those
 * that lie in objects only. Half as many in another one are as good, and a person has to say which.
 */
final class FoundArray {

  private final String name;
  private final Charset encoding;
  private final Known known;
  private final Map<String, Long> objects = new LinkedHashMap<>();
  private final Deque<String> path = new ArrayDeque<>();
  private boolean features;

  /**
   * @param name of the file, which may tell lines from a document of one record
   */
  FoundArray(String name, Charset encoding, Known known) {
    this.name = name;
    this.encoding = encoding;
    this.known = known;
  }

  /** Whether a text begins as an object, or as an array of objects. */
  static boolean isJson(byte[] text) {
    int i = token(text, DetectedEncoding.markLength(text));
    if (i < text.length && text[i] == '[') {
      i = token(text, i + 1);
      return i == text.length || text[i] == '{' || text[i] == '[' || text[i] == ']';
    }
    return i < text.length && text[i] == '{';
  }

  /** Where the next byte stands that is no blank; of UTF-16 half of them are. */
  private static int token(byte[] text, int from) {
    int i = from;
    while (i < text.length
        && (text[i] >= 0 && text[i] <= ' ' || i < 2 && (text[i] & 0xfe) == 0xfe)) {
      i++;
    }
    return i;
  }

  /**
   * Finds it in the beginning of a text.
   *
   * @throws DamagedFile if there is no such array, or more than one
   */
  FoundPlace find(byte[] head) throws IOException {
    boolean lines = name.endsWith(".jsonl") || name.endsWith(".ndjson");
    boolean more = false;
    boolean complete = false;
    try (JsonParser json =
        JsonRows.JSON.createParser(new TextStream(new ByteArrayInputStream(head), encoding))) {
      value(json, json.nextToken());
      complete = true;
      more = json.nextToken() != null;
    } catch (JsonProcessingException e) {
      more = complete; // what comes after the first object is no JSON, and still a record
    }
    boolean array = objects.containsKey("");
    boolean none = objects.isEmpty() && known.rows().isEmpty();
    if (lines || !array && (more || none && (!complete || isOneLine(head)))) {
      return FoundPlace.whole(Source.Format.JSON_LINES, encoding);
    }
    return document();
  }

  private static boolean isOneLine(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' && token(text, i) < text.length) {
        return false;
      }
    }
    return true;
  }

  private FoundPlace document() throws DamagedFile {
    if (known.rows().isPresent()) {
      String rows = known.rows().get();
      if (!rows.isEmpty() && (!rows.startsWith("/") || FieldPath.complain(rows).isPresent())) {
        throw new DamagedFile(
            "rows", "rows is a JSON pointer to the array of records", "write it as /data/list");
      }
      return rows(rows);
    }
    if (objects.containsKey("/features") && (features || name.endsWith(".geojson"))) {
      return FoundPlace.whole(Source.Format.GEOJSON, encoding);
    }
    List<Map.Entry<String, Long>> most =
        objects.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(10)
            .toList();
    if (most.isEmpty()) {
      throw new DamagedFile(
          "json",
          objects.isEmpty()
              ? "the document holds no array of objects that a pointer leads to"
              : "no array of the document holds an object: there is no record to look at",
          "inspect a file with records in an array, or write one object a line");
    }
    long first = most.get(0).getValue();
    List<Map.Entry<String, Long>> good =
        most.stream().filter(each -> 2 * each.getValue() >= first).toList();
    if (good.size() > 1) {
      throw new DamagedFile(
          "rows",
          "the document has more than one array that may hold the records: "
              + good.stream()
                  .map(each -> pointer(each.getKey()) + " (" + each.getValue() + " objects)")
                  .collect(Collectors.joining(", ")),
          "name the one that is meant by the property rows in the contract");
    }
    return rows(most.get(0).getKey());
  }

  private FoundPlace rows(String rows) {
    return FoundPlace.rows(
        Source.Format.JSON,
        encoding,
        rows,
        rows.isEmpty() ? "the document is the array" : "records in " + rows);
  }

  private static String pointer(String rows) {
    return rows.isEmpty() ? "the document itself" : rows;
  }

  /** Reads the value that begins with a token. */
  private void value(JsonParser json, JsonToken token) throws IOException {
    if (token == JsonToken.START_OBJECT) {
      object(json);
    } else if (token == JsonToken.START_ARRAY) {
      array(json);
    }
  }

  private void object(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.getCurrentName();
      JsonToken token = json.nextToken();
      if (path.isEmpty() && key.equals("type") && token == JsonToken.VALUE_STRING) {
        features |= json.getText().equals("FeatureCollection");
      }
      if (key.isEmpty()) {
        json.skipChildren(); // no pointer of a contract leads there
      } else {
        path.addLast(FieldPath.escaped(key));
        value(json, token);
        path.removeLast();
      }
    }
  }

  private void array(JsonParser json) throws IOException {
    String pointer = path.stream().map(each -> "/" + each).collect(Collectors.joining());
    objects.put(pointer, 0L);
    for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
      if (each == JsonToken.START_OBJECT) {
        objects.merge(pointer, 1L, Long::sum);
      }
      json.skipChildren();
    }
  }
}
