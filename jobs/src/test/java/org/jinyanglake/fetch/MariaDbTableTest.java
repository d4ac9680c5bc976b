package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.testing.CutLine;
import org.jinyanglake.testing.MariaDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a real MariaDB. */
@ExtendWith(MariaDb.class)
class MariaDbTableTest {
  private static final String DATABASE = "fetched";

  private static MariaDb.Server server;

  @TempDir Path home;
  @TempDir Path schemas;
  private Lake lake;

  @BeforeAll
  static void serve(MariaDb.Server running) {
    server = running;
    server.makeDatabase(DATABASE);
  }

  @BeforeEach
  void open() {
    lake = Sources.lake(home);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static void sql(String... statements) {
    server.execute(DATABASE, statements);
  }

  private static String columns(String... each) {
    StringBuilder columns = new StringBuilder("    properties:\n");
    for (String column : each) {
      columns.append("      - {name: ").append(column).append(", classification: public}\n");
    }
    return columns.toString();
  }

  private Contract contract(int port, String mode, String columns, String... properties) {
    String source = Sources.database(home, "mysql", port, DATABASE, properties);
    return Sources.read(schemas, Sources.contract(source, "jsonl", mode, columns));
  }

  private Fetch.Result fetch(String mode, String columns, String... properties) {
    return Sources.fetch(lake, contract(server.port(), mode, columns, properties));
  }

  private List<String> lines(Fetch.Result result) {
    assertThat(result.held()).isEmpty();
    assertThat(result.files()).hasSize(1);
    return Sources.lines(home, result.files().get(0));
  }

  @Test
  void typesSurviveToTheLastDigit() {
    sql(
        "DROP TABLE IF EXISTS kinds",
        "CREATE TABLE kinds (id int PRIMARY KEY, big bigint unsigned, filled int(8) zerofill, exact"
            + " decimal(65,30), real4 float, real8 double, flag tinyint(1), bits bit(10), one bit(1), day"
            + " date, local datetime(6), moment timestamp(3) NULL, clock time(2), y year, doc json, bytes"
            + " varbinary(4), text varchar(20) CHARACTER SET gbk, kind enum('甲','乙'))",
        "SET time_zone = '+08:00'",
        "SET sql_mode = ''",
        "INSERT INTO kinds VALUES (1, 18446744073709551615, 42,"
            + " 12345678901234567890123456789012345.123456789012345678901234567890, 0.1,"
            + " 0.30000000000000004, 2, b'1000000001', b'1', '2024-02-29', '2024-03-04 10:11:12.123456',"
            + " '2024-03-04 10:11:12.5', '-12:30:00.25', 2024, '{\"a\": 1.50}', x'dead', '晋阳', '乙')",
        "INSERT INTO kinds(id, day, local, moment, flag, text) VALUES (2, '0000-00-00', '0000-00-00"
            + " 00:00:00', '0000-00-00 00:00:00', 1, '')");
    List<String> names =
        List.of(
            "id", "big", "filled", "exact", "real4", "real8", "bits", "day", "local", "moment",
            "clock", "y", "doc", "bytes", "text", "kind");
    String columns =
        columns(names.stream().map(name -> name + ", logicalType: string").toArray(String[]::new))
            + "      - {name: flag, logicalType: boolean, classification: public}\n"
            + "      - {name: one, logicalType: boolean, classification: public}\n";

    List<String> lines = lines(fetch("snapshot", columns, "table: kinds"));

    assertThat(lines.get(0))
        .isEqualTo(
            "{\"id\":1,\"big\":18446744073709551615,\"filled\":42,"
                + "\"exact\":12345678901234567890123456789012345.123456789012345678901234567890,"
                + "\"real4\":0.1,\"real8\":0.30000000000000004,\"bits\":513,\"day\":\"2024-02-29\","
                + "\"local\":\"2024-03-04T10:11:12.123456\",\"moment\":\"2024-03-04T02:11:12.500Z\","
                + "\"clock\":\"-12:30:00.25\",\"y\":2024,\"doc\":\"{\\\"a\\\": 1.50}\","
                + "\"bytes\":\"0xDEAD\",\"text\":\"晋阳\",\"kind\":\"乙\",\"flag\":2,\"one\":true}");
    assertThat(lines.get(1))
        .contains(
            "\"day\":\"0000-00-00\"",
            "\"local\":\"0000-00-00T00:00:00.000000\"",
            "\"moment\":\"0000-00-00T00:00:00.000Z\"",
            "\"text\":\"\"",
            "\"flag\":true",
            "\"big\":null");
  }

  private static final String PEOPLE =
      columns(
          "id, logicalType: integer, required: true, primaryKey: true",
          "n, logicalType: integer",
          "changed_at, logicalType: timestamp");

  private static void makePeople(int rows) {
    sql(
        "DROP TABLE IF EXISTS people",
        "CREATE TABLE people (id bigint PRIMARY KEY, n int, changed_at datetime(6) NOT NULL)",
        "INSERT INTO people SELECT seq, seq % 10, '2024-03-04 00:00:00' + INTERVAL seq SECOND FROM seq_1_to_"
            + rows);
  }

  @Test
  void aTableIsFetchedWholeOrByAWatermark() {
    makePeople(100);

    assertThat(lines(fetch("snapshot", PEOPLE, "table: people"))).hasSize(100);
    assertThat(fetch("snapshot", PEOPLE, "table: people").files()).isEmpty();

    String[] by = {"table: people", "watermark: changed_at"};
    Fetch.Result first = fetch("append", PEOPLE, by);
    assertThat(lines(first)).hasSize(100);
    assertThat(first.files())
        .containsExactly(
            "city/counts/people.by-changed_at.from-start_to-20240304T000140.000000.jsonl.gz");
    sql("INSERT INTO people VALUES (101, 1, '2024-03-04 00:01:40.000001')");
    assertThat(lines(fetch("append", PEOPLE, by)))
        .singleElement()
        .asString()
        .contains("\"id\":101");
    assertThat(fetch("append", PEOPLE, by).files()).isEmpty();
  }

  @Test
  void byDayWhatDiffersFromWhatWasFetchedIsFetchedWhole() {
    sql(
        "DROP TABLE IF EXISTS stays",
        "SET sql_mode = ''",
        "CREATE TABLE stays (day date, at timestamp(6) NULL, n varchar(9))",
        "INSERT INTO stays VALUES ('2024-03-04', '2024-03-04 15:59:59', 'a'), ('2024-03-04',"
            + " '2024-03-04 16:00:00', NULL), ('2024-03-05', '2024-03-05 16:00:00', ''), ('0000-00-00', NULL, 'x')");
    String dates =
        columns(
            "day, logicalType: date, required: true, partitioned: true", "n, logicalType: string");
    String times =
        columns(
            "at, logicalType: timestamp",
            "n, logicalType: string",
            "on_day, logicalType: date, required: true, partitioned: true, transformLogic: CAST(at AS date)");
    String[] byDate = {"table: stays", "dayColumn: day"};

    Fetch.Result first = fetch("append", dates, byDate);
    assertThat(first.held())
        .singleElement()
        .asString()
        .contains("1 rows have a day that is no day");
    assertThat(first.files())
        .satisfiesExactly(
            name -> assertThat(name).matches("city/counts/stays\\.day-2024-03-04\\.\\d{8}T.*"),
            name -> assertThat(name).contains(".day-2024-03-05."));
    sql("UPDATE stays SET n = NULL WHERE n = ''");
    assertThat(fetch("append", dates, byDate).files())
        .as("a null is no empty text")
        .singleElement()
        .asString()
        .contains(".day-2024-03-05.");

    sql("DELETE FROM stays WHERE at IS NULL");
    Fetch.Result moments = fetch("append", times, "table: stays", "dayColumn: at");
    assertThat(moments.held()).isEmpty();
    assertThat(moments.files())
        .as("the day is that of the contract's zone")
        .extracting(name -> name.substring(name.indexOf(".day-") + 5).substring(0, 10))
        .containsExactly("2024-03-04", "2024-03-05", "2024-03-06");
    assertThatThrownBy(() -> fetch("append", times, "table: stays", "dayColumn: day"))
        .hasMessageContaining("the table must be partitioned by the day of day alone");
    assertThatThrownBy(
            () -> fetch("append", dates, "table: stays", "dayColumn: day", "watermark: at"))
        .hasMessageContaining("watermark does not go with dayColumn");
    assertThatThrownBy(() -> fetch("snapshot", dates, "table: stays", "dayColumn: day"))
        .hasMessageContaining("use loadMode append");
    assertThatThrownBy(() -> fetch("snapshot", dates, "table: stays", "reloadDays: 3"))
        .hasMessageContaining("reloadDays is for tables that are fetched by day; add dayColumn");
  }

  @Test
  void numbersAboveSixtyThreeBitsAreAWatermarkToo() {
    sql(
        "DROP TABLE IF EXISTS huge",
        "CREATE TABLE huge (id bigint unsigned PRIMARY KEY)",
        "INSERT INTO huge VALUES (18446744073709551613), (18446744073709551614)");
    String columns = columns("id, logicalType: string, required: true, primaryKey: true");
    assertThat(lines(fetch("append", columns, "table: huge", "watermark: id"))).hasSize(2);
    sql("INSERT INTO huge VALUES (18446744073709551615)");

    assertThat(lines(fetch("append", columns, "table: huge", "watermark: id")))
        .containsExactly("{\"id\":18446744073709551615}");
  }

  @Test
  void r119AConnectionThatIsLostInMidReadLeavesTheWholeOrNothing() {
    makePeople(50_000);
    try (CutLine line = new CutLine(server.port(), 1, 400_000)) {
      Contract contract = contract(line.port(), "snapshot", PEOPLE, "table: people");
      assertThat(lines(Sources.fetch(lake, contract))).hasSize(50_000);
      assertThat(line.connections()).isEqualTo(2);
    }
    sql("DELETE FROM people WHERE id = 1");
    try (CutLine line = new CutLine(server.port(), 99, 400_000)) {
      Contract contract = contract(line.port(), "snapshot", PEOPLE, "table: people", "attempts: 2");
      Fetch.Result result = Sources.fetch(lake, contract);
      assertThat(result.files()).isEmpty();
      assertThat(result.held()).singleElement().asString().contains("the connection was lost");
    }
    assertThat(Sources.landed(home)).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsNamedWithoutSecrets() throws Exception {
    makePeople(1);
    Contract contract = contract(server.port(), "snapshot", PEOPLE, "table: people");
    Files.writeString(home.resolve("credentials/db"), "lake:wrong-s3cret");
    assertThat(Sources.fetch(lake, contract).held())
        .singleElement()
        .asString()
        .contains("does not let this user in")
        .doesNotContain("s3cret");

    assertThatThrownBy(
            () -> fetch("snapshot", PEOPLE, "table: people", "options: {allowLocalInfile: 'true'}"))
        .hasMessageContaining("option 'allowLocalInfile' is not allowed");
  }

  @Test
  void r119WideRowsAreHeldOneByOne() throws Exception {
    String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/" + DATABASE;
    try (Connection connection = DriverManager.getConnection(url, MariaDb.USER, MariaDb.USER);
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(new MysqlDialect().fetchSize());
      long before = used();
      try (ResultSet rows =
          statement.executeQuery("SELECT REPEAT('x', 8000000) FROM seq_1_to_40")) {
        assertThat(rows.next()).isTrue();
        assertThat(used() - before).as("of 320 MB").isLessThan(80L << 20);
        assertThat(rows.getString(1)).hasSize(8_000_000);
      }
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private Fetch.Result parts() {
    return fetch("snapshot", PEOPLE, "table: people", "partitionColumn: id", "partitions: 16");
  }

  @Test
  void r119PartsShowOneStateThoughTheTableChangesMeanwhile() throws Exception {
    makePeople(40_000);
    sql("UPDATE people SET n = 5");
    List<Integer> sums = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 1; !Thread.currentThread().isInterrupted(); i = i % 9_999 + 1) {
                // Each transaction keeps the sum and the number of rows.
                sql(
                    "BEGIN",
                    "UPDATE people SET n = n + 1 WHERE id = " + i,
                    "UPDATE people SET n = n - 1 WHERE id = " + (40_000 - i),
                    "COMMIT");
              }
            });
    writer.start();
    try {
      for (int i = 0; i < 3; i++) {
        Fetch.Result result = parts();
        assertThat(result.notes()).isEmpty();
        List<String> lines = lines(result);
        assertThat(lines).hasSize(40_000);
        assertThat(lines.get(0)).startsWith("{\"id\":1,");
        assertThat(lines.get(39_999)).startsWith("{\"id\":40000,");
        sums.add(
            lines.stream()
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*\"n\":(-?\\d+),.*", "$1")))
                .sum());
      }
    } finally {
      writer.interrupt();
      writer.join();
    }
    assertThat(sums).containsOnly(200_000);
    assertThat(Sources.landed(home).keySet()).noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void r119ALakeThatFallsSilentDoesNotKeepWritersOut() throws Exception {
    makePeople(100);
    String[] inParts = {"table: people", "partitionColumn: id", "partitions: 4", "attempts: 1"};
    try (CutLine line = CutLine.silentAfter("LOCK TABLES `", server.port())) {
      Contract contract = contract(line.port(), "snapshot", PEOPLE, inParts);
      long begun = System.nanoTime();
      assertThat(Sources.fetch(lake, contract).held())
          .singleElement()
          .asString()
          .contains("the connection was lost");
      assertThat(line.connections()).as("one, four parts and the lock").isEqualTo(6);
      assertThat(seconds(begun)).as("before its own limit").isLessThan(9);
      sql("UPDATE people SET n = 7 WHERE id = 1");
      assertThat(seconds(begun)).as("the server has freed the table").isBetween(6L, 14L);
    }
  }

  private static long seconds(long since) {
    return (System.nanoTime() - since) / 1_000_000_000;
  }

  @Test
  void whereATableCannotBeLockedItIsReadByOneConnection() throws Exception {
    makePeople(100);
    sql(
        "DELETE FROM mysql.db WHERE User = 'reader'",
        "CREATE OR REPLACE USER reader@'127.0.0.1' IDENTIFIED BY 'reader'",
        "INSERT INTO mysql.db (Host, Db, User, Select_priv) VALUES ('127.0.0.1', 'fetched', 'reader', 'Y')",
        "FLUSH PRIVILEGES");
    Contract contract =
        contract(
            server.port(),
            "snapshot",
            PEOPLE,
            "table: people",
            "partitionColumn: id",
            "partitions: 4");
    Files.writeString(home.resolve("credentials/db"), "reader:reader");
    Fetch.Result result = Sources.fetch(lake, contract);
    assertThat(lines(result)).hasSize(100);
    assertThat(result.notes())
        .singleElement()
        .asString()
        .contains("read by one connection", "the user may not LOCK TABLES");

    sql("ALTER TABLE people ENGINE = MyISAM", "UPDATE people SET n = 1");
    result = parts();
    assertThat(lines(result)).hasSize(100);
    assertThat(result.notes()).singleElement().asString().contains("MyISAM, and only InnoDB");

    sql("ALTER TABLE people ENGINE = InnoDB", "UPDATE people SET n = 2");
    try (Connection writer =
            DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + server.port() + "/" + DATABASE,
                MariaDb.USER,
                MariaDb.USER);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("UPDATE people SET n = 3 WHERE id = 7");
      result = parts();
      assertThat(lines(result)).hasSize(100).noneMatch(line -> line.contains("\"n\":3"));
      assertThat(result.notes()).singleElement().asString().contains("never free of writers");
      writer.rollback();
    }
  }
}
