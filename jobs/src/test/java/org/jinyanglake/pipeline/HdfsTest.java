package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.TestServer;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landing files, zones and a table of another lake on a real HDFS. */
class HdfsTest {
  private static TestServer server;

  @TempDir Path home;
  @TempDir Path local;

  @BeforeAll
  static void start() {
    server = TestServer.start("hdfs");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String hdfs(String path) {
    return "hdfs://127.0.0.1:" + server.port() + path;
  }

  private static FileSystem fs() throws IOException {
    return new org.apache.hadoop.fs.Path(hdfs("/")).getFileSystem(new Configuration());
  }

  /** Delivers the files of a day to both lakes. */
  private void deliver(int day) throws IOException {
    Town.deliver(local, day);
    fs().copyFromLocalFile(
            false,
            true,
            new org.apache.hadoop.fs.Path("file://" + local.resolve("landing")),
            new org.apache.hadoop.fs.Path(hdfs("/")));
  }

  private LakeConf conf() throws IOException {
    Path file = home.resolve("lake.yaml");
    Files.writeString(
        file,
        """
        landing: HDFS/landing
        staging: HDFS/lake/staging
        archive: HDFS/lake/archive
        zones:
          raw: {warehouse: HDFS/lake/raw}
          open: {warehouse: HDFS/lake/open}
          conditional: {warehouse: HDFS/lake/conditional}
          ledger: {warehouse: HDFS/lake/ledger}
        """
            .replace("HDFS", hdfs("")));
    return LakeConf.read(file, home);
  }

  @Test
  void aLakeThereHoldsAndOpensWhatOneOnALocalDiskDoes() throws IOException {
    deliver(0);
    try (TestLake there = TestLake.of(conf(), Town.schemas()).approved();
        TestLake here = TestLake.of(local, Town.schemas(), Observer.NONE).approved()) {
      there.run();
      here.run();
      assertThat(Town.contents(there)).isEqualTo(Town.contents(here));
      assertThat(there.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);

      deliver(1);
      there.run();
      here.run();
      assertThat(Town.contents(there)).isEqualTo(Town.contents(here));
      assertThat(Town.heads(there)).containsOnlyKeys(Town.heads(here).keySet());
      assertThat(fs().listStatus(new org.apache.hadoop.fs.Path(hdfs("/lake"))))
          .extracting(folder -> folder.getPath().getName())
          .contains("raw", "open", "conditional", "ledger");
      assertThat(home.resolve("warehouse")).doesNotExist();
    }
  }

  @Test
  void aTableOfAnotherLakeThereIsFollowed() throws IOException {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.hadoop", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.hadoop.type", "hadoop");
    spark.conf().set("spark.sql.catalog.hadoop.warehouse", hdfs("/theirs"));
    spark.conf().set("spark.sql.catalog.hadoop.cache-enabled", "false");
    String table = "hadoop.hospital.stays";
    spark.sql("CREATE TABLE " + table + " (" + DockedLake.DDL + ") USING iceberg");
    spark.sql(DockedLake.INSERT.replace("TABLE_", table));
    String source =
        """
            location: %s
            customProperties: [{property: api, value: iceberg}]
        """
            .formatted(hdfs("/theirs/hospital/stays"));
    try (DockedLake lake = DockedLake.of(home, local, source, "upsert")) {
      lake.run();
      lake.holds(spark.table(table), "upsert");
      assertThat(lake.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);

      spark.sql("DELETE FROM " + table + " WHERE id = 3");
      spark.sql(DockedLake.insert(4).replace("TABLE_", table));
      lake.run();
      lake.holds(spark.table(table), "upsert");
      assertThat(lake.outcome("upsert").stored()).as("3 and 4").isEqualTo(2);
    }
  }
}
