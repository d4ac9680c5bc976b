package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.sql.DeltaSparkSessionExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
      session.conf().set("spark.databricks.delta.stats.collect", "false");
      session.conf().set("spark.databricks.delta.optimize.maxThreads", "1");
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

  /** What a snapshot and a history make of changes does not hang on the format. */
  @Test
  void changesAreFollowedRewritingIsNoneAndFilesInsideOfTheLakeAreNotRead() throws IOException {
    makeTable();
    try (DockedLake lake = DockedLake.of(home, schemas, source(folder()), "append", "upsert")) {
      lake.run();
      lake.holds(table(), "append", "upsert");
      assertThat(lake.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);

      sql(DockedLake.insert(4), "UPDATE TABLE_ SET ignored = 'y' WHERE id = 1", "OPTIMIZE TABLE_");
      lake.run();
      lake.holds(table(), "append", "upsert");
      assertThat(lake.outcome("append").stored())
          .as("rewritten, and a column that is not fetched")
          .isOne();
      assertThat(lake.landed("append"))
          .hasSize(2)
          .last()
          .asString()
          .matches(
              "stays\\.by-version\\.from-000001-1-\\w{12}\\.\\w+Z_to-000002-4-\\w{12}\\.\\w+Z\\.jsonl\\.gz");

      sql(
          "UPDATE TABLE_ SET amount = 7 WHERE id = 2",
          "DELETE FROM TABLE_ WHERE id = 3",
          DockedLake.insert(5));
      lake.run();
      lake.holds(table(), "upsert");
      assertThat(lake.outcome("upsert").stored()).as("2, 3 and 5").isEqualTo(3);
      assertThat(lake.raw("append").count()).isEqualTo(4);
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("rows were changed or deleted there, which loadMode append cannot follow");

      // Files of the last version that was fetched are gone, and a row of it.
      sql("DELETE FROM TABLE_ WHERE id = 1", DockedLake.insert(7), "OPTIMIZE TABLE_");
      vacuum();
      lake.run();
      lake.holds(table(), "upsert");
      assertThat(lake.outcome("upsert").notes()).anyMatch(note -> note.contains("fetched again"));
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("is gone, so nobody can tell which rows are new since");

      // The table names a file of ours as its own.
      Path ours;
      try (var files = Files.walk(home.resolve("warehouse/raw/city/append/data"))) {
        ours = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
      }
      Files.writeString(
          folder().resolve("_delta_log/%020d.json".formatted(commits())),
          """
          {"add":{"path":"file://%s","partitionValues":{},"size":%d,"modificationTime":0,"dataChange":true}}
          """
              .formatted(ours, Files.size(ours)));
      lake.run();
      assertThat(lake.outcome("upsert").held())
          .singleElement()
          .asString()
          .contains("a file of the table is inside of this lake, so it was not read");
    }
  }

  private long commits() throws IOException {
    try (var files = Files.list(folder().resolve("_delta_log"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  /** Deletes what the current version does not need. */
  private void vacuum() throws IOException {
    Set<String> needed = Set.of(table().inputFiles());
    try (var files = Files.list(folder())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        if (needed.stream().noneMatch(name -> name.endsWith("/" + file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
  }
}
