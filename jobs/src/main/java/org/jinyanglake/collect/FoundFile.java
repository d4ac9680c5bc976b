package org.jinyanglake.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Source;

/**
 * A file that no contract describes, and what it was found to be: delimited text with a header, or
 * JSON lines, in UTF-8 or GB18030, compressed or not. It is read as collection would read it, all
 * values as text.
 *
 * @param source how it is written
 * @param fingerprint of the file; with a refusal if it cannot be read
 */
public record FoundFile(LandingFile file, Source.Files source, Fingerprint fingerprint) {
  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"));
  private static final String DELIMITERS = ",\t;|";
  private static final int HEAD = 64 << 10;
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
    FileStatus status = fs.getFileStatus(path);
    LandingFile file =
        new LandingFile(
            path.getName(), status.getPath(), status.getLen(), status.getModificationTime());
    byte[] head = head(fs, file);
    FoundFile best = null;
    for (Charset encoding : ENCODINGS) {
      Source.Files source = source(file.name(), head, encoding);
      FoundFile found = new FoundFile(file, source, Fingerprint.of(fs, file, source));
      if (found.isOf(encoding)) {
        return found;
      }
      if (best == null || found.isBetterThan(best)) {
        best = found;
      }
    }
    return best;
  }

  /** Whether nothing speaks against the encoding, whatever else is wrong. */
  private boolean isOf(Charset encoding) {
    return fingerprint.refusal().isEmpty()
        ? fingerprint.malformed() == 0
        : !fingerprint.refusal().get().rule().equals("encoding");
  }

  private boolean isBetterThan(FoundFile other) {
    return fingerprint.refusal().isEmpty()
        && (other.fingerprint.refusal().isPresent()
            || fingerprint.malformed() < other.fingerprint.malformed());
  }

  private static byte[] head(FileSystem fs, LandingFile file) throws IOException {
    try (InputStream in = file.open(fs)) {
      return file.packing().unpack(in).readNBytes(HEAD);
    } catch (IOException e) {
      if (file.seekable()) {
        throw e;
      }
      return new byte[0]; // damaged: the fingerprint says so
    }
  }

  private static Source.Files source(String name, byte[] head, Charset encoding) {
    String text =
        new String(head, StandardCharsets.ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "");
    boolean json = text.stripLeading().startsWith("{");
    String line = text.lines().filter(each -> !each.isBlank()).findFirst().orElse("");
    return new Source.Files(
        name,
        json ? Source.Format.JSON_LINES : Source.Format.CSV,
        encoding,
        new Source.Dialect(delimiter(line), '"', true, false),
        List.of(""));
  }

  /** The one that stands most often in the first line; a comma if none does. */
  private static char delimiter(String line) {
    char best = ',';
    long most = 0;
    for (char each : DELIMITERS.toCharArray()) {
      long count = line.chars().filter(c -> c == each).count();
      if (count > most) {
        best = each;
        most = count;
      }
    }
    return best;
  }

  /**
   * The names of its columns: the header's, or in alphabetical order the keys of JSON objects, of
   * which {@value FieldTree#MOST_UNKNOWN} at most.
   */
  public List<String> columns(FileSystem fs) throws IOException {
    if (source.format() == Source.Format.CSV) {
      return fingerprint.header();
    }
    JsonRows keys = new JsonRows(List.of());
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
    RowReader reader = reader(columns);
    SpecificInternalRow row = new SpecificInternalRow(schema(columns));
    SplittableRandom random = new SplittableRandom(SEED);
    long left = fingerprint.records();
    long wanted = Math.min(most, left);
    long given = 0;
    long refused = 0;
    try (Records records = open(fs)) {
      while (wanted > 0 && records.next()) {
        if (random.nextLong(left--) >= wanted) {
          continue;
        }
        wanted--;
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
    return format.csv()
        ? new CsvRows(
            format,
            columns,
            IntStream.range(0, names.size()).boxed().toList(),
            names.size(),
            fingerprint.header())
        : new JsonRows(columns);
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
