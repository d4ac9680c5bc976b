package org.jinyanglake.collect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jinyanglake.lake.RefusedRows;

/**
 * How control files are written. CSV has a line for each file and the columns {@code file}, {@code
 * rows}, {@code bytes}, {@code sha256} and {@code sum:COLUMN}, all but the first as needed; JSON
 * says the same as {@code {"files": [{"file": …, "rows": …, "sums": {COLUMN: …}}]}}.
 */
final class ControlText {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String SUM = "sum:";
  private static final int MOST_DIGITS = 100;

  private final String folder;
  private final SortedMap<String, Figures> says = new TreeMap<>();

  private ControlText(String folder) {
    this.folder = folder;
  }

  /**
   * Reads CSV.
   *
   * @param folder of the control file, with a slash at its end; names are below it
   * @return the figures by name below the landing folder
   * @throws IllegalArgumentException if it is not written so; the message says where, and what to
   *     do
   */
  static SortedMap<String, Figures> csv(String text, String folder) {
    ControlText control = new ControlText(folder);
    List<String> header = null;
    try (CsvReader<CsvRecord> records =
        CsvReader.builder().allowMissingFields(true).allowExtraFields(true).ofCsvRecord(text)) {
      for (CsvRecord line : records) {
        String where = "line " + line.getStartingLineNumber() + ": ";
        if (header == null) {
          header = line.getFields().stream().map(String::strip).toList();
          checkHeader(where, header);
        } else if (line.getFieldCount() != header.size()) {
          throw wrong(where, line.getFieldCount() + " cells, but the header has " + header.size());
        } else {
          Map<String, String> said = new TreeMap<>();
          for (int i = 0; i < header.size(); i++) {
            said.put(header.get(i), line.getField(i).strip());
          }
          control.add(where, said);
        }
      }
    } catch (CsvParseException e) {
      throw wrong("", "it is not CSV with commas and double quotes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return control.says();
  }

  private static void checkHeader(String where, List<String> header) {
    for (String name : header) {
      if (!List.of("file", "rows", "bytes", "sha256").contains(name)
          && (!name.startsWith(SUM) || name.equals(SUM))) {
        throw wrong(where, "a column is not file, rows, bytes, sha256 or sum:COLUMN");
      }
    }
    if (!header.contains("file") || header.stream().distinct().count() < header.size()) {
      throw wrong(where, "the column file is missing, or a column is there twice");
    }
  }

  /** Reads JSON, as {@link #csv} reads CSV. */
  static SortedMap<String, Figures> json(String text, String folder) {
    ControlText control = new ControlText(folder);
    JsonNode files;
    try {
      files = JSON.readTree(text).path("files");
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw wrong("line " + line + ": ", "it is not JSON with each key once");
    }
    if (!files.isArray()) {
      throw wrong("", "it has no list files");
    }
    for (int i = 0; i < files.size(); i++) {
      String where = "file " + (i + 1) + ": ";
      Map<String, String> said = new TreeMap<>();
      files
          .get(i)
          .fields()
          .forEachRemaining(
              field -> {
                if (field.getKey().equals("sums") && field.getValue().isObject()) {
                  field
                      .getValue()
                      .fields()
                      .forEachRemaining(
                          sum -> said.put(SUM + sum.getKey(), plain(where, sum.getValue())));
                } else if (List.of("file", "rows", "bytes", "sha256").contains(field.getKey())) {
                  said.put(field.getKey(), plain(where, field.getValue()));
                } else {
                  throw wrong(where, "a key is not file, rows, bytes, sha256 or sums");
                }
              });
      control.add(where, said);
    }
    return control.says();
  }

  private static String plain(String where, JsonNode value) {
    if (!value.isTextual() && !value.isNumber()) {
      throw wrong(where, "a value is neither a text nor a number");
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    // Written in full, 1e2000000000 would take all memory; as a double it is infinite.
    boolean infinite = value.isDouble() && !Double.isFinite(value.doubleValue());
    BigDecimal number = infinite ? BigDecimal.ZERO : value.decimalValue();
    if (infinite
        || Math.abs((long) number.scale()) > MOST_DIGITS
        || number.precision() > MOST_DIGITS) {
      throw wrong(where, "a number has more than " + MOST_DIGITS + " digits");
    }
    return number.toPlainString();
  }

  private void add(String where, Map<String, String> said) {
    String name = said.getOrDefault("file", "");
    if (name.isEmpty() || !name.matches("(?!/)(?!.*(^|/)\\.\\.?(/|$))[^\\\\\\p{Cntrl}]+")) {
      throw wrong(where, "the name of a file is missing, or leads out of the folder");
    }
    if (RefusedRows.isRepaired(name)) {
      throw wrong(
          where,
          "a file of repaired rows (*"
              + RefusedRows.REPAIRED
              + ") is named by no control file, since it is collected by itself");
    }
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    said.forEach(
        (key, value) -> {
          if (key.startsWith(SUM) && !value.isEmpty()) {
            sums.put(
                key.substring(SUM.length()),
                new BigDecimal(matched(where, key, value, "-?\\d{1,60}(\\.\\d{1,30})?")));
          }
        });
    Figures figures =
        new Figures(
            whole(where, said, "rows"),
            whole(where, said, "bytes"),
            Optional.ofNullable(said.get("sha256"))
                .filter(value -> !value.isEmpty())
                .map(value -> matched(where, "sha256", value, "[0-9a-fA-F]{64}"))
                .map(value -> value.toLowerCase(Locale.ROOT)),
            sums);
    if (says.put(folder + name, figures) != null) {
      throw wrong(where, "a file is named twice");
    }
    if (says.size() > ControlFile.MOST_FILES) {
      throw wrong(where, "more than " + ControlFile.MOST_FILES + " files");
    }
  }

  private static Optional<Long> whole(String where, Map<String, String> said, String key) {
    return Optional.ofNullable(said.get(key))
        .filter(value -> !value.isEmpty())
        .map(value -> Long.valueOf(matched(where, key, value, "\\d{1,18}")));
  }

  private static String matched(String where, String key, String value, String pattern) {
    if (!value.matches(pattern)) {
      throw wrong(
          where,
          key.startsWith(SUM) || key.equals("sha256")
              ? key + " is no " + (key.equals("sha256") ? "SHA-256 of 64 hex digits" : "number")
              : key + " is no whole number");
    }
    return value;
  }

  private SortedMap<String, Figures> says() {
    if (says.isEmpty()) {
      throw wrong("", "it names no file");
    }
    return says;
  }

  private static IllegalArgumentException wrong(String where, String what) {
    return new IllegalArgumentException(
        where + what + "; correct the control file and deliver it again");
  }
}
