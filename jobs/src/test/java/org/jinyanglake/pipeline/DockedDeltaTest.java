package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.sql.DeltaSparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Delta table, written by Delta, is followed version by version. */
class DockedDeltaTest {
  @TempDir Path other;
  @TempDir Path home;
  @TempDir Path schemas;

  private final SparkSession spark = withDelta();

  /** A session of the shared Spark with Delta's SQL. */
  private static SparkSession withDelta() {
    SparkSession shared = SharedSpark.session();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      SparkSession session =
          SparkSession.builder().withExtensions(new DeltaSparkSessionExtension()).getOrCreate();
      session
          .conf()
          .set(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
      session.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
      session.conf().set("spark.databricks.delta.snapshotPartitions", "1");
      return session;
    } finally {
      SparkSession.setDefaultSession(shared);
      SparkSession.setActiveSession(shared);
    }
  }

  private String source(Path table) {
    return """
            location: file://%s
            customProperties: [{property: api, value: delta}]
        """
        .formatted(table);
  }

  private Path folder() {
    return other.resolve("stays");
  }

  private void sql(String... statements) {
    SparkSession shared = SharedSpark.session();
    SparkSession.setActiveSession(spark);
    try {
      for (String statement : statements) {
        spark.sql(statement.replace("TABLE_", "delta.`" + folder() + "`")).collectAsList();
      }
    } finally {
      SparkSession.setActiveSession(shared);
    }
  }

  private Dataset<Row> table() {
    return spark.read().format("delta").load(folder().toString());
  }

  private void makeTable() {
    sql(
        "CREATE TABLE TABLE_ ("
            + DockedLake.DDL
            + ") USING delta TBLPROPERTIES ('delta.enableDeletionVectors'='true')",
        DockedLake.INSERT);
  }

  @Test
  void changesAreFollowedAndRewritingIsNone() throws IOException {
    makeTable();
    try (DockedLake lake = DockedLake.of(home, schemas, source(folder()), DockedLake.ALL)) {
      lake.run();
      lake.holds(table(), "append", "upsert", "history", "snapshot");
      assertThat(lake.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);

      sql(DockedLake.insert(4), "OPTIMIZE TABLE_");
      lake.run();
      lake.holds(table(), "append", "upsert", "history", "snapshot");
      assertThat(lake.landed("append"))
          .hasSize(2)
          .last()
          .asString()
          .matches("stays\\.by-version\\.from-000001-1-\\w{8}_to-000002-3-\\w{8}\\.jsonl\\.gz");

      sql("UPDATE TABLE_ SET ignored = 'y' WHERE id = 1", "OPTIMIZE TABLE_");
      assertThat(lake.run().datasets())
          .as("rewritten, and a column that is not fetched")
          .allMatch(outcome -> outcome.stored() == 0 && outcome.held().isEmpty());

      sql(
          "UPDATE TABLE_ SET amount = 7 WHERE id = 2",
          "DELETE FROM TABLE_ WHERE id = 3",
          DockedLake.insert(5));
      lake.run();
      lake.holds(table(), "upsert", "history", "snapshot");
      assertThat(lake.outcome("upsert").stored()).as("2, 3 and 5").isEqualTo(3);
      assertThat(lake.raw("append").count()).isEqualTo(4);
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("rows were changed or deleted there, which loadMode append cannot follow");

      // Files of the last version that was fetched are gone, and a row of it.
      sql(
          "DELETE FROM TABLE_ WHERE id = 1",
          DockedLake.insert(7),
          "REORG TABLE TABLE_ APPLY (PURGE)",
          "VACUUM TABLE_ RETAIN 0 HOURS");
      lake.run();
      lake.holds(table(), "upsert", "history", "snapshot");
      assertThat(lake.outcome("upsert").notes()).anyMatch(note -> note.contains("fetched again"));
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("is gone, so nobody can tell which rows are new since");
    }
  }

  @Test
  void filesInsideOfTheLakeAreNotRead() throws IOException {
    makeTable();
    try (DockedLake lake = DockedLake.of(home, schemas, source(folder()), "append")) {
      lake.run();
      // A table of theirs that names a file of ours as its own.
      Path ours;
      try (var files = Files.walk(home.resolve("warehouse/raw/city/append/data"))) {
        ours = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      }
      Files.writeString(
          folder().resolve("_delta_log/00000000000000000002.json"),
          """
          {"add":{"path":"file://%s","partitionValues":{},"size":%d,"modificationTime":0,"dataChange":true}}
          """
              .formatted(ours, Files.size(ours)));
      lake.run();
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("a file of the table is inside of this lake, so it was not read");
    }
  }
}
