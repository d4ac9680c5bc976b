package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.relocated.com.google.common.collect.Iterables;
import org.apache.iceberg.types.Types;
import org.jinyanglake.testing.CuttingProxy;
import org.jinyanglake.testing.CuttingProxy.Place;
import org.jinyanglake.testing.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The catalog's database carries a commit out and its reply is lost on the way: on a real
 * PostgreSQL, through a proxy that cuts. Each case is cut once, with {@code -Dslow} 200 times.
 */
@ExtendWith(Postgres.class)
class LostReplyTest {

  private static final int ROUNDS = Boolean.getBoolean("slow") ? 200 : 1;

  private static final Namespace NAMESPACE = Namespace.of("city");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "day", Types.IntegerType.get()),
          Types.NestedField.required(2, "written_by", Types.StringType.get()));
  private static final PartitionSpec BY_DAY =
      PartitionSpec.builderFor(SCHEMA).identity("day").build();

  @TempDir static Path warehouse;

  private static final AtomicInteger TABLES = new AtomicInteger();

  private static Postgres.Server server;
  private static JdbcCatalog direct;

  private CuttingProxy proxy;

  @BeforeAll
  static void serve(Postgres.Server running) {
    server = running;
    server.makeDatabase("lost_reply");
    direct = open(new MendedJdbcCatalog(), server.port());
    direct.createNamespace(NAMESPACE);
  }

  @AfterAll
  static void closeCatalog() {
    direct.close();
  }

  @BeforeEach
  void standBetween() throws IOException {
    proxy = new CuttingProxy(server.port());
  }

  @AfterEach
  void closeProxy() throws IOException {
    proxy.close();
  }

  enum Commit {
    APPEND("UPDATE iceberg_tables"),
    VALIDATED_OVERWRITE("UPDATE iceberg_tables"),
    ROW_DELTA("UPDATE iceberg_tables"),
    CREATE_TABLE("INSERT INTO iceberg_tables");

    final String statement;

    Commit(String statement) {
      this.statement = statement;
    }

    /** The rows of a table that held "base" when this and another writer's append are done. */
    List<String> rows() {
      return this == APPEND ? List.of("base", "mine", "theirs") : List.of("mine", "theirs");
    }
  }

  static Stream<Arguments> cuts() {
    return Stream.of(Commit.values())
        .flatMap(
            commit ->
                Stream.of(Place.values())
                    .flatMap(
                        place ->
                            Stream.of(false, true)
                                .map(other -> Arguments.of(commit, place, other))));
  }

  @ParameterizedTest(name = "{0}, cut {1}, another writer in between: {2}")
  @MethodSource("cuts")
  void aCommitWhoseReplyIsLostIsFoundAgainOrAbsentAndNeitherLostNorDoubled(
      Commit commit, Place place, boolean anotherWriter) throws Exception {
    try (JdbcCatalog mended = open(new MendedJdbcCatalog(), proxy.port())) {
      for (int round = 0; round < ROUNDS; round++) {
        TableIdentifier name = tableBefore(commit);
        Runnable other = anotherWriter ? () -> appendTheirs(name) : () -> {};
        String run = UUID.randomUUID().toString();

        proxy.cut(commit.statement, place, (round + 0.5) / ROUNDS, other);
        Throwable failure = catchThrowable(() -> commit(mended, commit, name, run));

        assertThat(failure)
            .isInstanceOf(CommitStateUnknownException.class)
            .isNotInstanceOf(CleanableFailure.class);
        assertThat(proxy.hasCut()).isTrue();
        assertThat(holds(mended, name, run)).isEqualTo(place != Place.BEFORE_THE_STATEMENT);
        if (!holds(mended, name, run)) {
          commit(mended, commit, name, run);
        }
        if (!anotherWriter) {
          appendTheirs(name);
        }
        assertThat(rows(direct, name)).containsExactlyInAnyOrderElementsOf(commit.rows());
        assertEverySnapshotIsReadable(name);
      }
    }
  }

  @Test
  void aConnectionThatBrokeWhileIdleIsReplacedBeforeAnythingIsSent() throws Exception {
    TableIdentifier name = tableBefore(Commit.APPEND);
    try (JdbcCatalog mended = open(new MendedJdbcCatalog(), proxy.port())) {
      Table table = mended.loadTable(name);
      proxy.endConnections();
      table.newAppend().appendFile(write(table, 1, "mine")).commit();
    }
    assertThat(rows(direct, name)).containsExactlyInAnyOrder("base", "mine");
  }

  @Test
  void aDatabaseThatIsGoneIsReportedAsSuchAndNothingIsWritten() throws Exception {
    TableIdentifier name = tableBefore(Commit.APPEND);
    try (JdbcCatalog mended = open(new MendedJdbcCatalog(), proxy.port())) {
      Table table = mended.loadTable(name);
      DataFile file = write(table, 1, "mine");
      proxy.refuse();
      assertThatThrownBy(() -> table.newAppend().appendFile(file).commit())
          .isInstanceOf(CatalogUnavailableException.class)
          .hasMessageContaining("127.0.0.1:" + proxy.port())
          .hasMessageContaining("run again");
    }
    assertThat(rows(direct, name)).containsExactly("base");
  }

  @Test
  void aCommitThatTheDatabaseRolledBackIsTriedAgainFromTheNewHead() throws Exception {
    TableIdentifier name = tableBefore(Commit.APPEND);
    failTheNextUpdateWithASerializationFailure();
    Table table = direct.loadTable(name);
    table.newAppend().appendFile(write(table, 1, "mine")).commit();
    assertThat(rows(direct, name)).containsExactlyInAnyOrder("base", "mine");
  }

  /** Fails when Iceberg mends its catalog: then the lake needs none of its own. */
  @Test
  void icebergsOwnCatalogLosesTheOtherWritersCommit() throws Exception {
    TableIdentifier name = tableBefore(Commit.APPEND);
    try (JdbcCatalog stock = open(new JdbcCatalog(), proxy.port())) {
      proxy.cut("UPDATE iceberg_tables", Place.BEFORE_THE_REPLY, 0, () -> appendTheirs(name));
      commit(stock, Commit.APPEND, name, "run");
    }
    assertThat(proxy.hasCut()).isTrue();
    assertThat(rows(direct, name)).containsExactlyInAnyOrder("base", "mine");
  }

  /** Fails when Iceberg mends its catalog: then the lake needs none of its own. */
  @Test
  void icebergsOwnCatalogDeletesTheManifestListOfTheCurrentSnapshot() throws Exception {
    TableIdentifier name = tableBefore(Commit.VALIDATED_OVERWRITE);
    try (JdbcCatalog stock = open(new JdbcCatalog(), proxy.port())) {
      proxy.cut("UPDATE iceberg_tables", Place.BEFORE_THE_REPLY, 0, () -> {});
      assertThatThrownBy(() -> commit(stock, Commit.VALIDATED_OVERWRITE, name, "run"))
          .isInstanceOf(ValidationException.class);
    }
    assertThat(proxy.hasCut()).isTrue();
    assertThat(holds(direct, name, "run")).isTrue();
    assertThatThrownBy(() -> rows(direct, name)).isInstanceOf(NotFoundException.class);
  }

  private static JdbcCatalog open(JdbcCatalog catalog, int port) {
    catalog.setConf(new Configuration());
    catalog.initialize(
        "lost_reply",
        Map.of(
            "uri",
            "jdbc:postgresql://127.0.0.1:" + port + "/lost_reply",
            "jdbc.user",
            Postgres.USER,
            "jdbc.password",
            Postgres.USER,
            "jdbc.schema-version",
            "V1",
            "warehouse",
            warehouse.toString()));
    return catalog;
  }

  /** A table of its own for each cut, holding one row, "base", of day 1. */
  private TableIdentifier tableBefore(Commit commit) throws IOException {
    TableIdentifier name = TableIdentifier.of(NAMESPACE, "t" + TABLES.incrementAndGet());
    if (commit != Commit.CREATE_TABLE) {
      Table table = direct.createTable(name, SCHEMA, BY_DAY);
      table.newAppend().appendFile(write(table, 1, "base")).commit();
    }
    return name;
  }

  private void appendTheirs(TableIdentifier name) {
    try {
      if (!direct.tableExists(name)) {
        direct.createTable(name, SCHEMA, BY_DAY);
      }
      Table table = direct.loadTable(name);
      table.newAppend().appendFile(write(table, 2, "theirs")).commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void commit(JdbcCatalog catalog, Commit commit, TableIdentifier name, String run)
      throws IOException {
    if (commit == Commit.CREATE_TABLE && !catalog.tableExists(name)) {
      Transaction transaction = catalog.newCreateTableTransaction(name, SCHEMA, BY_DAY);
      DataFile mine = write(transaction.table(), 1, "mine");
      transaction.newAppend().appendFile(mine).set("lake.run", run).commit();
      transaction.commitTransaction();
      return;
    }
    Table table = catalog.loadTable(name);
    DataFile mine = write(table, 1, "mine");
    switch (commit) {
      case APPEND, CREATE_TABLE -> table.newAppend().appendFile(mine).set("lake.run", run).commit();
      case VALIDATED_OVERWRITE ->
          table
              .newOverwrite()
              .overwriteByRowFilter(Expressions.equal("day", 1))
              .addFile(mine)
              .validateFromSnapshot(table.currentSnapshot().snapshotId())
              .conflictDetectionFilter(Expressions.equal("day", 1))
              .validateNoConflictingData()
              .validateNoConflictingDeletes()
              .set("lake.run", run)
              .commit();
      case ROW_DELTA ->
          table
              .newRowDelta()
              .addRows(mine)
              .addDeletes(deleteFirstRow(table, onlyFileOfDay1(table)))
              .validateFromSnapshot(table.currentSnapshot().snapshotId())
              .conflictDetectionFilter(Expressions.equal("day", 1))
              .validateNoConflictingDataFiles()
              .validateNoConflictingDeleteFiles()
              .set("lake.run", run)
              .commit();
    }
  }

  private static DataFile onlyFileOfDay1(Table table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().filter(Expressions.equal("day", 1)).planFiles()) {
      return Iterables.getOnlyElement(tasks).file();
    }
  }

  private static DataFile write(Table table, int day, String writtenBy) throws IOException {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("day", day);
    row.setField("written_by", writtenBy);
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(newFile(table)))
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::create)
            .withPartition(row)
            .build();
    try (writer) {
      writer.write(row);
    }
    return writer.toDataFile();
  }

  private static DeleteFile deleteFirstRow(Table table, DataFile file) throws IOException {
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(table.io().newOutputFile(newFile(table)))
            .withSpec(table.spec())
            .withPartition(file.partition())
            .buildPositionWriter();
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(file.location(), 0));
    }
    return writer.toDeleteFile();
  }

  private static String newFile(Table table) {
    return table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
  }

  private static boolean holds(JdbcCatalog catalog, TableIdentifier name, String run) {
    return catalog.tableExists(name)
        && StreamSupport.stream(catalog.loadTable(name).snapshots().spliterator(), false)
            .anyMatch(snapshot -> run.equals(snapshot.summary().get("lake.run")));
  }

  private static List<String> rows(JdbcCatalog catalog, TableIdentifier name) throws IOException {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(catalog.loadTable(name)).build()) {
      records.forEach(row -> rows.add((String) row.getField("written_by")));
    }
    return rows;
  }

  private void assertEverySnapshotIsReadable(TableIdentifier name) throws IOException {
    Table table = direct.loadTable(name);
    for (var snapshot : table.snapshots()) {
      try (CloseableIterable<Record> records =
          IcebergGenerics.read(table).useSnapshot(snapshot.snapshotId()).build()) {
        assertThat(records).as("snapshot %s", snapshot).isNotEmpty();
      }
    }
  }

  private void failTheNextUpdateWithASerializationFailure() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(server.url("lost_reply"), Postgres.USER, Postgres.USER);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SEQUENCE updates");
      statement.execute(
          """
          CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF nextval('updates') = 1 THEN RAISE 'concurrent update' USING ERRCODE = '40001'; END IF;
            RETURN NEW;
          END $$""");
      statement.execute(
          "CREATE TRIGGER fail_once BEFORE UPDATE ON iceberg_tables FOR EACH ROW EXECUTE FUNCTION fail_once()");
    }
  }
}
