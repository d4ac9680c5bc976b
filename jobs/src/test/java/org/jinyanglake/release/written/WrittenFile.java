package org.jinyanglake.release.written;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/** A Parquet file with some rows, as Iceberg writes them. */
public final class WrittenFile {
  private WrittenFile() {}

  /**
   * Writes one.
   *
   * @param rows values in the order of the schema's columns
   * @param properties of a table, by which the file is written
   */
  public static InputFile of(
      Path path, Schema schema, List<Object[]> rows, Map<String, String> properties) {
    try (FileAppender<Record> out =
        Parquet.write(Files.localOutput(path.toFile()))
            .schema(schema)
            .setAll(properties)
            .createWriterFunc(type -> GenericParquetWriter.create(schema, type))
            .build()) {
      for (Object[] row : rows) {
        Record record = GenericRecord.create(schema);
        for (int i = 0; i < row.length; i++) {
          record.set(i, row[i]);
        }
        out.add(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Files.localInput(path.toFile());
  }
}
