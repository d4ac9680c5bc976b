package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.collect.dialect.Declared;
import org.jinyanglake.collect.dialect.DelimitedText;
import org.jinyanglake.collect.dialect.DetectedEncoding;
import org.jinyanglake.contract.Source;

/**
 * A file that no contract describes, and what it was found to be: delimited text in any dialect and
 * encoding, or JSON lines in UTF-8 or GB18030, compressed or not. All values are text.
 *
 * @param source how it is written, as far as a contract can say it
 * @param fingerprint of the file; with a refusal if it cannot be read
 * @param text what was found of delimited text; empty for JSON lines and where it is refused
 * @param whole false if the file is so large that only its head was looked at
 */
public record FoundFile(
    LandingFile file,
    Source.Files source,
    Fingerprint fingerprint,
    Optional<DelimitedText> text,
    boolean whole) {
  private static final long SEED = 20_240_301;

  /**
   * What became of the records that were looked at.
   *
   * @param rows given
   * @param refused those that collection would refuse
   */
  public record Count(long rows, long refused) {}

  /**
   * Looks at a file from its first byte to its last.
   *
   * @throws IOException if the file system fails
   */
  public static FoundFile of(FileSystem fs, Path path) throws IOException {
    return of(fs, path, Declared.NOTHING);
  }

  /** As {@link #of(FileSystem, Path)}, of a file of which something is known. */
  public static FoundFile of(FileSystem fs, Path path, Declared declared) throws IOException {
    FileStatus status = fs.getFileStatus(path);
    LandingFile file =
        new LandingFile(
            path.getName(), status.getPath(), status.getLen(), status.getModificationTime());
    TextBytes read = TextBytes.read(fs, file);
    if (read.refusal().isPresent()) {
      return refused(file, read.refusal().get());
    }
    try {
      if (isJson(read.bytes())) {
        Charset encoding = DetectedEncoding.of(read.bytes()).charset();
        Source.Files source = source(file.name(), Source.Format.JSON_LINES, encoding, ',', '"');
        return new FoundFile(
            file, source, Fingerprint.of(fs, file, source), Optional.empty(), true);
      }
      DelimitedText text = DelimitedText.of(read.bytes(), declared);
      Source.Files source =
          source(
              file.name(),
              Source.Format.CSV,
              text.encoding().charset(),
              text.dialect().delimiter(),
              text.dialect().quote());
      long[] rows = new long[1];
      text.table().read(row -> rows[0]++, finding -> {});
      return new FoundFile(
          file,
          source,
          fingerprint(file, rows[0], text.table().names(), source, Optional.empty()),
          Optional.of(text),
          read.whole());
    } catch (DetectedEncoding.MixedException e) {
      return refused(
          file,
          new Refusal("encoding", e.getMessage(), "deliver it in one encoding", e.offset(), -1));
    }
  }

  private static boolean isJson(byte[] bytes) {
    int i = DetectedEncoding.markLength(bytes);
    while (i < bytes.length && bytes[i] >= 0 && bytes[i] <= ' ') {
      i++;
    }
    return i < bytes.length && bytes[i] == '{';
  }

  private static Source.Files source(
      String name, Source.Format format, Charset encoding, char delimiter, char quote) {
    return new Source.Files(
        name, format, encoding, new Source.Dialect(delimiter, quote, true, false), List.of(""));
  }

  private static FoundFile refused(LandingFile file, Refusal refusal) {
    Source.Files source = source(file.name(), Source.Format.CSV, StandardCharsets.UTF_8, ',', '"');
    return new FoundFile(
        file,
        source,
        fingerprint(file, 0, List.of(), source, Optional.of(refusal)),
        Optional.empty(),
        true);
  }

  private static Fingerprint fingerprint(
      LandingFile file,
      long rows,
      List<String> names,
      Source.Files source,
      Optional<Refusal> refusal) {
    return new Fingerprint(
        "", file.size(), rows, 0, names, 0, 1, Long.MAX_VALUE, 0, source, Layout.NONE, refusal);
  }

  /**
   * The names of its columns: the header's, or in alphabetical order the keys of JSON objects, of
   * which {@value FieldTree#MOST_UNKNOWN} at most.
   */
  public List<String> columns(FileSystem fs) throws IOException {
    if (text.isPresent()) {
      return text.get().table().names();
    }
    JsonRows keys = new JsonRows(List.of(), false);
    SpecificInternalRow none = new SpecificInternalRow(new StructType());
    try (Records records = open(fs)) {
      while (records.next()) {
        if (records.misfit() == null) {
          keys.read(records.text(), none);
        }
      }
    }
    return List.copyOf(keys.unknown());
  }

  /**
   * Gives the values of records by column, null where there is none.
   *
   * @param columns as {@link #columns} gives them
   * @param most of more records so many are drawn, spread over the file, always the same
   */
  public Count read(FileSystem fs, List<String> columns, long most, Consumer<String[]> rows)
      throws IOException {
    if (text.isPresent()) {
      return readText(columns.size(), most, rows);
    }
    RowReader reader = reader(columns);
    SpecificInternalRow row = new SpecificInternalRow(schema(columns));
    Draw draw = new Draw(most, fingerprint.records());
    long given = 0;
    long refused = 0;
    try (Records records = open(fs)) {
      while (!draw.isOver() && records.next()) {
        if (!draw.takes()) {
          continue;
        }
        if (records.misfit() != null || reader.read(records.text(), row) != null) {
          refused++;
          continue;
        }
        String[] values = new String[columns.size()];
        Arrays.setAll(values, i -> row.isNullAt(i) ? null : row.getUTF8String(i).toString());
        rows.accept(values);
        given++;
      }
    }
    return new Count(given, refused);
  }

  private Count readText(int width, long most, Consumer<String[]> rows) {
    Draw draw = new Draw(most, fingerprint.records());
    long[] count = new long[2];
    boolean[] misfit = new boolean[1];
    text.get()
        .table()
        .read(
            cells -> {
              boolean refused = misfit[0] || cells.size() != width;
              misfit[0] = false;
              if (draw.takes()) {
                count[refused ? 1 : 0]++;
                if (!refused) {
                  rows.accept(
                      cells.stream()
                          .map(cell -> cell.isEmpty() ? null : cell)
                          .toArray(String[]::new));
                }
              }
            },
            finding -> misfit[0] |= finding.kind().isMisfit());
    return new Count(count[0], count[1]);
  }

  /** Draws so many of all records, spread over the file, always the same. */
  private static final class Draw {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long wanted;
    private long left;

    Draw(long most, long all) {
      this.wanted = Math.min(most, all);
      this.left = all;
    }

    boolean isOver() {
      return wanted == 0;
    }

    /** Whether the next record is one of them. */
    boolean takes() {
      if (wanted == 0 || random.nextLong(left--) >= wanted) {
        return false;
      }
      wanted--;
      return true;
    }
  }

  private static StructType schema(List<String> columns) {
    StructType schema = new StructType();
    for (int i = 0; i < columns.size(); i++) {
      schema = schema.add("c" + i, DataTypes.StringType, true);
    }
    return schema;
  }

  private RowReader reader(List<String> names) {
    FileFormat format = FileFormat.of(source, ZoneOffset.UTC);
    List<SourceColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      SourceField field =
          new SourceField(names.get(i), names.get(i), DataTypes.StringType, null, false);
      columns.add(new SourceColumn(field, format.zone(), i, format.nullValues()));
    }
    return new JsonRows(columns, false);
  }

  /** The records after the header. */
  private Records open(FileSystem fs) throws IOException {
    InputStream stored = file.open(fs);
    try {
      InputStream in = file.packing().unpack(stored);
      in.skipNBytes(fingerprint.dataOffset());
      return FileFormat.of(source, ZoneOffset.UTC)
          .records(
              new Lines(in, fingerprint.dataOffset()),
              fingerprint.dataLine(),
              fingerprint.malformed() > 0);
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }
}
