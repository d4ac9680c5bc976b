package org.jinyanglake.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads landing files without any code of the generator: every record as its cells by header, or,
 * if it is no record, only its text.
 *
 * @param header the columns, empty for JSON lines
 */
record DeliveredRows(List<String> header, List<Row> rows) {

  /**
   * A record of a file.
   *
   * @param cells empty if the text is not well formed
   * @param count how many cells there are, -1 if the text is not well formed
   */
  record Row(String text, Map<String, String> cells, int count) {}

  private static final Pattern CELL = Pattern.compile("\"((?:[^\"]++|\"\")*+)\"|([^\",]*)");
  private static final ObjectMapper JSON = new ObjectMapper();

  static DeliveredRows read(Path file) throws IOException {
    List<String> lines = lines(file);
    if (file.toString().endsWith(".jsonl")) {
      return new DeliveredRows(List.of(), lines.stream().map(DeliveredRows::json).toList());
    }
    List<String> header = cells(lines.get(0).replace("\ufeff", ""));
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> named = new LinkedHashMap<>();
      if (cells.size() == header.size()) {
        for (int i = 0; i < header.size(); i++) {
          named.put(header.get(i), cells.get(i));
        }
      }
      rows.add(new Row(line, named, cells.isEmpty() ? -1 : cells.size()));
    }
    return new DeliveredRows(header, rows);
  }

  /** The lines of the file; fails at the first bytes that are no text in the file's encoding. */
  static List<String> lines(Path file) throws IOException {
    Charset charset =
        file.toString().contains("hotline_tickets")
            ? Charset.forName("GBK")
            : StandardCharsets.UTF_8;
    try (InputStream bytes = Files.newInputStream(file);
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(text, charset.newDecoder()))) {
      return reader.lines().toList();
    }
  }

  /** The cells of a line after RFC 4180; empty if its quotes do not match. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = CELL.matcher(line);
    int at = 0;
    do {
      cell.region(at, line.length());
      if (!cell.lookingAt()) {
        return List.of();
      }
      cells.add(cell.group(1) != null ? cell.group(1).replace("\"\"", "\"") : cell.group(2));
      at = cell.end() + 1;
    } while (at <= line.length() && line.charAt(at - 1) == ',');
    return at > line.length() ? cells : List.of();
  }

  private static Row json(String line) {
    try {
      JsonNode object = JSON.readTree(line);
      Map<String, String> cells = new LinkedHashMap<>();
      object
          .fields()
          .forEachRemaining(
              field ->
                  cells.put(
                      field.getKey(), field.getValue().isNull() ? "" : field.getValue().asText()));
      return new Row(line, cells, cells.size());
    } catch (IOException e) {
      return new Row(line, Map.of(), -1);
    }
  }
}
