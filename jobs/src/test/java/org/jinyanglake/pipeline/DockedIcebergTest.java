package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Iceberg table of another catalog, written by Iceberg, is followed version by version. */
class DockedIcebergTest {
  @TempDir Path other;
  @TempDir Path home;
  @TempDir Path schemas;

  private final SparkSession spark = SharedSpark.session().newSession();

  @BeforeEach
  void aCatalogOfTheirs() {
    spark.conf().set("spark.sql.catalog.theirs", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.theirs.type", "jdbc");
    spark.conf().set("spark.sql.catalog.theirs.uri", "jdbc:sqlite:" + other + "/catalog.db");
    spark.conf().set("spark.sql.catalog.theirs.warehouse", "file://" + other + "/warehouse");
    spark.conf().set("spark.sql.catalog.theirs.cache-enabled", "false");
  }

  private String source(String table) {
    // Iceberg's Spark catalog is known in its database by its name in Spark.
    return """
            location: jdbc:sqlite:%s/catalog.db
            catalog: theirs
            customProperties:
              - {property: api, value: iceberg}
              - {property: table, value: %s}
        """
        .formatted(other, table)
        .indent(0);
  }

  private void sql(String... statements) {
    for (String statement : statements) {
      spark.sql(statement.replace("TABLE_", "theirs.hospital.stays")).collectAsList();
    }
  }

  private Dataset<Row> table() {
    return spark.sql("SELECT * FROM theirs.hospital.stays");
  }

  private void makeTable() {
    sql(
        "CREATE NAMESPACE theirs.hospital",
        "CREATE TABLE TABLE_ ("
            + DockedLake.DDL
            + ") USING iceberg PARTITIONED BY (bucket(2, id)) TBLPROPERTIES ('format-version'='2',"
            + " 'write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read')",
        DockedLake.INSERT);
  }

  @Test
  void changesAreFollowedRewritingIsNoneAndTheLakeItselfIsNotReached() throws IOException {
    makeTable();
    try (DockedLake lake = DockedLake.of(home, schemas, source("hospital.stays"), DockedLake.ALL)) {
      lake.run();
      assertThat(lake.outcome("append").notes())
          .anyMatch(note -> note.endsWith("not in the contract, not fetched: ignored"));
      lake.holds(table(), "append", "upsert", "history", "snapshot");
      assertThat(lake.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);

      sql(
          DockedLake.insert(4),
          "UPDATE TABLE_ SET ignored = 'y' WHERE id = 1",
          "CALL theirs.system.rewrite_data_files(table => 'hospital.stays', options => map('rewrite-all', 'true'))");
      lake.run();
      lake.holds(table(), "append", "upsert", "history", "snapshot");
      assertThat(lake.outcome("append").stored())
          .as("rewritten, and a column that is not fetched")
          .isOne();
      assertThat(lake.landed("append"))
          .hasSize(2)
          .last()
          .asString()
          .matches(
              "hospital-stays\\.by-version\\.from-000001-\\d+\\.\\w+Z_to-000002-\\d+\\.\\w+Z\\.jsonl\\.gz");

      sql(
          "UPDATE TABLE_ SET amount = 7 WHERE id = 2",
          "DELETE FROM TABLE_ WHERE id = 3",
          DockedLake.insert(5),
          DockedLake.insert(6),
          "DELETE FROM TABLE_ WHERE id = 6");
      lake.run();
      lake.holds(table(), "upsert", "history", "snapshot");
      assertThat(lake.outcome("upsert").stored()).as("2, 3 and 5").isEqualTo(3);
      assertThat(lake.raw("history").where("id = 3 AND valid_to IS NOT NULL").count()).isOne();
      assertThat(lake.raw("append").count()).isEqualTo(4);
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("rows were changed or deleted there, which loadMode append cannot follow");

      // The table goes back to what it was.
      long before =
          spark
              .sql("SELECT snapshot_id FROM theirs.hospital.stays.snapshots ORDER BY committed_at")
              .collectAsList()
              .get(1)
              .getLong(0);
      sql("CALL theirs.system.rollback_to_snapshot('hospital.stays', " + before + ")");
      lake.run();
      lake.holds(table(), "upsert", "history", "snapshot");

      // The last version that was fetched is gone, and a row of it.
      sql(
          "DELETE FROM TABLE_ WHERE id = 1",
          DockedLake.insert(7),
          "CALL theirs.system.expire_snapshots(table => 'hospital.stays', older_than => TIMESTAMP'2100-01-01 00:00:00', retain_last => 1)");
      lake.run();
      lake.holds(table(), "upsert", "history", "snapshot");
      assertThat(lake.outcome("upsert").notes()).anyMatch(note -> note.contains("fetched again"));
      assertThat(lake.outcome("append").held())
          .singleElement()
          .asString()
          .contains("is gone, so nobody can tell which rows are new since");
    }
    whatIsInsideOfTheLakeIsNotReached();
  }

  private void whatIsInsideOfTheLakeIsNotReached() throws IOException {
    Path link = Files.createSymbolicLink(other.resolve("link"), home.resolve("warehouse"));
    String raw =
        """
            location: file://%s/raw/city/upsert
            customProperties: [{property: api, value: iceberg}]
        """
            .formatted(link);
    try (DockedLake lake = DockedLake.of(home, schemas, raw, "upsert")) {
      lake.run();
      assertThat(lake.outcome("upsert").held())
          .singleElement()
          .asString()
          .contains("a file of the table is inside of this lake, so it was not read");
    }
    // A catalog of theirs that names a table of ours.
    String metadata =
        spark
            .read()
            .format("jdbc")
            .option("url", "jdbc:sqlite:" + home + "/catalog/raw.db")
            .option(
                "query", "SELECT metadata_location FROM iceberg_tables WHERE table_name = 'upsert'")
            .load()
            .first()
            .getString(0);
    sql("CALL theirs.system.register_table('hospital.stolen', '" + metadata + "')");
    try (DockedLake lake = DockedLake.of(home, schemas, source("hospital.stolen"), "upsert")) {
      lake.run();
      assertThat(lake.outcome("upsert").held())
          .singleElement()
          .asString()
          .contains("a file of the table is inside of this lake, so it was not read");
    }
  }
}
