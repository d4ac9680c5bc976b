package org.jinyanglake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jinyanglake.collect.Known;
import org.jinyanglake.collect.dialect.Declared;
import org.jinyanglake.collect.dialect.Dialect;

/**
 * What is known of a file, as JSON in the form of the CSV benchmark Pollock: {@code encoding},
 * {@code delimiter}, {@code quotechar}, {@code escapechar}, {@code preamble_lines}, {@code
 * header_lines}, {@code footnote_lines}, {@code column_names}; of other files {@code entries},
 * {@code sheet}, {@code headerRow} and {@code rows} as in a contract. What is not in it is found.
 */
final class DeclaredJson {

  private static final Set<String> KEYS =
      Set.of(
          "encoding",
          "delimiter",
          "quotechar",
          "escapechar",
          "preamble_lines",
          "header_lines",
          "footnote_lines",
          "column_names",
          "entries",
          "sheet",
          "headerRow",
          "rows");

  /** What the benchmark says as well, and reading does not need. */
  private static final Set<String> IGNORED =
      Set.of("encoding_confidence", "row_delimiter", "n_columns");

  private final Path file;
  private final JsonNode json;

  private DeclaredJson(Path file, JsonNode json) {
    this.file = file;
    this.json = json;
  }

  /** Reads a file; throws {@link UsageException} if it says something that cannot be. */
  static Known read(Path file) {
    try {
      return new DeclaredJson(file, new ObjectMapper().readTree(Files.readString(file))).known();
    } catch (JsonProcessingException e) {
      throw new UsageException(file + ": no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private Known known() {
    if (!json.isObject()) {
      throw new UsageException(file + ": expected one JSON object");
    }
    Set<String> unknown = new TreeSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KEYS);
    unknown.removeAll(IGNORED);
    if (!unknown.isEmpty()) {
      throw new UsageException(
          file + ": unknown " + unknown + "; known are " + new TreeSet<>(KEYS));
    }
    if (number("headerRow").filter(row -> row < 1).isPresent()) {
      throw new UsageException(file + ": headerRow counts rows from 1; header_lines 0 says none");
    }
    return new Known(text(), text("entries"), text("sheet"), number("headerRow"), text("rows"));
  }

  private Declared text() {
    Optional<String> delimiter = text("delimiter");
    Optional<Character> quote = text("quotechar").map(each -> character("quotechar", each));
    Optional<Character> escape =
        text("escapechar")
            .filter(each -> !each.isEmpty())
            .map(each -> character("escapechar", each));
    boolean blank =
        delimiter.filter(each -> each.length() == 2 && each.charAt(1) == ' ').isPresent();
    List<String> names = new ArrayList<>();
    json.path("column_names").forEach(name -> names.add(name.asText()));
    return new Declared(
        text("encoding").map(this::charset),
        delimiter.map(
            each ->
                each.isEmpty()
                    ? Dialect.NO_DELIMITER
                    : character("delimiter", blank ? each.substring(0, 1) : each)),
        blank,
        quote,
        escape,
        number("preamble_lines"),
        number("header_lines"),
        number("footnote_lines"),
        names);
  }

  private Optional<String> text(String key) {
    JsonNode value = json.path(key);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asText());
  }

  private char character(String key, String text) {
    if (text.isEmpty()) {
      return Dialect.NONE;
    }
    if (text.length() > 1) {
      throw new UsageException(file + ": " + key + " is more than one character");
    }
    return text.charAt(0);
  }

  private Optional<Integer> number(String key) {
    Optional<String> text = text(key);
    if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
      throw new UsageException(file + ": " + key + " is no number of lines");
    }
    return text.map(Integer::valueOf);
  }

  private Charset charset(String name) {
    try {
      return name.equalsIgnoreCase("ascii") ? Charset.forName("UTF-8") : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new UsageException(file + ": unknown encoding " + name);
    }
  }
}
