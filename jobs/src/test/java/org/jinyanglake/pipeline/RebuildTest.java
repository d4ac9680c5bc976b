package org.jinyanglake.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.io.file.PathUtils;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jinyanglake.contract.Contracts;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Policy;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.desensitize.Keys;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.Version;
import org.jinyanglake.ledger.Approvals;
import org.jinyanglake.ledger.Ledger;
import org.jinyanglake.release.PolicyDigest;
import org.jinyanglake.testing.TestLake;
import org.jinyanglake.testing.Town;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two days of the town, made anew from what their certificates name. */
class RebuildTest {
  private static final String VISITS = "health.visits";
  private static final List<Zone> ZONES = List.of(Zone.OPEN, Zone.CONDITIONAL);
  private static final String FIRST = "day=2024-03-01";
  private static final String SECOND = "day=2024-03-02";

  @TempDir static Path once;
  private static Path home;

  @TempDir Path temp;
  private TestLake town;

  @BeforeAll
  static void runTwoDays() throws IOException {
    home = once.resolve("town");
    try (TestLake lake = TestLake.of(home, Town.schemas(), Observer.NONE).approved()) {
      for (int day = 0; day < 2; day++) {
        Town.deliver(home, day);
        assertThat(lake.run().datasets())
            .allSatisfy(each -> assertThat(each.status()).isEqualTo(Outcome.Status.DONE));
      }
    }
    copy(home, once.resolve("kept"));
  }

  /** The same lake as it was, whatever the test before did to it. */
  @BeforeEach
  void open() throws IOException {
    PathUtils.deleteDirectory(home);
    copy(once.resolve("kept"), home);
    town = TestLake.of(home, Town.schemas(), Observer.NONE);
  }

  private static void copy(Path from, Path to) throws IOException {
    PathUtils.copyDirectory(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    Files.setPosixFilePermissions(to.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void close() {
    town.close();
  }

  private Rebuild.Result rebuild(String dataset) {
    return rebuild(dataset, town.policy(), TestLake.hierarchies());
  }

  private Rebuild.Result rebuild(String dataset, Policy policy, Path hierarchies) {
    return rebuild(dataset, town.contracts(), policy, hierarchies);
  }

  private Rebuild.Result rebuild(
      String dataset, Contracts contracts, Policy policy, Path hierarchies) {
    return new Pipeline(town.lake(), contracts.contracts(), policy, hierarchies)
        .rebuild(DatasetName.parse(dataset), ZONES, Optional.empty(), town::engine);
  }

  private Version version(Zone zone) {
    return town.lake().version(zone, DatasetName.parse(VISITS)).orElseThrow();
  }

  @Test
  void givesTheSameRowsAndChangesNothing() {
    Map<String, Long> heads = Town.heads(town);
    Collection<String> warehouse = town.files("warehouse");
    String head = Ledger.of(town.lake()).state().head();

    for (String dataset : Town.DATASETS) {
      assertThat(rebuild(dataset).partitions())
          .as(dataset)
          .hasSize(2)
          .allSatisfy(
              each -> {
                assertThat(each.outcome()).as(each.reason()).isEqualTo(Rebuild.Outcome.EQUAL);
                assertThat(each.content()).isEqualTo(each.publishedContent()).hasSize(64);
                assertThat(each.rows()).isEqualTo(each.publishedRows()).isPositive();
              });
    }

    assertThat(Town.heads(town)).isEqualTo(heads);
    assertThat(town.files("warehouse")).isEqualTo(warehouse);
    assertThat(Ledger.of(town.lake()).state().head()).isEqualTo(head);
  }

  @Test
  void readsTheRawRowsAsTheCertificateSawThem() {
    town.land(
        "health/visits/late.csv",
        "day,visit_id,patient_id,age,district,cost\n2024-03-01,V9,P9,30,小店区,10\n");
    town.run(List.of(DatasetName.parse(VISITS)), town::engine);

    assertThat(rebuild(VISITS).partitions())
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Rebuild.Outcome.EQUAL))
        .extracting(Rebuild.Partition::source)
        .doesNotHaveDuplicates();
  }

  @Test
  void seesWhenAPublishedFileWasAltered() throws IOException {
    alter(Zone.CONDITIONAL, row -> row.setField("cost", new BigDecimal("990.00")));

    assertOnlyFirstIs(Rebuild.Outcome.DIFFERS, "'lake verify' tells");
  }

  @Test
  void seesWhenARawRowWasAltered() throws IOException {
    alter(Zone.RAW, row -> row.setField("cost", new BigDecimal("990.00")));

    assertOnlyFirstIs(Rebuild.Outcome.DIFFERS, "published are 12 rows");
  }

  @Test
  void seesWhenAPublishedFileCannotBeRead() throws IOException {
    Path file = path(version(Zone.CONDITIONAL).files().get(FIRST).get(0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 1;
    Files.write(file, bytes);

    assertOnlyFirstIs(Rebuild.Outcome.DIFFERS, "what is published cannot be read");
  }

  private static Path path(DataFile file) {
    return Path.of(file.location().replaceFirst("^file:", ""));
  }

  /** Changes the first row of the first day, in a file of the same length under the same name. */
  private void alter(Zone zone, Consumer<Record> change) throws IOException {
    Table table = version(zone).table();
    DataFile file = version(zone).files().get(FIRST).get(0);
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        Parquet.read(table.io().newInputFile(file.location()))
            .project(table.schema())
            .createReaderFunc(written -> GenericParquetReaders.buildReader(table.schema(), written))
            .build()) {
      records.forEach(rows::add);
    }
    change.accept(rows.get(0));
    // Without comments and lineage there is room to fill up.
    Schema bare =
        new Schema(
            table.schema().columns().stream()
                .filter(field -> !field.name().startsWith("_"))
                .map(f -> Types.NestedField.optional(f.fieldId(), f.name(), f.type()))
                .toList());
    int room = (int) (file.fileSizeInBytes() - write(bare, rows, 0));
    for (int fill = Math.max(0, room - 9); fill <= room; fill++) {
      if (write(bare, rows, fill) == file.fileSizeInBytes()) {
        Path there = path(file);
        Files.copy(temp.resolve("altered"), there, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(there.resolveSibling("." + there.getFileName() + ".crc"));
        return;
      }
    }
    throw new AssertionError("no altered file had the same length");
  }

  private long write(Schema schema, List<Record> rows, int fill) throws IOException {
    File altered = temp.resolve("altered").toFile();
    try (FileAppender<Record> writer =
        Parquet.write(org.apache.iceberg.Files.localOutput(altered))
            .schema(schema)
            .createWriterFunc(GenericParquetWriter::create)
            .set("write.parquet.compression-codec", "zstd")
            .meta("fill", "x".repeat(fill))
            .overwrite()
            .build()) {
      for (Record row : rows) {
        Record bare = GenericRecord.create(schema);
        schema.columns().forEach(each -> bare.setField(each.name(), row.getField(each.name())));
        writer.add(bare);
      }
    }
    return altered.length();
  }

  private void assertOnlyFirstIs(Rebuild.Outcome outcome, String reason) {
    List<Rebuild.Partition> partitions = rebuild(VISITS).partitions();
    assertThat(partitions)
        .extracting(Rebuild.Partition::partition, Rebuild.Partition::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(FIRST, outcome),
            org.assertj.core.groups.Tuple.tuple(SECOND, Rebuild.Outcome.EQUAL));
    assertThat(partitions.get(0).reason()).contains(reason);
  }

  private void assertImpossible(Rebuild.Result result, String reason) {
    assertThat(result.partitions())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.outcome()).isEqualTo(Rebuild.Outcome.IMPOSSIBLE);
              assertThat(each.reason()).contains(reason).doesNotContain("\n");
              assertThat(each.content()).isEmpty();
            });
  }

  @Test
  void saysWhichRawFileIsGone() throws IOException {
    Files.delete(path(version(Zone.RAW).files().get(FIRST).get(0)));

    assertOnlyFirstIs(Rebuild.Outcome.IMPOSSIBLE, "is gone: restore it from a backup");
  }

  @Test
  void saysThatTheSnapshotIsGone() {
    Version raw = version(Zone.RAW);
    long first = Long.parseLong(rebuild(VISITS).partitions().get(0).source());
    assertThat(first).isNotEqualTo(raw.snapshot().snapshotId());

    raw.table().expireSnapshots().expireSnapshotId(first).cleanExpiredFiles(false).commit();

    assertOnlyFirstIs(
        Rebuild.Outcome.IMPOSSIBLE, "the raw snapshot " + first + " that it was made from is gone");
  }

  @Test
  void saysThatAKeyIsLostOrDestroyedAndMakesNoOther() {
    DatasetName dataset = DatasetName.parse(VISITS);
    Keys keys = Keys.load(home.resolve("keys"));
    keys.destroy(dataset, 1);

    assertImpossible(rebuild(VISITS), "'lake keys restore FILE'");

    KeyLifecycle.of(town.lake()).lost("tester");
    assertImpossible(rebuild(VISITS), "version 1 of its key is destroyed");
    assertThat(keys.has(dataset, 1)).isFalse();
  }

  @Test
  void saysThatAKeyIsAnotherOne() {
    DatasetName dataset = DatasetName.parse(VISITS);
    Keys keys = Keys.load(home.resolve("keys"));
    keys.destroy(dataset, 1);
    keys.make(dataset, 1);

    assertImpossible(rebuild(VISITS), "is another one now");
  }

  @Test
  void saysThatAHierarchyIsAnotherOne() throws IOException {
    Path other = Files.createDirectory(temp.resolve("hierarchies"));
    try (var files = Files.list(TestLake.hierarchies())) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    Path region = other.resolve("region_name.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(region));
    java.util.Collections.reverse(lines.subList(1, lines.size()));
    Files.write(region, lines);
    assertThat(rebuild(VISITS, town.policy(), other).count(Rebuild.Outcome.EQUAL))
        .as("in another order")
        .isEqualTo(2);

    Files.writeString(region, Files.readString(region).replace("小店区", "大店区"));
    assertImpossible(rebuild(VISITS, town.policy(), other), "region_name in");

    Files.delete(region);
    assertImpossible(rebuild(VISITS, town.policy(), other), "region_name in");
  }

  @Test
  void keepsToTheThresholdsOfThen() {
    Policy.Threshold more = new Policy.Threshold(12, 50);

    for (String dataset : Town.DATASETS) {
      assertThat(
              rebuild(dataset, new Policy(more, more), TestLake.hierarchies())
                  .count(Rebuild.Outcome.EQUAL))
          .as(dataset)
          .isEqualTo(2);
    }
  }

  @Test
  void takesTheContractAsItWasApproved() throws IOException {
    Path schemas = temp.resolve("schemas");
    org.apache.commons.io.file.PathUtils.copyDirectory(Town.schemas(), schemas);
    Path file = schemas.resolve("health/visits.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("version: 1.0.0", "version: 2.0.0")
            .replace("width: 10", "width: 20"));
    Contracts now = Contracts.in(schemas).hierarchies(TestLake.hierarchies()).read();
    var contract = now.contract(DatasetName.parse(VISITS)).orElseThrow();
    Approvals approvals = Approvals.in(Ledger.of(town.lake()));
    approvals.propose(
        contract,
        now.canonical(contract.dataset()),
        PolicyDigest.terms(town.policy(), contract),
        town.signer(contract.steward()));
    approvals.approve(
        contract,
        PolicyDigest.of(town.policy()),
        town.policy().notice(),
        town.signer(contract.officer()));

    assertThat(rebuild(VISITS, now, town.policy(), TestLake.hierarchies()).partitions())
        .hasSize(2)
        .allSatisfy(
            each -> {
              assertThat(each.outcome()).as(each.reason()).isEqualTo(Rebuild.Outcome.EQUAL);
              assertThat(each.version()).isEqualTo("1.0.0");
            });
  }
}
