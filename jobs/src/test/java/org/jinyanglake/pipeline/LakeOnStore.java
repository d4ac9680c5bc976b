package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.lake.LakeConf;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.testing.SharedSpark;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landing files, zones and a table of another lake on a store that is no local disk. */
abstract class LakeOnStore {

  @TempDir Path home;
  @TempDir Path local;

  /** An empty place in the store, without a slash at its end. */
  abstract String root();

  /** Hadoop's settings of the store. */
  Map<String, String> hadoop() {
    return Map.of();
  }

  @BeforeEach
  void tellSpark() {
    Configuration spark = SharedSpark.session().sparkContext().hadoopConfiguration();
    hadoop().forEach(spark::set);
  }

  private FileSystem fs() throws IOException {
    Configuration conf = new Configuration();
    hadoop().forEach(conf::set);
    return new org.apache.hadoop.fs.Path(root()).getFileSystem(conf);
  }

  /** Brings the files of a day from the lake on the local disk. */
  private void deliver(int day) throws IOException {
    try (Stream<Path> files = Files.walk(local.resolve("landing"))) {
      for (Path file : files.filter(each -> name(each).startsWith("" + Town.day(day))).toList()) {
        fs().copyFromLocalFile(
                new org.apache.hadoop.fs.Path("file://" + file),
                new org.apache.hadoop.fs.Path(root() + "/" + local.relativize(file)));
      }
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private LakeConf conf() throws IOException {
    Path file = home.resolve("lake.yaml");
    StringBuilder hadoop = new StringBuilder("hadoop:\n");
    hadoop().forEach((key, value) -> hadoop.append("  " + key + ": \"" + value + "\"\n"));
    Files.writeString(
        file,
        (hadoop().isEmpty() ? "" : hadoop)
            + """
        landing: STORE/landing
        staging: STORE/lake/staging
        archive: STORE/lake/archive
        zones:
          raw: {warehouse: STORE/lake/raw}
          open: {warehouse: STORE/lake/open}
          conditional: {warehouse: STORE/lake/conditional}
          ledger: {warehouse: STORE/lake/ledger}
        """
                .replace("STORE", root()));
    return LakeConf.read(file, home);
  }

  @Test
  void aLakeThereHoldsAndOpensWhatOneOnALocalDiskDoes() throws IOException {
    Town.deliver(local, 0);
    Town.deliver(local, 1);
    SortedMap<String, List<String>> onALocalDisk;
    try (TestLake here = TestLake.of(local, Town.schemas(), Observer.NONE).approved()) {
      here.run();
      onALocalDisk = Town.contents(here);
    }
    // With the same keys tokens are the same.
    PathUtils.copyDirectory(
        local.resolve("keys"), home.resolve("keys"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.setPosixFilePermissions(
        home.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
    try (TestLake there = TestLake.of(conf(), Town.schemas()).approved()) {
      deliver(0);
      there.run();
      assertThat(there.run().datasets())
          .allMatch(outcome -> outcome.status() == Outcome.Status.UNCHANGED);
      deliver(1);
      there.run();
      assertThat(Town.contents(there)).isEqualTo(onALocalDisk);
    }
    assertThat(fs().listStatus(new org.apache.hadoop.fs.Path(root() + "/lake")))
        .extracting(folder -> folder.getPath().getName())
        .contains("raw", "open", "conditional", "ledger");
    assertThat(home.resolve("warehouse")).doesNotExist();
  }

  @Test
  void aTableOfAnotherLakeThereIsFollowed() throws IOException {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.catalog.hadoop", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.hadoop.type", "hadoop");
    spark.conf().set("spark.sql.catalog.hadoop.warehouse", root() + "/theirs");
    spark.conf().set("spark.sql.catalog.hadoop.cache-enabled", "false");
    String table = "hadoop.hospital.stays";
    spark.sql("CREATE TABLE " + table + " (" + DockedLake.DDL + ") USING iceberg");
    spark.sql(DockedLake.INSERT.replace("TABLE_", table));
    String source =
        """
            location: %s
            customProperties: [{property: api, value: iceberg}]
        """
            .formatted(root() + "/theirs/hospital/stays");
    try (DockedLake lake = DockedLake.of(conf(), local, source, "upsert")) {
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
