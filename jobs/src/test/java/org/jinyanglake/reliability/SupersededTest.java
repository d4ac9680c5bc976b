package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.pipeline.Audit;
import org.jinyanglake.release.Certificate;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published no more can be read by nobody who has an open zone's catalog and folder. */
class SupersededTest {
  private static final DatasetName READINGS = DatasetName.parse("environment.readings");

  @TempDir Path home;
  @TempDir Path schemas;

  @BeforeEach
  void aDatasetThatIsOpenToAll() throws IOException {
    Files.createDirectories(schemas.resolve("environment"));
    try (var files = Files.walk(Town.schemas())) {
      Path contract =
          files.filter(file -> file.endsWith("readings.yaml")).findFirst().orElseThrow();
      Files.copy(contract, contract());
    }
    readings(0);
    readings(1);
  }

  @Test
  void aCorrectionAndAWithdrawalLeaveNoOldFileInTheZone() throws IOException {
    Version before;
    Path orphan;
    try (TestLake town = TestLake.of(home, schemas, Observer.NONE).approved()) {
      town.run();
      before = town.lake().version(Zone.OPEN, READINGS).orElseThrow();
      CloseableIterable<Record> reader = reading(before, Town.day(0).toString());
      Path file = dataFiles().iterator().next();
      orphan = file.resolveSibling("left-by-a-killed-run.parquet");
      Files.copy(file, orphan);
      Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
      assertThat(faults(town)).singleElement().asString().contains("left-by-a-killed-run");

      readings(2); // corrects day 1
      town.run();
      Version now = town.lake().version(Zone.OPEN, READINGS).orElseThrow();

      assertThat(orphan).doesNotExist();
      assertThat(dataFiles()).isEqualTo(published(now));
      assertThat(rows(now, Town.day(1).toString())).hasSize(4);
      try (reader) {
        assertThat(reader).as("by who began before, of another day").hasSize(4);
      }
      assertThatThrownBy(() -> rows(before, Town.day(1).toString()))
          .isInstanceOf(NotFoundException.class);
      assertThat(faults(town)).isEmpty();
    }
    Files.writeString(
        contract(),
        Files.readString(contract())
            .replace("value: unconditional", "value: conditional")
            .replace("property: open,", "property: conditional,")
            .replace("version: 1.0.0", "version: 2.0.0"));
    try (TestLake town = TestLake.of(home, schemas, Observer.NONE).approved()) {
      town.run();

      assertThat(town.lake().version(Zone.OPEN, READINGS).orElseThrow().state().partitions())
          .isEmpty();
      assertThat(dataFiles()).isEmpty();
      assertThat(faults(town)).isEmpty();
    }
  }

  @Test
  void whatARunThatDiedLeftIsNamedByVerifyAndTakenOutByTheNextRun() throws IOException {
    AtomicBoolean dies = new AtomicBoolean();
    Observer death =
        (step, dataset, detail) -> {
          if (step.equals("open.commit.after") && dies.getAndSet(false)) {
            throw new IllegalStateException("killed");
          }
        };
    try (TestLake town = TestLake.of(home, schemas, death).approved()) {
      town.run();
      dies.set(true);
      readings(2);
      town.run();
      assertThat(dies).isFalse();
      Set<Path> now = published(town.lake().version(Zone.OPEN, READINGS).orElseThrow());
      assertThat(dataFiles()).hasSizeGreaterThan(now.size()).containsAll(now);
      assertThat(faults(town)).asString().contains("can be read and is not published any more");

      town.run(); // records the commit, and has nothing to release

      assertThat(dataFiles())
          .isEqualTo(published(town.lake().version(Zone.OPEN, READINGS).orElseThrow()))
          .isEqualTo(now);
      assertThat(faults(town)).isEmpty();
    }
  }

  private Path contract() {
    return schemas.resolve("environment/readings.yaml");
  }

  /** Four readings of a day, and a better one of the day before. */
  private void readings(int n) {
    StringBuilder json = new StringBuilder();
    for (int hour = 0; hour < 4; hour++) {
      json.append(Town.reading(Town.day(n), hour, 1, 40 + hour, "正常"));
    }
    if (n > 0) {
      json.append(Town.reading(Town.day(n - 1), 0, 2, 99, "更正"));
    }
    Town.write(home, "environment/readings/" + Town.day(n) + ".jsonl", json.toString());
  }

  private Set<Path> dataFiles() throws IOException {
    try (var files = Files.walk(home.resolve("warehouse/open"))) {
      return new TreeSet<>(files.filter(file -> file.toString().endsWith(".parquet")).toList());
    }
  }

  private static Set<Path> published(Version version) {
    Set<Path> published = new TreeSet<>();
    version
        .files()
        .values()
        .forEach(
            files ->
                files.forEach(
                    file ->
                        published.add(
                            Path.of(
                                new org.apache.hadoop.fs.Path(file.location())
                                    .toUri()
                                    .getPath()))));
    return published;
  }

  /** As a reader reads them who knows the snapshot. */
  private static List<Record> rows(Version version, String day) throws IOException {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = reading(version, day)) {
      records.forEach(rows::add);
    }
    return rows;
  }

  private static CloseableIterable<Record> reading(Version version, String day) {
    return IcebergGenerics.read(version.table())
        .useSnapshot(version.snapshot().snapshotId())
        .where(Expressions.equal("day", day))
        .build();
  }

  private List<Audit.Fault> faults(TestLake town) {
    byte[] key = Certificate.publicKey(Keys.open(home.resolve("keys")).signing());
    return Audit.of(town.lake(), List.of(key), List.of(), town.policy().persons())
        .execute(Optional.empty())
        .faults();
  }
}
