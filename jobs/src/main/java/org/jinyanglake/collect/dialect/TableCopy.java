package org.jinyanglake.collect.dialect;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.Map;

/**
 * A table written as comma-separated text with double quotes, lines that end in LF, and the header
 * first. Every row is in it with the cells that it has.
 *
 * @param rows that were written, without the header
 * @param findings how often each was met
 */
public record TableCopy(long rows, Map<Finding.Kind, Long> findings) {

  /** Writes a table; the writer is left open. */
  public static TableCopy write(TableText table, Writer out) throws IOException {
    Map<Finding.Kind, Long> findings = new EnumMap<>(Finding.Kind.class);
    long[] rows = new long[1];
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    if (!table.names().isEmpty()) {
      csv.writeRecord(table.names());
    }
    try {
      table.read(
          row -> {
            csv.writeRecord(row);
            rows[0]++;
          },
          finding -> findings.merge(finding.kind(), 1L, Long::sum));
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new TableCopy(rows[0], findings);
  }
}
