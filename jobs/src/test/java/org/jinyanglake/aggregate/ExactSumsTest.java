package org.jinyanglake.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums and means in a derived dataset's query. */
class ExactSumsTest {
  private static final SparkSession SPARK = SharedSpark.session();

  /** 1,000 readings that no two orders of adding bring to one sum. */
  private static Dataset<Row> readings() {
    return SPARK
        .range(1000)
        .selectExpr(
            "id % 3 AS meter",
            "id",
            "(id * 7919 % 1000) * 0.1D + 1D / (id + 1) AS used",
            "CAST(id % 2 AS FLOAT) / 10 AS f",
            "CAST(id AS DECIMAL(10,2)) AS d");
  }

  private static List<Row> rows(Dataset<Row> readings, String sql) {
    readings.createOrReplaceTempView("readings");
    return ExactSums.in(SPARK.sql(sql)).collectAsList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT meter, sum(used) AS s, avg(used) AS a FROM readings GROUP BY meter ORDER BY meter",
        "SELECT sum(used), avg(used * 3), sum(f) FROM readings",
        "SELECT sum(DISTINCT used), count(DISTINCT meter), sum(used) FILTER (WHERE id > 10) FROM readings",
        "SELECT DISTINCT meter, sum(used) OVER (PARTITION BY meter) AS s FROM readings ORDER BY meter",
        "SELECT meter FROM readings GROUP BY meter HAVING sum(used) > (SELECT avg(used) FROM readings) ORDER BY 1"
      })
  void areTheSameInAnyOrderAndInAnyNumberOfTasks(String sql) {
    List<Row> first = rows(readings().coalesce(1).orderBy("id"), sql);

    assertThat(rows(readings().repartition(5, col("used")), sql)).isEqualTo(first);
    assertThat(rows(readings().orderBy(col("used").desc()), sql)).isEqualTo(first);
  }

  @Test
  void areRoundedOnce() {
    List<Row> rows =
        rows(
            SPARK.sql("SELECT explode(array(1e16D, 1D, -1e16D, 0.1D, 0.2D, -0.3D)) AS used"),
            "SELECT sum(used) FROM readings");

    assertThat(rows.get(0).getDouble(0)).isEqualTo(1.0000000000000000277);
  }

  @Test
  void areNullOfNothingAndSeeWhatIsNoNumber() {
    Dataset<Row> odd =
        SPARK.sql(
            """
            SELECT * FROM VALUES ('none', CAST(NULL AS DOUBLE)), ('nan', double('NaN')), ('nan', 1D),
              ('inf', double('Infinity')), ('inf', NULL), ('both', double('-Infinity')), ('both', double('Infinity'))
            AS t (k, used)
            """);

    assertThat(rows(odd, "SELECT k, sum(used), avg(used) FROM readings GROUP BY k ORDER BY k"))
        .extracting(Row::toString)
        .containsExactly(
            "[both,NaN,NaN]", "[inf,Infinity,Infinity]", "[nan,NaN,NaN]", "[none,null,null]");
  }

  /** Their sums depend on no order anyway. */
  @Test
  void areLeftToSparkForDecimalsAndWholeNumbers() {
    readings().createOrReplaceTempView("readings");

    String plan =
        ExactSums.in(SPARK.sql("SELECT sum(d), avg(d), sum(id) FROM readings"))
            .queryExecution()
            .analyzed()
            .toString();

    assertThat(plan).doesNotContain("exact_");
  }
}
