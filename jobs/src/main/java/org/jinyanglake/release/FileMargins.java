package org.jinyanglake.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.Dictionary;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPageReadStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.format.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.iceberg.shaded.org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jinyanglake.release.identifiers.ClassifiedScanner;

/**
 * Judges what a Parquet file holds beside its rows, of which a reader of rows sees nothing: least
 * and greatest values in the footer and in the page indexes, dictionaries (also entries that no row
 * uses), the writer's name, Bloom filters, and bytes that belong to no column. Values of a column
 * must have the column's form and hold no identifier, as in rows.
 *
 * <p>Looks at texts and whole numbers; values of other types hold no identifier that their rows do
 * not hold.
 */
final class FileMargins {
  private static final int MAGIC = 4;
  private static final int TRAILER = 8;
  private static final Pattern WRITER =
      Pattern.compile("parquet-mr version [0-9.]+ \\(build [^)]{1,64}\\)");

  private final Map<String, FileVisit.Opened> columns = new HashMap<>();
  private final ClassifiedScanner classified;

  FileMargins(List<FileVisit.Opened> columns, ClassifiedScanner classified) {
    columns.forEach(column -> this.columns.put(column.name(), column));
    this.classified = classified;
  }

  void judge(ParquetFileReader reader, InputFile file, Findings findings) throws IOException {
    findings.add(
        Check.METADATA,
        "",
        "files that another program has written than the lake's",
        WRITER.matcher(reader.getFileMetaData().getCreatedBy()).matches() ? 0 : 1);
    byte[] footer = footer(file);
    findings.add(
        Check.METADATA,
        "",
        "files whose footer says more than the schema",
        isPlain(footer) ? 0 : 1);
    Map<String, ColumnTally> tallies = new HashMap<>();
    columns.forEach((name, column) -> tallies.put(name, new ColumnTally(column, classified)));
    TreeMap<Long, Long> owned = new TreeMap<>(Map.of(0L, (long) MAGIC));
    for (int group = 0; group < reader.getRowGroups().size(); group++) {
      BlockMetaData block = reader.getRowGroups().get(group);
      DictionaryPageReadStore dictionaries = reader.getDictionaryReader(group);
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        owned.put(chunk.getStartingPos(), chunk.getStartingPos() + chunk.getTotalSize());
        own(chunk.getColumnIndexReference(), owned);
        own(chunk.getOffsetIndexReference(), owned);
        if (chunk.getBloomFilterOffset() >= 0) {
          findings.add(Check.METADATA, name(chunk), "Bloom filters, which tell single values", 1);
        }
        ColumnTally tally = tallies.get(chunk.getPath().toDotString());
        if (tally != null) {
          judge(chunk, reader.readColumnIndex(chunk), tally, findings);
          ColumnDescriptor column =
              reader.getFileMetaData().getSchema().getColumnDescription(chunk.getPath().toArray());
          judge(column, dictionaries.readDictionaryPage(column), tally);
        }
      }
    }
    // What stands in the rows stands here, too: once is enough.
    Findings values = new Findings();
    tallies.values().forEach(tally -> tally.reportWrong("values in footer or dictionary", values));
    findings.addNew(values);
    findings.add(
        Check.METADATA,
        "",
        "bytes that belong to no column",
        strays(owned, file.getLength() - TRAILER - footer.length));
  }

  private static byte[] footer(InputFile file) throws IOException {
    try (SeekableInputStream in = file.newStream()) {
      byte[] trailer = new byte[TRAILER];
      in.seek(file.getLength() - TRAILER);
      IOUtil.readFully(in, trailer, 0, TRAILER);
      byte[] footer = new byte[ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt()];
      in.seek(file.getLength() - TRAILER - footer.length);
      IOUtil.readFully(in, footer, 0, footer.length);
      return footer;
    }
  }

  /** Whether it holds what the format defines, byte for byte, and no notes on single columns. */
  private static boolean isPlain(byte[] footer) throws IOException {
    FileMetaData read = Util.readFileMetaData(new ByteArrayInputStream(footer));
    ByteArrayOutputStream again = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(read, again);
    return Arrays.equals(footer, again.toByteArray())
        && read.getRow_groups().stream()
            .flatMap(group -> group.getColumns().stream())
            .noneMatch(
                chunk -> chunk.isSetFile_path() || chunk.getMeta_data().isSetKey_value_metadata());
  }

  private static String name(ColumnChunkMetaData chunk) {
    return chunk.getPath().toDotString();
  }

  private static void own(IndexReference index, Map<Long, Long> owned) {
    if (index != null) {
      owned.put(index.getOffset(), index.getOffset() + index.getLength());
    }
  }

  /** The bytes before the footer that lie in none of the stretches. */
  private static long strays(TreeMap<Long, Long> owned, long footer) {
    long strays = 0;
    long reached = 0;
    for (Map.Entry<Long, Long> stretch : owned.entrySet()) {
      strays += Math.max(0, stretch.getKey() - reached);
      reached = Math.max(reached, stretch.getValue());
    }
    return strays + Math.max(0, footer - reached);
  }

  private static void judge(
      ColumnChunkMetaData chunk, ColumnIndex index, ColumnTally tally, Findings findings) {
    PrimitiveType type = chunk.getPrimitiveType();
    Statistics<?> statistics = chunk.getStatistics();
    if (statistics != null && statistics.hasNonNullValue()) {
      add(type, statistics.genericGetMin(), tally);
      add(type, statistics.genericGetMax(), tally);
    }
    if (index != null && isText(type)) {
      index.getMinValues().forEach(value -> addText(value, tally));
      index.getMaxValues().forEach(value -> addText(value, tally));
    }
  }

  private static void judge(ColumnDescriptor column, DictionaryPage page, ColumnTally tally)
      throws IOException {
    PrimitiveType type = column.getPrimitiveType();
    if (page == null || !isText(type) && !isNumber(type)) {
      return;
    }
    Dictionary dictionary = page.getEncoding().initDictionary(column, page);
    for (int id = 0; id <= dictionary.getMaxId(); id++) {
      add(type, isText(type) ? dictionary.decodeToBinary(id) : dictionary.decodeToLong(id), tally);
    }
  }

  private static void add(PrimitiveType type, Object value, ColumnTally tally) {
    if (isText(type)) {
      tally.judge(((Binary) value).toStringUsingUTF8(), 1);
    } else if (isNumber(type)) {
      tally.judge(value, 1);
    }
  }

  /** Bounds of pages are cut short, so that they need not have the form. */
  private static void addText(ByteBuffer value, ColumnTally tally) {
    tally.addPart(StandardCharsets.UTF_8.decode(value.duplicate()).toString());
  }

  private static boolean isText(PrimitiveType type) {
    return type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
  }

  private static boolean isNumber(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
        && type.getLogicalTypeAnnotation() == null;
  }
}
