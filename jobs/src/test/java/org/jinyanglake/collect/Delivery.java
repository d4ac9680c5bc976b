package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.CellFormat;
import org.jinyanglake.contract.Classification;
import org.jinyanglake.contract.Column;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Exclusion;
import org.jinyanglake.contract.LoadMode;
import org.jinyanglake.contract.OpeningType;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.jinyanglake.testing.SharedSpark;

/** One delivered file and the contract by which it is read; tests set what they are about. */
final class Delivery {

  private static final Configuration CONF = new Configuration();

  private final Path landing;
  private final List<Column> columns = new ArrayList<>();
  private String name = "city/things/a.csv";
  private Source.Format format = Source.Format.CSV;
  private Charset encoding = StandardCharsets.UTF_8;
  private Source.Dialect dialect = Source.Dialect.RFC_4180;
  private List<String> nullValues = List.of("");
  private Source.Within within = Source.Within.WHOLE;
  private long splitBytes = Long.MAX_VALUE;

  Delivery(Path landing) {
    this.landing = landing;
  }

  Delivery named(String file) {
    name = "city/things/" + file;
    return this;
  }

  Delivery jsonLines() {
    format = Source.Format.JSON_LINES;
    return named("a.jsonl");
  }

  Delivery as(Source.Format as, String file) {
    format = as;
    return named(file);
  }

  Delivery within(Source.Within where) {
    within = where;
    return this;
  }

  Delivery in(String charset) {
    encoding = Charset.forName(charset);
    return this;
  }

  Delivery delimited(char delimiter, char quote) {
    dialect = new Source.Dialect(delimiter, quote, dialect.header(), dialect.multiline());
    return this;
  }

  Delivery dialect(Source.Dialect other) {
    dialect = other;
    return this;
  }

  /** Encoding and dialect are found in the file. */
  Delivery detected() {
    encoding = null;
    return dialect(new Source.Dialect(',', '"', '"', 0, 1, 0, false, true));
  }

  Delivery multiline() {
    dialect = new Source.Dialect(dialect.delimiter(), dialect.quote(), dialect.header(), true);
    return this;
  }

  Delivery withoutHeader() {
    dialect = new Source.Dialect(dialect.delimiter(), dialect.quote(), false, dialect.multiline());
    return this;
  }

  Delivery nulls(String... values) {
    nullValues = List.of(values);
    return this;
  }

  Delivery splitAt(long bytes) {
    splitBytes = bytes;
    return this;
  }

  Delivery column(String column, Type type) {
    columns.add(column(column, column, type, Optional.empty(), false));
    return this;
  }

  Delivery column(String column, String header, Type type) {
    columns.add(column(column, header, type, Optional.empty(), false));
    return this;
  }

  Delivery required(String column, Type type) {
    columns.add(column(column, column, type, Optional.empty(), true));
    return this;
  }

  /** A column of which the contract says how its cells are written. */
  Delivery column(String column, Type type, boolean key, CellFormat cells) {
    return column(column, type, key, false, cells);
  }

  /** A column that files may lack. */
  Delivery mayLack(String column, Type type) {
    return column(column, type, false, true, CellFormat.PLAIN);
  }

  private Delivery column(
      String column, Type type, boolean key, boolean mayBeMissing, CellFormat cells) {
    columns.add(
        new Column(
            column,
            column,
            column,
            "",
            type,
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            key ? 1 : 0,
            Classification.PUBLIC,
            Map.of(),
            Optional.empty(),
            false,
            Exclusion.ROW,
            List.of(),
            mayBeMissing,
            cells));
    return this;
  }

  static Column column(
      String name, String header, Type type, Optional<String> format, boolean required) {
    return new Column(
        name,
        header,
        name,
        "",
        type,
        format,
        Optional.empty(),
        required,
        false,
        0,
        Classification.PUBLIC,
        Map.of());
  }

  Source.Files source() {
    return new Source.Files(
        name, format, Optional.ofNullable(encoding), dialect, nullValues, within);
  }

  Contract contract() {
    return new Contract(
        "schemas/city/things.yaml",
        "0",
        new DatasetName("city", "things"),
        "urn:test:city:things",
        "1.0.0",
        "测试市",
        "things",
        "",
        "",
        "",
        OpeningType.CLOSED,
        "",
        LoadMode.APPEND,
        Optional.empty(),
        source(),
        columns,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ZoneId.of("Asia/Shanghai"),
        "officer",
        "steward",
        "provider",
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static FileSystem fs() {
    try {
      return FileSystem.getLocal(CONF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LandingFile write(byte[] content) throws IOException {
    Path file = landing.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return landed();
  }

  /** The file as it lies there. */
  LandingFile landed() throws IOException {
    Path file = landing.resolve(name);
    FileStatus status = fs().getFileStatus(new org.apache.hadoop.fs.Path(file.toUri()));
    return new LandingFile(name, status.getPath(), status.getLen(), status.getModificationTime());
  }

  Fingerprint fingerprint(byte[] content) throws IOException {
    return Fingerprint.of(fs(), write(content), source());
  }

  /** Reads the file as tasks do, and checks that no record is lost or doubled. */
  Result read(String content) throws IOException {
    return read(content.getBytes(encoding == null ? StandardCharsets.UTF_8 : encoding));
  }

  Result read(byte[] content) throws IOException {
    return read(write(content));
  }

  Result read(LandingFile file) throws IOException {
    Fingerprint fingerprint = Fingerprint.of(fs(), file, source());
    assertThat(fingerprint.refusal()).as("refusal of the file").isEmpty();
    assertThat(header(fingerprint).refusal()).as("refusal of the header").isEmpty();
    Result result = read(file, fingerprint);
    assertThat(result.tally().damage()).as("damage that the tasks found").isEmpty();
    return result;
  }

  /** Reads a file whose first pass found nothing against it. */
  Result read(LandingFile file, Fingerprint fingerprint) throws IOException {
    Header header = header(fingerprint);
    Tally tally = new Tally();
    StructType wanted = LandingReader.schema(contract());
    SplitReader.Plan plan =
        new SplitReader.Plan(LandingReader.fields(contract(), Instant.now()), wanted);
    List<String> rows = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    List<Split.Source> planned =
        List.of(Split.Source.of(new CheckedFile(file, fingerprint, header), contract().zone()));
    if (format.columnar()) {
      planned = Reading.of(source(), contract().zone()).prepare(SharedSpark.session(), planned);
    }
    for (Split.Task task : Split.plan(planned, splitBytes, 1, 1)) {
      try (SplitReader reader = new SplitReader(plan, task.splits(), tally, CONF)) {
        while (reader.next()) {
          rows.add(text(reader.get(), wanted));
          offsets.add(reader.get().getLong(wanted.fieldIndex(LandingReader.ROW)));
        }
      }
    }
    Tally.OfFile result = tally.value().get(file.name());
    if (!result.damage().isEmpty()) {
      return new Result(rows, offsets, result, fingerprint, header);
    }
    assertThat(result.good()).as("good records").isEqualTo(rows.size());
    assertThat(result.good() + result.refused())
        .as("good and refused records")
        .isEqualTo(fingerprint.records());
    return new Result(rows, offsets, result, fingerprint, header);
  }

  Header header(Fingerprint fingerprint) {
    return Header.of(contract(), fingerprint);
  }

  /**
   * @param rows the values of each row, joined by "|", without the columns that we add
   */
  record Result(
      List<String> rows,
      List<Long> offsets,
      Tally.OfFile tally,
      Fingerprint fingerprint,
      Header header) {

    List<String> reasons() {
      return tally.rows().stream().map(RefusedRow::reason).toList();
    }

    List<String> refusedTexts() {
      return tally.rows().stream().map(RefusedRow::text).toList();
    }
  }

  private static String text(InternalRow row, StructType schema) {
    List<String> values = new ArrayList<>();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length - 2; i++) {
      values.add(
          row.isNullAt(i) ? "null" : text(row.get(i, fields[i].dataType()), fields[i].dataType()));
    }
    return String.join("|", values);
  }

  static String text(Object value, DataType type) {
    return switch (type.typeName()) {
      case "date" -> LocalDate.ofEpochDay((Integer) value).toString();
      case "timestamp" -> {
        long micros = (Long) value;
        yield Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
            .toString();
      }
      default -> value.toString();
    };
  }
}
