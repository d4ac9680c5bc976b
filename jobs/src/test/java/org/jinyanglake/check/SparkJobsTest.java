package org.jinyanglake.check;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Rule;
import org.jinyanglake.contract.Rule.Severity;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a check costs a dataset of 1,000 rows in an Iceberg table, counted in Spark jobs. */
class SparkJobsTest {

  @TempDir static Path folder;

  private static Dataset<Row> table;

  @BeforeAll
  static void thousandRowsOfFourDays() throws Exception {
    SparkSession spark = SharedSpark.session();
    spark.conf().set("spark.sql.catalog.jobs", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.jobs.type", "hadoop");
    spark.conf().set("spark.sql.catalog.jobs.warehouse", folder.toString());
    Tickets tickets = new Tickets();
    IntStream.range(0, 1000)
        .forEach(i -> tickets.row("2024-03-0" + (1 + i % 4), "k" + i, "迎泽区", i % 100, i * 1.0));
    // Iceberg keeps the name _file for itself.
    tickets
        .rows()
        .withColumnRenamed("_file", "source")
        .repartition(1)
        .writeTo("jobs.governance.tickets")
        .create();
    table = spark.table("jobs.governance.tickets").withColumnRenamed("source", "_file").coalesce(1);
  }

  @Test
  void fourRulesAreOneJob() {
    Check check =
        Check.of(
            Tickets.contract(
                new Rule("RowCount > 100", Severity.ERROR),
                new Rule("IsComplete \"id\"", Severity.ROW),
                new Rule("ColumnValues \"age\" between -1 and 120", Severity.ROW),
                new Rule("Mean \"cost\" > 10", Severity.WARNING)));
    assertThat(jobs(() -> check.on(table))).isEqualTo(1);
  }

  @Test
  void keysThatDoNotComeAgainCostNoFurtherJob() {
    Check check =
        Check.of(
            Tickets.contract(
                new Rule("RowCount > 100", Severity.ERROR),
                new Rule("IsPrimaryKey \"id\"", Severity.ROW),
                new Rule("Uniqueness \"id\" = 1.0", Severity.ERROR),
                new Rule("IsUnique \"cost\"", Severity.ROW)));
    assertThat(jobs(() -> check.on(table))).isEqualTo(1);
  }

  @Test
  void eachKeySetThatComesAgainIsOneMore() {
    Check check =
        Check.of(
            Tickets.contract(
                new Rule("IsPrimaryKey \"id\"", Severity.ROW),
                new Rule("Uniqueness \"age\" < 1.0", Severity.ERROR),
                new Rule("IsPrimaryKey \"district\" \"age\"", Severity.WARNING)));
    assertThat(jobs(() -> check.on(table))).isEqualTo(3);
  }

  @Test
  void refusedRowsComeInTheSameJob() {
    StructType rows = new StructType().add("row", DataTypes.LongType);
    for (int least : List.of(3, 90)) {
      Check check =
          Check.of(
                  Tickets.contract(
                      new Rule("IsPrimaryKey \"id\"", Severity.ROW),
                      new Rule("ColumnValues \"age\" >= " + least, Severity.ROW)))
              .gathering(rows, List.of(col("_row")));
      AtomicReference<Optional<List<RefusedRow>>> gathered = new AtomicReference<>();
      assertThat(
              jobs(
                  () -> {
                    Check.Result result = check.on(table);
                    gathered.set(result.gathered());
                    return result;
                  }))
          .isEqualTo(1);
      assertThat(gathered.get().orElseThrow())
          .extracting(each -> each.told().getLong(0))
          .containsExactlyInAnyOrderElementsOf(
              LongStream.range(0, 1000).filter(i -> i % 100 < least).boxed().toList());
    }
  }

  @Test
  void aSearchThatFindsNothingCostsNoFurtherJob() {
    Check check =
        Check.of(
                Tickets.contract(
                    new Rule("RowCount > 100", Severity.ERROR),
                    new Rule("IsComplete \"id\"", Severity.ROW)))
            .counting(Optional.of(col("district").equalTo("无此区").and(col("age").gt(3))));
    assertThat(jobs(() -> check.on(table))).isEqualTo(1);
  }

  @Test
  void measuringCostsNoFurtherJob() {
    Check check =
        Check.of(
                Tickets.contract(
                    new Rule("RowCount > 100", Severity.ERROR),
                    new Rule("ColumnValues \"age\" between -1 and 120", Severity.ROW),
                    new Rule("Mean \"cost\" > 10", Severity.WARNING),
                    new Rule("Uniqueness \"id\" = 1.0", Severity.ERROR)))
            .measuring();
    assertThat(jobs(() -> check.on(table))).isEqualTo(1);
  }

  @Test
  void onlyTheColumnsOfTheRulesAreRead() {
    Check check = Check.of(Tickets.contract(Severity.ERROR, "IsComplete \"id\""));
    StringBuilder plans = new StringBuilder();
    PlanRecorder recorder = new PlanRecorder(plans);
    SharedSpark.session().listenerManager().register(recorder);
    try {
      check.on(table);
      settle();
    } finally {
      SharedSpark.session().listenerManager().unregister(recorder);
    }
    assertThat(plans.toString()).contains("day", "id").doesNotContain("district", "cost", "source");
  }

  static int jobs(Supplier<Check.Result> work) {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    settle();
    SharedSpark.session().sparkContext().addSparkListener(counter);
    try {
      assertThat(work.get().results()).allMatch(r -> r.passed() || r.severity() != Severity.ERROR);
      settle();
    } finally {
      SharedSpark.session().sparkContext().removeSparkListener(counter);
    }
    return jobs.get();
  }

  /** Waits until Spark's listeners have heard of everything so far. */
  private static void settle() {
    try {
      SharedSpark.session().sparkContext().listenerBus().waitUntilEmpty(10_000);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
