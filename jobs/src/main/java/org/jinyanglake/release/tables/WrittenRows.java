package org.jinyanglake.release.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ContentFile;
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

/** Reads the cells of a table of counts from its files, by partition path. */
record WrittenRows(Table table, Margins margins) {

  Map<String, List<SeenRow>> of(Iterable<? extends ContentFile<?>> files) throws IOException {
    Map<String, List<SeenRow>> rows = new TreeMap<>();
    for (ContentFile<?> file : files) {
      read(file, rows.computeIfAbsent(Version.path(table, file), any -> new ArrayList<>()));
    }
    return rows;
  }

  /** What each earlier commit wrote of a partition and left on disk. */
  List<List<SeenRow>> earlier(String partition) throws IOException {
    List<List<SeenRow>> versions = new ArrayList<>();
    for (Snapshot snapshot : table.snapshots()) {
      List<SeenRow> rows = new ArrayList<>();
      for (DataFile file : snapshot.addedDataFiles(table.io())) {
        if (Version.path(table, file).equals(partition)) {
          read(file, rows);
        }
      }
      if (!rows.isEmpty()) {
        versions.add(rows);
      }
    }
    return versions;
  }

  private void read(ContentFile<?> file, List<SeenRow> rows) throws IOException {
    InputFile input = table.io().newInputFile(file.location());
    if (!input.exists()) {
      return; // nobody can read it any more
    }
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
