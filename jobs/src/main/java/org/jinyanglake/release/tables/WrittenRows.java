package org.jinyanglake.release.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Margins;
import org.jinyanglake.lake.Version;

/** Reads the cells of a table of counts from its files, as a reader would. */
record WrittenRows(Table table, Margins margins) {

  List<SeenRow> of(Collection<DataFile> files) throws IOException {
    List<SeenRow> rows = new ArrayList<>();
    for (DataFile file : files) {
      read(file, rows);
    }
    return rows;
  }

  /**
   * The files that each commit so far added, by partition path; each commit of one is an element.
   */
  Map<String, List<List<DataFile>>> earlier() {
    Map<String, List<List<DataFile>>> commits = new HashMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      Map<String, List<DataFile>> added = new HashMap<>();
      for (DataFile file : snapshot.addedDataFiles(table.io())) {
        added.computeIfAbsent(Version.path(table, file), any -> new ArrayList<>()).add(file);
      }
      added.forEach(
          (path, files) -> commits.computeIfAbsent(path, any -> new ArrayList<>()).add(files));
    }
    return commits;
  }

  private void read(DataFile file, List<SeenRow> rows) throws IOException {
    InputFile input = table.io().newInputFile(file.location());
    Schema schema = table.schema();
    try (CloseableIterable<Record> records =
        Parquet.read(input)
            .project(schema)
            .createReaderFunc(found -> GenericParquetReaders.buildReader(schema, found))
            .build()) {
      records.forEach(record -> rows.add(row(record, schema)));
    }
  }

  private SeenRow row(Record record, Schema schema) {
    Map<String, String> place = new HashMap<>();
    Map<String, Double> numbers = new HashMap<>();
    for (Types.NestedField field : schema.columns()) {
      Object value = record.getField(field.name());
      if (margins.dimensions().contains(field.name())) {
        String text = String.valueOf(value);
        if (!text.equals(margins.total())) {
          place.put(field.name(), text);
        }
      } else if (value instanceof Number number) {
        numbers.put(field.name(), number.doubleValue());
      }
    }
    return new SeenRow(place, numbers);
  }
}
