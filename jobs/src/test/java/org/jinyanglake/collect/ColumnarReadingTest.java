package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the rows of Parquet, ORC and Avro files. */
class ColumnarReadingTest {

  @TempDir Path landing;
  @TempDir Path written;
  private final SparkSession spark = SharedSpark.session();

  private Delivery delivery(Source.Format format) {
    return new Delivery(landing).as(format, "a." + name(format));
  }

  private static String name(Source.Format format) {
    return format.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The one file that Spark writes of a query. */
  private byte[] write(Source.Format format, String sql) throws IOException {
    return write(format, spark.sql(sql));
  }

  private byte[] write(Source.Format format, Dataset<Row> rows) throws IOException {
    Path folder = Files.createTempDirectory(written, "files");
    rows.coalesce(1).write().mode("overwrite").format(name(format)).save(folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      Path part =
          files
              .filter(each -> each.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow();
      return Files.readAllBytes(part);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
  void columnsAreReadByNameInTheirTypesAndRowsKnowTheirNumber(Source.Format format)
      throws IOException {
    Result result =
        delivery(format)
            .required("id", Type.INTEGER)
            .column("name", "名称", Type.STRING)
            .column("day", Type.DATE)
            .column("at", Type.TIMESTAMP)
            .column("fee", Type.decimal(10, 2))
            .column("x", Type.DOUBLE)
            .column("ok", Type.BOOLEAN)
            .column("city", "/address/city", Type.STRING)
            .read(
                write(
                    format,
                    """
                    SELECT * FROM VALUES
                      (true, 2.5D, 12.50BD, TIMESTAMP_NTZ'1899-12-31 23:59:59.123456', DATE'1890-02-28',
                       '太原', 7L, named_struct('city', '太原', 'zip', '1')),
                      (null, null, null, null, null, null, 8L, null),
                      (null, null, null, null, null, null, null, null),
                      (false, 0D, 1BD, null, null, '', 3000000000L, named_struct('city', null, 'zip', '1'))
                    AS t(ok, x, fee, at, day, `名称`, id, address)
                    """));

    assertThat(result.rows())
        .containsExactly(
            // Shanghai kept local mean time until 1901.
            "7|太原|1890-02-28|1899-12-31T15:54:16.123456Z|12.50|2.5|true|太原",
            "8|null|null|null|null|null|null|null");
    assertThat(result.offsets()).containsExactly(1L, 2L);
    assertThat(result.reasons())
        .containsExactly(
            "id: no value, but one is required", "id: an integer out of the range of int");
    assertThat(result.tally().rows()).extracting(RefusedRow::line).containsExactly(3L, 4L);
    assertThat(result.refusedTexts().get(1)).contains("\"id\":\"3000000000\"", "\"fee\":\"1.00\"");
    assertThat(result.header().unknown()).containsExactly("/address/zip");
  }

  @Test
  void valuesAreConvertedExactlyOrTheirRowIsRefused() throws IOException {
    Result result =
        delivery(Source.Format.PARQUET)
            .column("n", Type.INTEGER)
            .column("d", Type.decimal(6, 2))
            .column("x", Type.DOUBLE)
            .column("day", Type.DATE)
            .read(
                write(
                    Source.Format.PARQUET,
                    """
                    SELECT * FROM VALUES
                      (1.0BD, 1.25D, 1L, '1890-02-28'),
                      (1.5BD, 1.25D, 1L, null),
                      (null, 1.255D, 1L, null),
                      (null, double('NaN'), 1L, null),
                      (null, null, 9007199254740993L, null),
                      (null, null, null, '1890-02-30')
                    AS t(n, d, x, day)
                    """));

    assertThat(result.rows()).containsExactly("1|1.25|1.0|1890-02-28");
    assertThat(result.reasons())
        .containsExactly(
            "n: a decimal point in an integer",
            "d: more than 2 digits after the decimal point",
            "d: not a number, or infinite",
            "x: an integer that a double does not hold exactly",
            "day: a date that does not exist");
  }

  @Test
  void aDateOfAFarYearIsRefusedAlsoWhereATextIsWanted() throws IOException {
    Result result =
        delivery(Source.Format.PARQUET)
            .column("day", Type.STRING)
            .read(
                write(
                    Source.Format.PARQUET,
                    "SELECT * FROM VALUES (DATE'1890-02-28'), (DATE'+12026-01-01') AS t(day)"));

    assertThat(result.rows()).containsExactly("1890-02-28");
    assertThat(result.reasons()).containsExactly("day: a year that is not from 1 to 9999");
  }

  private Delivery repairable(Delivery delivery) {
    return delivery
        .required("id", Type.INTEGER)
        .column("at", Type.TIMESTAMP)
        .column("n", Type.INTEGER)
        .column("d", Type.decimal(10, 8))
        .column("day", Type.DATE)
        .column("ok", Type.BOOLEAN)
        .column("text", Type.STRING);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
  void cellsOfARefusedRowAreTextThatIsReadAsTheSameValues(Source.Format format) throws IOException {
    Result typed =
        repairable(delivery(format))
            .read(
                write(
                    format,
                    """
                    SELECT *, TIMESTAMP'1990-07-01 10:00:00' AS at, 3.0D AS n,
                      CAST(0.0000001 AS DECIMAL(12,8)) AS d, DATE'1890-02-28' AS day, true AS ok,
                      1.50BD AS text
                    FROM VALUES (1), (null) AS t(id)
                    """));

    assertThat(typed.rows()).hasSize(1);
    String cells = String.join(",", typed.tally().rows().get(0).cells().subList(1, 7));
    assertThat(
            repairable(new Delivery(landing))
                .read("id,at,n,d,day,ok,text\n1," + cells + "\n")
                .rows())
        .isEqualTo(typed.rows());
  }

  private Refusal refusal(Type type, String sql) throws IOException {
    Delivery delivery = delivery(Source.Format.PARQUET).column("c", type);
    Fingerprint print = delivery.fingerprint(write(Source.Format.PARQUET, sql));
    return delivery.header(print).refusal().orElseThrow();
  }

  @Test
  void aTypeThatNoValueOfTheFileCanBecomeRefusesTheFile() throws IOException {
    assertThat(refusal(Type.DATE, "SELECT TIMESTAMP'1990-01-01 00:00:00' AS c"))
        .isEqualTo(
            Refusal.of(
                "type",
                "c is timestamp in the file, which cannot be date as the contract says",
                "write logicalType: timestamp for c in the contract, or deliver the file with the contract's types"));
    assertThat(refusal(Type.TIMESTAMP, "SELECT DATE'1890-01-01' AS c").reason())
        .isEqualTo("c is date in the file, which cannot be timestamp as the contract says");
    assertThat(refusal(Type.BOOLEAN, "SELECT 1 AS c").reason())
        .isEqualTo("c is int in the file, which cannot be boolean as the contract says");
    assertThat(refusal(Type.STRING, "SELECT array(1) AS c").reason())
        .isEqualTo("c is array<int> in the file, which is not stored");
    assertThat(refusal(Type.STRING, "SELECT named_struct('x', 1) AS c").reason())
        .isEqualTo(
            "c is a structure in the file; its fields have paths, as physicalName: /name/field");
    assertThat(refusal(Type.STRING, "SELECT 1 AS b").reason())
        .isEqualTo("the file has 0 of the 1 column names of the contract (c)");
  }

  private byte[] parquet(String schema, java.util.function.Consumer<Group> fill)
      throws IOException {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path file = written.resolve("example.parquet");
    Files.deleteIfExists(file);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withType(type)
            .withConf(new Configuration())
            .build()) {
      Group group = new SimpleGroupFactory(type).newGroup();
      fill.accept(group);
      writer.write(group);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void nanosecondsAreReadIfTheyAreMicroseconds() throws IOException {
    String schema =
        "message m { required int64 a (TIMESTAMP(NANOS,true)); required binary b; required int64 t"
            + " (TIME(NANOS,true)); }";
    Delivery delivery =
        delivery(Source.Format.PARQUET).column("a", Type.TIMESTAMP).column("b", Type.STRING);

    assertThat(
            delivery
                .read(
                    parquet(
                        schema,
                        row -> {
                          row.add("a", -1_000L);
                          row.add("b", Binary.fromString("太原"));
                          row.add("t", 1L);
                        }))
                .rows())
        .containsExactly("1969-12-31T23:59:59.999999Z|太原");
    assertThat(
            delivery
                .read(
                    parquet(
                        schema,
                        row -> {
                          row.add("a", 1L);
                          row.add("b", Binary.fromString("x"));
                          row.add("t", 1L);
                        }))
                .reasons())
        .containsExactly("a: a fraction finer than a microsecond");
    assertThat(
            delivery
                .read(
                    parquet(
                        schema,
                        row -> {
                          row.add("a", 0L);
                          row.add("b", Binary.fromConstantByteArray(new byte[] {'a', -1}));
                          row.add("t", 1L);
                        }))
                .reasons())
        .containsExactly("b: byte 1 of the text is not UTF-8");
  }

  @Test
  void aLargeParquetFileIsReadInPartsAndItsRowsKeepTheirNumbers() throws IOException {
    byte[] bytes;
    spark.conf().set("parquet.block.size", 4096);
    try {
      Dataset<Row> rows =
          spark.range(0, 20_000, 1, 1).selectExpr("id", "sha2(cast(id as string), 256) AS text");
      Path folder = Files.createTempDirectory(written, "files");
      rows.write()
          .mode("overwrite")
          .option("parquet.block.size", "65536")
          .option("parquet.page.size", "4096")
          .parquet(folder.toString());
      try (Stream<Path> files = Files.list(folder)) {
        bytes =
            Files.readAllBytes(
                files
                    .filter(each -> each.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow());
      }
    } finally {
      spark.conf().unset("parquet.block.size");
    }
    Result result =
        delivery(Source.Format.PARQUET).splitAt(100_000).column("id", Type.LONG).read(bytes);

    assertThat(result.rows()).hasSize(20_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(result.offsets().get(i)).isEqualTo(Long.parseLong(result.rows().get(i)) + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
  void aFileThatIsCutShortIsRefusedAsAWhole(Source.Format format) throws IOException {
    byte[] whole = write(format, "SELECT id, uuid() AS text FROM range(20000)");
    Delivery delivery = delivery(format).column("id", Type.LONG);
    Refusal refusal =
        delivery.fingerprint(Arrays.copyOf(whole, whole.length / 2)).refusal().orElseThrow();

    assertThat(refusal)
        .isEqualTo(
            Refusal.of(
                "damaged",
                "the file is damaged or cut short, or of a kind that Spark does not read",
                "deliver it again; nothing of it was stored"));
  }

  @Test
  void damageThatOnlyTheTaskFindsRefusesTheFileToo() throws IOException {
    byte[] bytes = write(Source.Format.PARQUET, "SELECT id, uuid() AS text FROM range(20000)");
    Arrays.fill(bytes, 1000, 3000, (byte) 0x5a);
    Delivery delivery = delivery(Source.Format.PARQUET).column("id", Type.LONG);
    LandingFile file = delivery.write(bytes);
    Fingerprint print = Fingerprint.of(Delivery.fs(), file, delivery.source());
    assertThat(print.refusal()).isEmpty();

    Tally tally = Tally.in(spark);
    CheckedFile checked = new CheckedFile(file, print, delivery.header(print));
    LandingReader.read(
            spark, delivery.contract(), java.util.List.of(checked), tally, java.time.Instant.now())
        .count();

    assertThat(tally.value().get(file.name()).damage())
        .isEqualTo(
            "the file is damaged or cut short, or of a kind that Spark does not read; deliver it"
                + " again; nothing of it was stored");
  }
}
