package org.jinyanglake.reliability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a released table could tell beside its rows. */
class LeaksTest {
  @TempDir Path home;

  @Test
  void neitherTheOrderOfRowsNorAPathLeadsToTheRawZone() throws Exception {
    Town.deliver(home, 0);
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      town.run();

      Version visits =
          town.lake().version(Zone.CONDITIONAL, DatasetName.parse("health.visits")).orElseThrow();
      for (List<DataFile> files : visits.files().values()) {
        for (DataFile file : files) {
          List<String> rows = rows(visits, file);
          assertThat(rows).hasSizeGreaterThan(5).isSorted();
        }
      }
    }
    for (String open : List.of("warehouse/open", "warehouse/conditional", "catalog")) {
      try (var walk = Files.walk(home.resolve(open))) {
        for (Path file : walk.toList()) {
          assertThat(Files.isSymbolicLink(file)).as("%s", file).isFalse();
          if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith("raw.")) {
            assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("warehouse/raw");
          }
        }
      }
    }
  }

  /** What somebody writes into an open zone by hand can be read, also when it is rolled back. */
  @Test
  void verifyNamesWhatCanBeReadAndWasNotReleased() throws Exception {
    Town.deliver(home, 0);
    try (TestLake town = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      town.run();
      assertThat(faults(town)).isEmpty();
      Version visits =
          town.lake().version(Zone.CONDITIONAL, DatasetName.parse("health.visits")).orElseThrow();
      List<DataFile> files = visits.files().values().iterator().next();
      long released = visits.snapshot().snapshotId();

      visits.table().manageSnapshots().createTag("keep", released).commit();
      assertThat(faults(town)).singleElement().asString().contains("branch or tag");
      visits.table().manageSnapshots().removeTag("keep").commit();

      visits.table().newDelete().deleteFile(files.get(0).location()).commit();
      visits.table().manageSnapshots().rollbackTo(released).commit();
      assertThat(faults(town)).singleElement().asString().contains("can be read by its number");

      for (String stray : List.of("open/list.csv", "conditional/health/visits/raw.parquet")) {
        Path file = Files.writeString(home.resolve("warehouse").resolve(stray), "晋A10001");
        assertThat(faults(town))
            .anySatisfy(
                fault -> {
                  assertThat(fault.where()).endsWith(stray);
                  assertThat(fault.what()).contains("belongs to no table");
                });
        Files.delete(file);
      }

      DataFile file = files.get(0);
      DeleteFile hidden =
          FileMetadata.deleteFileBuilder(visits.table().spec())
              .ofEqualityDeletes(1)
              .withPath(visits.table().location() + "/data/deletes.parquet")
              .withPartition(file.partition())
              .withFileSizeInBytes(100)
              .withRecordCount(1)
              .build();
      visits
          .table()
          .newRowDelta()
          .addDeletes(hidden)
          .set(Lake.EVIDENCE, visits.evidence())
          .commit();
      assertThat(faults(town))
          .anySatisfy(
              fault -> assertThat(fault.what()).contains("hide rows of what was certified"));
    }
  }

  private List<Audit.Fault> faults(TestLake town) {
    byte[] key = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    return Audit.of(town.lake(), List.of(key), List.of(), town.policy().persons())
        .execute(Optional.empty())
        .faults();
  }

  /** By their released values, in the order of the columns. */
  private static List<String> rows(Version version, DataFile file) throws IOException {
    var schema = version.table().schema();
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        Parquet.read(version.table().io().newInputFile(file.location()))
            .project(schema)
            .createReaderFunc(read -> GenericParquetReaders.buildReader(schema, read))
            .build()) {
      for (Record record : records) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < record.size(); i++) {
          row.append(record.get(i) == null ? "" : record.get(i)).append('\u0001');
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
