package org.jinyanglake.release;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content hash, which anybody can compute from the rows alone. */
class ContentTest {
  private static final Contract BY_DAY =
      Contracts.in(Town.schemas())
          .hierarchies(Path.of("../conf/hierarchies"))
          .read()
          .contract(DatasetName.parse("health.visits"))
          .orElseThrow();

  private static final String ROWS =
      """
      SELECT * FROM VALUES
        (DATE'2024-03-01', '小店区', 1, 7000000000L, CAST(0.1 AS DOUBLE), 70.50BD, TIMESTAMP'2024-03-01T08:00:00.000001Z', true),
        (DATE'2024-03-01', '小店区', 1, 7000000000L, CAST(0.1 AS DOUBLE), 70.50BD, TIMESTAMP'2024-03-01T08:00:00.000001Z', true),
        (DATE'2024-03-01', 'a=1:b', -2, NULL, double('-0.0'), 0.00BD, NULL, false),
        (DATE'2024-03-02', '', 0, 0L, CAST('NaN' AS DOUBLE), -12.00BD, TIMESTAMP'1899-12-31T23:59:59Z', NULL)
      AS t (day, district, n, big, share, cost, at, closed)
      """;

  private static Dataset<Row> rows() {
    return rows(SharedSpark.session());
  }

  private static Dataset<Row> rows(SparkSession spark) {
    return spark.sql(ROWS);
  }

  /** The numbers are those of the program in docs/reproduce.md. */
  @Test
  void isWhatItsDefinitionSays() {
    assertThat(Content.of(rows(), BY_DAY))
        .hasSize(2)
        .containsEntry(
            "day=2024-03-01",
            new Content(3, "18a590e57e0ee2eb3be729635961658a78710c278bcf34e21c0fb97096f1962c"))
        .containsEntry(
            "day=2024-03-02",
            new Content(1, "db5fc9fe17ff3f7326be22ec3b9338257e0be243ae38a1f1ad46e5e3cd07f254"));
    assertThat(Content.EMPTY.hash())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void doesNotDependOnOrderTasksAndTimeZone(int tasks) {
    SparkSession elsewhere = SharedSpark.session().newSession();
    elsewhere.conf().set("spark.sql.session.timeZone", "Asia/Shanghai");
    elsewhere.conf().set("spark.sql.shuffle.partitions", String.valueOf(tasks));

    assertThat(
            Content.of(
                rows(elsewhere)
                    .repartition(tasks)
                    .sortWithinPartitions(col("n"))
                    .select("at", "share", "day", "n", "district", "closed", "cost", "big"),
                BY_DAY))
        .isEqualTo(Content.of(rows(), BY_DAY));
  }

  /** Each of these is another partition than it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT * FROM rows",
        "SELECT * FROM rows UNION ALL (SELECT * FROM rows LIMIT 1)",
        "SELECT day, district, n, big, share, cost, at, NOT closed AS closed FROM rows",
        "SELECT day, district, n, big, share + 1e-17 AS share, cost, at, closed FROM rows",
        "SELECT day, district, n, big, share, cost, at + INTERVAL 1 MICROSECOND AS at, closed FROM rows",
        "SELECT day, nullif(district, '小店区') AS district, n, big, share, cost, at, closed FROM rows",
        "SELECT day, district AS region, n, big, share, cost, at, closed FROM rows"
      })
  void seesEveryDifference(String sql) {
    rows().createOrReplaceTempView("rows");

    assertThat(Content.of(SharedSpark.session().sql(sql), BY_DAY).get("day=2024-03-01").hash())
        .isNotEqualTo(Content.of(rows(), BY_DAY).get("day=2024-03-01").hash());
  }
}
