package org.jinyanglake.exchange;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows as one text file, written as Spark hands them over, a task at a time. */
final class RowFile {
  private RowFile() {}

  /**
   * RFC 4180 with a header line. Null is an empty cell without quotes, an empty text one with; text
   * is as in {@link SpreadsheetText}.
   *
   * @param zone in which timestamps are written, with their offset
   */
  static void csv(Dataset<Row> rows, ZoneId zone, FileSystem fs, Path file) throws IOException {
    try (CsvWriter writer =
        CsvWriter.builder()
            .quoteStrategy(de.siegmar.fastcsv.writer.QuoteStrategies.EMPTY)
            .build(writer(fs, file))) {
      writer.writeRecord(rows.columns());
      Iterator<Row> all = rows.toLocalIterator();
      String[] cells = new String[rows.columns().length];
      while (all.hasNext()) {
        Row row = all.next();
        for (int i = 0; i < cells.length; i++) {
          Object value = row.get(i);
          cells[i] =
              value == null
                  ? null
                  : value instanceof String text ? SpreadsheetText.safe(text) : text(value, zone);
        }
        writer.writeRecord(cells);
      }
    }
  }

  /** One object a line; numbers and booleans as such, all else as text, null as null. */
  static void json(Dataset<Row> rows, ZoneId zone, FileSystem fs, Path file) throws IOException {
    try (Writer out = writer(fs, file);
        JsonGenerator json = new JsonMapper().createGenerator(out)) {
      json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
      String[] names = rows.columns();
      Iterator<Row> all = rows.toLocalIterator();
      while (all.hasNext()) {
        Row row = all.next();
        json.writeStartObject();
        for (int i = 0; i < names.length; i++) {
          Object value = row.get(i);
          if (value == null || value instanceof Number || value instanceof Boolean) {
            json.writeObjectField(names[i], value);
          } else {
            json.writeStringField(names[i], text(value, zone));
          }
        }
        json.writeEndObject();
      }
      json.writeRaw('\n');
    }
  }

  private static Writer writer(FileSystem fs, Path file) throws IOException {
    return new OutputStreamWriter(fs.create(file, false), StandardCharsets.UTF_8);
  }

  private static String text(Object value, ZoneId zone) {
    return value instanceof Timestamp time
        ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.toInstant().atZone(zone))
        : value instanceof java.math.BigDecimal number ? number.toPlainString() : value.toString();
  }
}
