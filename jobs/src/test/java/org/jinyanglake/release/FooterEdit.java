package org.jinyanglake.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.iceberg.shaded.org.apache.parquet.format.ColumnChunk;
import org.apache.iceberg.shaded.org.apache.parquet.format.CompressionCodec;
import org.apache.iceberg.shaded.org.apache.parquet.format.DictionaryPageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.format.FieldRepetitionType;
import org.apache.iceberg.shaded.org.apache.parquet.format.FileMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.format.KeyValue;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageHeader;
import org.apache.iceberg.shaded.org.apache.parquet.format.PageType;
import org.apache.iceberg.shaded.org.apache.parquet.format.Util;

/** Changes what a Parquet file holds beside its rows; the rows stay readable. */
final class FooterEdit {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private FooterEdit() {}

  static FileMetaData minimum(FileMetaData footer, String column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    chunk(footer, column).getMeta_data().getStatistics().setMin_value(bytes);
    chunk(footer, column).getMeta_data().getStatistics().setMin(bytes);
    return footer;
  }

  static FileMetaData maximum(FileMetaData footer, String column, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    chunk(footer, column).getMeta_data().getStatistics().setMax_value(bytes);
    chunk(footer, column).getMeta_data().getStatistics().setMax(bytes);
    return footer;
  }

  static FileMetaData note(FileMetaData footer, String column, String value) {
    chunk(footer, column)
        .getMeta_data()
        .setKey_value_metadata(List.of(new KeyValue("note").setValue(value)));
    return footer;
  }

  static FileMetaData path(FileMetaData footer, String path) {
    footer.getRow_groups().get(0).getColumns().forEach(chunk -> chunk.setFile_path(path));
    return footer;
  }

  /** Says that a column holds lists of values. */
  static FileMetaData repeated(FileMetaData footer, String column) {
    footer.getSchema().stream()
        .filter(each -> each.getName().equals(column))
        .forEach(each -> each.setRepetition_type(FieldRepetitionType.REPEATED));
    return footer;
  }

  static FileMetaData writer(FileMetaData footer, String name) {
    return footer.setCreated_by(name);
  }

  static void rewrite(Path file, UnaryOperator<FileMetaData> edit) {
    write(file, new byte[0], edit);
  }

  /** Puts bytes before the footer. */
  static void stray(Path file, byte[] bytes) {
    write(file, bytes, UnaryOperator.identity());
  }

  /**
   * Puts a copy of a column at the end whose dictionary has one entry more; its pages refer to the
   * entries that were there.
   */
  static void dictionary(Path file, String column, String value) {
    try {
      byte[] all = Files.readAllBytes(file);
      FileMetaData footer = footer(all);
      var chunk = chunk(footer, column).getMeta_data();
      int start = (int) chunk.getDictionary_page_offset();
      int end = start + (int) chunk.getTotal_compressed_size();
      ByteArrayInputStream in = new ByteArrayInputStream(all, start, end - start);
      PageHeader header = Util.readPageHeader(in);
      byte[] page = in.readNBytes(header.getCompressed_page_size());
      byte[] rest = in.readAllBytes();
      if (chunk.getCodec() != CompressionCodec.UNCOMPRESSED) {
        page = decompressed(page, header.getUncompressed_page_size());
      }
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      ByteBuffer entry =
          ByteBuffer.allocate(4 + text.length).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length);
      entry.put(text);
      byte[] longer = Arrays.copyOf(page, page.length + entry.capacity());
      System.arraycopy(entry.array(), 0, longer, page.length, entry.capacity());
      byte[] stored =
          chunk.getCodec() == CompressionCodec.UNCOMPRESSED ? longer : compressed(longer);
      PageHeader other = new PageHeader(PageType.DICTIONARY_PAGE, longer.length, stored.length);
      other.setDictionary_page_header(
          new DictionaryPageHeader(
              header.getDictionary_page_header().getNum_values() + 1, Encoding.PLAIN));
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      Util.writePageHeader(other, copy);
      copy.write(stored);
      int headed = copy.size();
      copy.write(rest);
      int footerStart = all.length - 8 - length(all);
      write(
          file,
          copy.toByteArray(),
          edited -> {
            var moved = chunk(edited, column);
            moved.unsetColumn_index_offset();
            moved.unsetColumn_index_length();
            moved.unsetOffset_index_offset();
            moved.unsetOffset_index_length();
            moved.getMeta_data().setDictionary_page_offset(footerStart);
            moved.getMeta_data().setData_page_offset(footerStart + headed);
            moved.getMeta_data().setTotal_compressed_size(copy.size());
            return edited;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] decompressed(byte[] page, int size) {
    return com.github.luben.zstd.Zstd.decompress(page, size);
  }

  private static byte[] compressed(byte[] page) {
    return com.github.luben.zstd.Zstd.compress(page);
  }

  private static ColumnChunk chunk(FileMetaData footer, String column) {
    return footer.getRow_groups().get(0).getColumns().stream()
        .filter(each -> each.getMeta_data().getPath_in_schema().equals(List.of(column)))
        .findFirst()
        .orElseThrow();
  }

  private static int length(byte[] all) {
    return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getInt(all.length - 8);
  }

  private static FileMetaData footer(byte[] all) throws IOException {
    return Util.readFileMetaData(
        new ByteArrayInputStream(all, all.length - 8 - length(all), length(all)));
  }

  private static void write(Path file, byte[] before, UnaryOperator<FileMetaData> edit) {
    try {
      byte[] all = Files.readAllBytes(file);
      ByteArrayOutputStream footer = new ByteArrayOutputStream();
      Util.writeFileMetaData(edit.apply(footer(all)), footer);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(all, 0, all.length - 8 - length(all));
      out.write(before);
      out.write(footer.toByteArray());
      out.write(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.size()).array());
      out.write(MAGIC);
      Files.write(file, out.toByteArray());
      // Hadoop's checksum of the file as it was written first.
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
