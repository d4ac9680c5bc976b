package org.jinyanglake.release;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Dictionary;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPageReadStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.jinyanglake.lake.LakeException;
import org.jinyanglake.lake.Lineage;
import org.jinyanglake.lake.Version;
import org.jinyanglake.release.written.ParquetInput;

/**
 * From which landing files the rows of raw partitions are. The names stand in the dictionaries of
 * the data files, so no row is read, however many there are; of a file that has none the column is.
 * Rows that checks refused later may be among them.
 */
final class LandedFiles {
  private LandedFiles() {}

  /** The names by partition path. */
  static Map<String, SortedSet<String>> of(Version raw, SortedSet<String> partitions) {
    Map<String, SortedSet<String>> names = new TreeMap<>();
    raw.files(partitions)
        .forEach(
            file ->
                names
                    .computeIfAbsent(Version.path(raw.table(), file), path -> new TreeSet<>())
                    .addAll(names(raw, file)));
    return names;
  }

  private static SortedSet<String> names(Version raw, DataFile file) {
    InputFile input = raw.table().io().newInputFile(file);
    try {
      SortedSet<String> names = new TreeSet<>();
      return inDictionaries(input, names) ? names : inRows(input, raw.table().schema());
    } catch (IOException e) {
      throw new LakeException("cannot read " + file.location() + ": " + e.getMessage(), e);
    }
  }

  /** Adds all names; false if not every page of the column has its values in a dictionary. */
  private static boolean inDictionaries(InputFile input, SortedSet<String> names)
      throws IOException {
    try (ParquetFileReader reader = ParquetInput.open(input)) {
      ColumnDescriptor column =
          reader.getFileMetaData().getSchema().getColumnDescription(new String[] {Lineage.FILE});
      for (BlockMetaData block : reader.getRowGroups()) {
        ColumnChunkMetaData chunk =
            block.getColumns().stream()
                .filter(each -> List.of(each.getPath().toArray()).equals(List.of(Lineage.FILE)))
                .findFirst()
                .orElseThrow(() -> new IOException("it has no column " + Lineage.FILE));
        if (chunk.getEncodingStats() == null
            || chunk.getEncodingStats().hasNonDictionaryEncodedPages()) {
          return false;
        }
        DictionaryPageReadStore pages = reader.getDictionaryReader(block);
        DictionaryPage page = pages.readDictionaryPage(column);
        if (page == null) {
          return false;
        }
        Dictionary dictionary = page.getEncoding().initDictionary(column, page);
        for (int id = 0; id <= dictionary.getMaxId(); id++) {
          names.add(dictionary.decodeToBinary(id).toStringUsingUTF8());
        }
      }
      return true;
    }
  }

  private static SortedSet<String> inRows(InputFile input, Schema schema) throws IOException {
    Schema column = schema.select(Lineage.FILE);
    SortedSet<String> names = new TreeSet<>();
    try (CloseableIterable<Record> rows =
        Parquet.read(input)
            .project(column)
            .reuseContainers()
            .createReaderFunc(type -> GenericParquetReaders.buildReader(column, type))
            .build()) {
      rows.forEach(row -> names.add((String) row.get(0)));
    }
    return names;
  }
}
