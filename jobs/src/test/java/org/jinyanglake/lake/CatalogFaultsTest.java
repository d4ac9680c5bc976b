package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jinyanglake.testing.FaultFs;
import org.jinyanglake.testing.Faults;
import org.jinyanglake.testing.Faults.Mode;
import org.jinyanglake.testing.Faults.Outcome;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A replacement of a table's contents, with every single one of its file-system and catalog calls
 * going wrong in turn: the table can be read after each, and running again ends as if nothing had
 * happened.
 */
class CatalogFaultsTest {

  private static final Namespace NAMESPACE = Namespace.of("city");
  private static final TableIdentifier NAME = TableIdentifier.of(NAMESPACE, "monitor");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "day", Types.IntegerType.get()));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyCallOfACommitMayGoWrongAndTheNextRunEndsTheSame(Mode mode) throws Exception {
    int n = 0;
    int struck = 0;
    Outcome outcome;
    do {
      n++;
      Path home = Files.createDirectory(folder.resolve(mode + "-" + n));
      replace(home, "old");
      outcome = Faults.at(n, mode, () -> replace(home, "new"));
      assertThat(files(home)).as("after %s", outcome).isSubsetOf("old", "new").hasSize(1);
      replace(home, "new");
      assertThat(files(home)).as("next run after %s", outcome).containsExactly("new");
      assertThat(commits(home, "new")).as("commits after %s", outcome).isEqualTo(1);
      struck += outcome.struck().isPresent() ? 1 : 0;
    } while (outcome.struck().isPresent());

    assertThat(struck).isEqualTo(n - 1).isGreaterThan(10);
  }

  private static MendedJdbcCatalog open(Path home) {
    MendedJdbcCatalog catalog = new MendedJdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize(
        "city",
        Map.of(
            "uri", "jdbc:fault:sqlite:" + home.resolve("city.db"),
            "warehouse", FaultFs.uri(home) + "/warehouse"));
    return catalog;
  }

  /** A process of its own: opens the catalog, and replaces all files unless it has done so. */
  private static void replace(Path home, String run) {
    try (MendedJdbcCatalog catalog = open(home)) {
      if (!catalog.namespaceExists(NAMESPACE)) {
        catalog.createNamespace(NAMESPACE);
      }
      Table table =
          catalog.tableExists(NAME)
              ? catalog.loadTable(NAME)
              : catalog.createTable(NAME, SCHEMA, PartitionSpec.unpartitioned());
      if (commits(table, run) > 0) {
        return;
      }
      var overwrite =
          table
              .newOverwrite()
              .overwriteByRowFilter(Expressions.alwaysTrue())
              .addFile(file(run))
              .validateNoConflictingData()
              .validateNoConflictingDeletes()
              .set("lake.run", run);
      if (table.currentSnapshot() != null) {
        overwrite.validateFromSnapshot(table.currentSnapshot().snapshotId());
      }
      overwrite.commit();
    }
  }

  /** Only the metadata matter here. */
  private static DataFile file(String run) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("fault:/data/" + UUID.randomUUID() + "/" + run)
        .withFormat("parquet")
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }

  private static List<String> files(Path home) throws Exception {
    try (MendedJdbcCatalog catalog = open(home);
        CloseableIterable<FileScanTask> tasks = catalog.loadTable(NAME).newScan().planFiles()) {
      List<String> names = new ArrayList<>();
      tasks.forEach(task -> names.add(task.file().location().replaceFirst(".*/", "")));
      return names;
    }
  }

  private static long commits(Path home, String run) {
    try (MendedJdbcCatalog catalog = open(home)) {
      return commits(catalog.loadTable(NAME), run);
    }
  }

  private static long commits(Table table, String run) {
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .filter(snapshot -> run.equals(snapshot.summary().get("lake.run")))
        .count();
  }
}
