package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Type;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landing files as Spark reads them: in parallel, in part, and more than once. */
class LandingReaderTest {

  private static final String MAX_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

  @TempDir Path landing;
  private final SparkSession spark = SharedSpark.session();

  @AfterEach
  void resetSplits() {
    spark.conf().unset(MAX_BYTES);
    spark.conf().unset(OPEN_COST);
  }

  private Delivery table(String name) {
    return new Delivery(landing)
        .named(name)
        .required("id", Type.INTEGER)
        .column("day", Type.DATE)
        .column("cost", Type.decimal(10, 2))
        .column("note", Type.STRING);
  }

  private CheckedFile deliver(String name, String content) throws IOException {
    Delivery delivery = table(name);
    LandingFile file = delivery.write(content.getBytes(StandardCharsets.UTF_8));
    Fingerprint fingerprint = Fingerprint.of(Delivery.fs(), file, delivery.source());
    return new CheckedFile(file, fingerprint, delivery.header(fingerprint));
  }

  private Dataset<Row> read(Tally tally, CheckedFile... files) {
    return LandingReader.read(
        spark, table("a.csv").contract(), List.of(files), tally, Instant.now());
  }

  @Test
  void columnsHaveTheTypesOfTheContractAndRowsKnowTheirPlace() throws IOException {
    Tally tally = Tally.in(spark);
    Dataset<Row> rows =
        read(
            tally,
            deliver("a.csv", "day,note,id,cost\n2020-01-11,太原,1,2.5\n"),
            deliver("b.csv", "id,day,cost,note\n2,,,\nthree,,,\n"));

    assertThat(rows.schema().toDDL())
        .isEqualTo(
            "id INT,day DATE,cost DECIMAL(10,2),note STRING,_file STRING NOT NULL,_row BIGINT NOT"
                + " NULL");
    assertThat(rows.orderBy("id").collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[1,2020-01-11,2.50,太原,city/things/a.csv,17]",
            "[2,null,null,null,city/things/b.csv,17]");
    assertThat(tally.value().keySet()).containsExactly("city/things/a.csv", "city/things/b.csv");
    assertThat(tally.value().get("city/things/b.csv").rows())
        .extracting(RefusedRow::reason)
        .containsExactly("id: letters in an integer");
  }

  @Test
  void theSameRowsAreRefusedWhateverIsSelected() throws IOException {
    CheckedFile file =
        deliver("a.csv", "id,day,cost,note\n1,2020-01-11,1,x\n2,2020-02-30,1,y\n3,,1.005,z\n");

    for (String columns : List.of("id", "note", "_row", "_file", "1", "count(*)", "max(day)")) {
      Tally tally = Tally.in(spark);
      read(tally, file).selectExpr(columns).collectAsList();
      assertThat(tally.value().get(file.file().name()))
          .extracting(Tally.OfFile::good, Tally.OfFile::refused)
          .as(columns)
          .containsExactly(1L, 2L);
    }
    assertThat(read(Tally.in(spark), file).count()).isEqualTo(1);
  }

  @Test
  void aSecondJobOverTheSameDataCountsNothingTwice() throws IOException {
    Tally tally = Tally.in(spark);
    Dataset<Row> rows = read(tally, deliver("a.csv", "id,day,cost,note\n1,,,\nx,,,\n"));
    rows.count();
    rows.collectAsList();

    assertThat(tally.value().get("city/things/a.csv"))
        .extracting(Tally.OfFile::good, Tally.OfFile::refused)
        .containsExactly(1L, 1L);
  }

  @Test
  void aTaskThatIsNotReadToItsEndReportsNothing() throws IOException {
    Tally tally = Tally.in(spark);
    read(tally, deliver("a.csv", "id,day,cost,note\n" + "1,,,\n".repeat(1000))).limit(3).collect();

    assertThat(tally.value()).isEmpty();
  }

  @Test
  void largeFilesAreSplitAndEveryRowIsReadOnce() throws IOException {
    spark.conf().set(MAX_BYTES, "1000");
    spark.conf().set(OPEN_COST, "1");
    StringBuilder content = new StringBuilder("id,day,cost,note\n");
    for (int i = 0; i < 2000; i++) {
      content.append(i % 100 == 99 ? "bad" : i).append(",2020-01-11,").append(i).append(",汾河\r\n");
    }
    CheckedFile file = deliver("a.csv", content.toString());
    Tally tally = Tally.in(spark);
    Dataset<Row> rows = read(tally, file);

    assertThat(rows.rdd().getNumPartitions()).isGreaterThan(20);
    assertThat(rows.selectExpr("count(*)", "count(distinct id)", "sum(id)").first().toString())
        .isEqualTo("[1980,1980,1978020]".replace("1978020", String.valueOf(sumOfGood())));
    assertThat(tally.value().get(file.file().name()).refused()).isEqualTo(20);
    assertThat(tally.value().get(file.file().name()).rows())
        .extracting(RefusedRow::row)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static long sumOfGood() {
    return Stream.iterate(0, i -> i + 1)
        .limit(2000)
        .filter(i -> i % 100 != 99)
        .mapToLong(i -> i)
        .sum();
  }

  @Test
  void manySmallFilesSharePartitionsAndEveryCoreHasWork() throws IOException {
    List<CheckedFile> files = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      files.add(deliver(i + ".csv", "id,day,cost,note\n" + i + ",,,\n"));
    }
    Tally tally = Tally.in(spark);
    Dataset<Row> rows = read(tally, files.toArray(CheckedFile[]::new));

    assertThat(rows.rdd().getNumPartitions()).isBetween(2, 4);
    assertThat(rows.count()).isEqualTo(50);
    assertThat(tally.value()).hasSize(50);
  }

  @Test
  void aFileThatIsReplacedAfterItsFingerprintIsMarked() throws IOException {
    CheckedFile file = deliver("a.csv", "id,day,cost,note\n1,,,\n");
    Files.writeString(landing.resolve(file.file().name()), "id,day,cost,note\n1,,,\n2,,,\n");
    Tally tally = Tally.in(spark);

    assertThat(read(tally, file).count()).isZero();
    assertThat(tally.value().get(file.file().name()).changed()).isTrue();

    Files.delete(landing.resolve(file.file().name()));
    assertThat(read(Tally.in(spark), file).count()).isZero();
  }

  @Test
  void noPlanAndNoTallyShowsAValue() throws IOException {
    Tally tally = Tally.in(spark);
    Dataset<Row> rows = read(tally, deliver("a.csv", "id,day,cost,note\nsecret,,,\n"));
    rows.collect();

    assertThat(rows.queryExecution().toString()).contains("landing files of city.things");
    assertThat(tally.toString()).isEqualTo("Tally(1 parts, 0 rows, 1 refused)");
    assertThat(tally.name().isDefined()).isFalse();
  }
}
