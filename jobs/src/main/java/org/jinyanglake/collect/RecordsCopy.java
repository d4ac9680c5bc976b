package org.jinyanglake.collect;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * The records of a file that is no delimited text, written as comma-separated text with double
 * quotes, lines that end in LF, and the names of the columns first. Records that collection would
 * refuse are in it, if they can be cut into cells.
 *
 * @param rows that were written, without the names
 * @param refused of them, those that collection would refuse
 * @param lost records that are not in it
 */
public record RecordsCopy(long rows, long refused, long lost) {

  /**
   * Writes them; the writer is left open.
   *
   * @param spark asked for columnar files only
   * @throws FoundFile.RefusedException if the file turns out to be damaged
   */
  public static RecordsCopy write(
      FileSystem fs, FoundFile file, Supplier<SparkSession> spark, Writer out) throws IOException {
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    FoundColumns columns = file.columns(fs);
    csv.writeRecord(columns.names());
    long[] lost = new long[1];
    try {
      FoundFile.Count count =
          file.read(
              fs,
              columns.columns(),
              Long.MAX_VALUE,
              spark,
              (values, fits) -> {
                if (values.length == columns.columns().size()) {
                  csv.writeRecord(
                      Arrays.stream(values).map(each -> each == null ? "" : each).toList());
                } else {
                  lost[0]++;
                }
              });
      csv.flush();
      return new RecordsCopy(
          count.rows() + count.refused() - lost[0], count.refused() - lost[0], lost[0]);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
