package org.jinyanglake.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jinyanglake.contract.Contract;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.State.FileState.Outcome;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.CutLine;
import org.jinyanglake.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of a real PostgreSQL. R119 is the number of their faults in the catalogue of bad inputs.
 */
@ExtendWith(Postgres.class)
class PostgresTableTest {
  private static final String DATABASE = "fetched";

  private static Postgres.Server server;

  @TempDir Path home;
  @TempDir Path schemas;
  private Lake lake;

  @BeforeAll
  static void serve(Postgres.Server running) {
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
    String source = Sources.database(home, "postgresql", port, DATABASE, properties);
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
        "DROP DOMAIN IF EXISTS fee",
        "CREATE DOMAIN fee AS numeric(10,2)",
        "CREATE TABLE kinds (id int PRIMARY KEY, exact numeric, fee fee, big bigint, real4 real, real8"
            + " double precision, flag boolean, day date, local timestamp, moment timestamptz, doc jsonb,"
            + " list numeric[], words text[], bytes bytea, text text, short char(4), id2 uuid, span interval)",
        "INSERT INTO kinds VALUES (1, 123456789012345678901234567890.123456789012345678901234567890,"
            + " 1.10, 9223372036854775807, 0.1, 0.30000000000000004, true, '2024-02-29',"
            + " '2024-03-04 10:11:12.123456', '2024-03-04 10:11:12.5+08', '{\"b\": [1, 2.50], \"a\": null}',"
            + " '{1.10,NULL,3}', '{\"小店, 区\",\"a\\\"b\"}', '\\xdead', E'晋\\n\"阳\"', 'ab',"
            + " '00000000-0000-0000-0000-000000000001', '1 day 2 hours')",
        "INSERT INTO kinds(id, exact, real8, moment, day, text) VALUES (2, 'NaN', 'Infinity', 'infinity',"
            + " '0044-03-15 BC', '')",
        "INSERT INTO kinds(id) VALUES (3)");
    List<String> names =
        List.of(
            "id", "exact", "fee", "big", "real4", "real8", "flag", "day", "local", "moment", "doc",
            "list", "words", "bytes", "text", "short", "id2", "span");
    String columns =
        columns(names.stream().map(name -> name + ", logicalType: string").toArray(String[]::new));

    List<String> lines = lines(fetch("snapshot", columns, "table: kinds"));

    assertThat(lines.get(0))
        .isEqualTo(
            "{\"id\":1,\"exact\":123456789012345678901234567890.123456789012345678901234567890,"
                + "\"fee\":1.10,\"big\":9223372036854775807,\"real4\":0.1,\"real8\":0.30000000000000004,"
                + "\"flag\":true,\"day\":\"2024-02-29\",\"local\":\"2024-03-04T10:11:12.123456\","
                + "\"moment\":\"2024-03-04T02:11:12.5Z\",\"doc\":\"{\\\"a\\\": null, \\\"b\\\": [1, 2.50]}\","
                + "\"list\":\"[1.10,null,3]\",\"words\":\"[\\\"小店, 区\\\",\\\"a\\\\\\\"b\\\"]\","
                + "\"bytes\":\"\\\\xdead\",\"text\":\"晋\\n\\\"阳\\\"\",\"short\":\"ab\","
                + "\"id2\":\"00000000-0000-0000-0000-000000000001\",\"span\":\"P1DT2H\"}");
    assertThat(lines.get(1))
        .contains(
            "\"exact\":\"NaN\"",
            "\"real8\":\"Infinity\"",
            "\"moment\":\"infinity\"",
            "\"day\":\"0044-03-15 BC\"",
            "\"text\":\"\"");
    assertThat(lines.get(2)).contains("\"exact\":null", "\"text\":null", "\"moment\":null");
  }

  private static final String PEOPLE =
      columns(
          "id, logicalType: integer, required: true, primaryKey: true",
          "n, logicalType: integer",
          "changed_at, logicalType: timestamp");

  private static void makePeople(int rows) {
    sql(
        "DROP TABLE IF EXISTS people",
        "CREATE TABLE people (id bigint PRIMARY KEY, n int, changed_at timestamptz)",
        "INSERT INTO people SELECT i, i % 10, '2024-03-04 00:00:00+08'::timestamptz + i * interval '1"
            + " second' FROM generate_series(1, "
            + rows
            + ") i");
  }

  @Test
  void aWholeTableIsAFileAgainOnlyWhenItChanged() {
    makePeople(100);

    List<String> lines = lines(fetch("snapshot", PEOPLE, "table: people"));
    assertThat(lines).hasSize(100);
    assertThat(lines.get(9)).startsWith("{\"id\":10,");
    assertThat(fetch("snapshot", PEOPLE, "table: people").files()).isEmpty();
    sql("DELETE FROM people WHERE id = 7");
    assertThat(lines(fetch("snapshot", PEOPLE, "table: people"))).hasSize(99);
  }

  @Test
  void byAWatermarkEachRowIsFetchedOnce() {
    makePeople(100);
    String[] by = {"table: people", "watermark: changed_at"};

    Fetch.Result first = fetch("append", PEOPLE, by);
    assertThat(lines(first)).hasSize(100);
    assertThat(first.files())
        .containsExactly(
            "city/counts/public-people.by-changed_at.from-start_to-20240303T160140.jsonl.gz");
    assertThat(fetch("append", PEOPLE, by).files()).isEmpty();

    sql("INSERT INTO people VALUES (101, 1, '2024-03-04 08:00:00.000001+08'), (102, 2, now())");
    Fetch.Result second = fetch("append", PEOPLE, by);
    assertThat(lines(second)).singleElement().asString().contains("\"id\":101");
    assertThat(second.files().get(0))
        .endsWith("from-20240303T160140_to-20240304T000000.000001.jsonl.gz");
    assertThat(
            lines(
                fetch("append", PEOPLE, "table: people", "watermark: changed_at", "lagSeconds: 0")))
        .as("young rows wait, since others of their time may not be committed yet")
        .singleElement()
        .asString()
        .contains("\"id\":102");
  }

  @Test
  void aWatermarkOfNumbersGrowsFromTheNamesOfFilesAlone() throws Exception {
    makePeople(10);
    fetch("append", PEOPLE, "table: people", "watermark: id");
    Files.delete(home.resolve("landing/.fetch/city.counts.json"));
    sql("INSERT INTO people VALUES (11, 1, now())");

    assertThat(lines(fetch("append", PEOPLE, "table: people", "watermark: id"))).hasSize(1);
  }

  @Test
  void rowsWithoutAWatermarkAreNamed() {
    makePeople(10);
    sql("UPDATE people SET changed_at = NULL WHERE id < 4");

    Fetch.Result result = fetch("append", PEOPLE, "table: people", "watermark: changed_at");

    assertThat(result.held())
        .singleElement()
        .asString()
        .contains("3 rows have no changed_at", "fetch the whole table");
    assertThat(Sources.lines(home, result.files().get(0))).hasSize(7);
  }

  @Test
  void anotherWatermarkWouldAddRowsAgain() {
    makePeople(10);
    fetch("append", PEOPLE, "table: people", "watermark: id");

    assertThat(fetch("append", PEOPLE, "table: people", "watermark: changed_at").held())
        .singleElement()
        .asString()
        .contains("would be added again");
  }

  @Test
  void ofTwoExtractsThatBeginAtOnePlaceOneIsCollected() {
    Fetch fetch =
        Fetch.of(lake, contract(server.port(), "append", PEOPLE, "table: people", "watermark: id"))
            .orElseThrow();
    String by = "city/counts/public-people.by-id.from-";

    assertThat(
            fetch.beside(
                Set.of(by + "start_to-5.jsonl.gz"),
                List.of(
                    by + "start_to-6.jsonl.gz",
                    by + "5_to-8.jsonl.gz",
                    by + "5_to-9.jsonl.gz",
                    by + "8_to-12.jsonl.gz",
                    "city/counts/by-hand.jsonl")))
        .containsExactly(by + "start_to-6.jsonl.gz", by + "5_to-9.jsonl.gz");
  }

  private static final String STAYS =
      columns(
          "id, logicalType: integer, required: true, primaryKey: true",
          "n, logicalType: integer",
          "at, logicalType: timestamp",
          "day, logicalType: date, required: true, partitioned: true, transformLogic: to_date(at)");

  /** By day, each file without folder, time and digest, with its number of lines. */
  private List<String> days(Fetch.Result result) {
    return result.files().stream()
        .map(
            name ->
                name.replaceFirst("city/counts/public-stays\\.day-(.*)\\.\\d{8}T\\d{6}Z-.*", "$1 ")
                    + Sources.lines(home, name).size())
        .toList();
  }

  /** A raw table that knows one file. */
  private Optional<Version> knows(String file, Outcome outcome) {
    State state =
        new State(
            "",
            0,
            new TreeMap<>(Map.of(file, new State.FileState(1, 1, "", 2, 2, 0, outcome, "", "", 0))),
            new TreeMap<>());
    return Optional.of(
        new Version(Zone.RAW, new DatasetName("city", "counts"), null, null, "", state));
  }

  @Test
  void byDayWhatDiffersFromWhatWasFetchedIsFetchedWhole() throws Exception {
    sql(
        "DROP TABLE IF EXISTS stays",
        "CREATE TABLE stays (id bigint, n int, at timestamptz)",
        "INSERT INTO stays SELECT i, 0, '2024-03-01 00:00:00+08'::timestamptz + i * interval '8 hours'"
            + " FROM generate_series(0, 17) i",
        // In summer time, which the zone had then.
        "INSERT INTO stays VALUES (100, 0, '1990-07-01 15:30:00+00'), (101, 0, '1990-12-01 15:30:00+00')");
    String[] by = {"table: stays", "dayColumn: at", "reloadDays: 2"};

    Fetch.Result first = fetch("append", STAYS, by);
    assertThat(first.held()).isEmpty();
    assertThat(days(first))
        .containsExactly(
            "1990-07-02 1",
            "1990-12-01 1",
            "2024-03-01 3",
            "2024-03-02 3",
            "2024-03-03 3",
            "2024-03-04 3",
            "2024-03-05 3",
            "2024-03-06 3");
    assertThat(fetch("append", STAYS, by).files()).isEmpty();

    sql(
        "UPDATE stays SET n = 1 WHERE id = 0", // too long ago
        "UPDATE stays SET n = 1 WHERE id = 9",
        "DELETE FROM stays WHERE id = 12",
        "INSERT INTO stays VALUES (18, 0, '2024-03-08 23:59:59.999999+08')",
        // The same rows in another order of another page.
        "DELETE FROM stays WHERE id = 15",
        "INSERT INTO stays VALUES (15, 0, '2024-03-06 00:00:00+08')");
    Fetch.Result second = fetch("append", STAYS, by);
    assertThat(days(second)).containsExactly("2024-03-04 3", "2024-03-05 2", "2024-03-08 1");
    assertThat(Sources.lines(home, second.files().get(0)))
        .anySatisfy(line -> assertThat(line).startsWith("{\"id\":9,\"n\":1,"));

    String day = second.files().get(2);
    Files.delete(home.resolve("landing").resolve(day));
    Contract contract = contract(server.port(), "append", STAYS, by);
    assertThat(Sources.fetch(lake, contract, knows(day, Outcome.COLLECTED)).files()).isEmpty();
    assertThat(days(Sources.fetch(lake, contract, knows(day, Outcome.REFUSED))))
        .as("a file that was refused and deleted is fetched again")
        .containsExactly("2024-03-08 1");

    sql(
        "DELETE FROM stays WHERE id > 14 AND id < 18",
        "INSERT INTO stays VALUES (19, 0, NULL), (20, 0, 'infinity'), (18, 0, '2024-03-08 23:59:59.999999+08')");
    Fetch.Result third = fetch("append", STAYS, by);
    assertThat(days(third)).as("a row twice is not a row once").containsExactly("2024-03-08 2");
    assertThat(third.held())
        .satisfiesExactlyInAnyOrder(
            held -> assertThat(held).contains(": 1 rows have no at, by which rows are fetched"),
            held -> assertThat(held).contains(": 1 rows have a at that is no day of the years"),
            held -> assertThat(held).contains("has no rows of 2024-03-06 any more"));
    Fetch.Result emptied = fetch("append", STAYS, by[0], by[1], by[2], "emptiedDays: empty");
    assertThat(days(emptied)).containsExactly("2024-03-06 0");
    assertThat(fetch("append", STAYS, by[0], by[1], by[2], "emptiedDays: empty").files()).isEmpty();
    assertThat(fetch("append", STAYS, "table: stays", "watermark: id").held())
        .singleElement()
        .asString()
        .contains("would be added again");
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
                    "BEGIN; UPDATE people SET n = n + 1 WHERE id = %d; UPDATE people SET n = n - 1 WHERE id = %d; COMMIT"
                        .formatted(i, 40_000 - i));
              }
            });
    writer.start();
    try {
      for (int i = 0; i < 3; i++) {
        Fetch.Result result =
            fetch("snapshot", PEOPLE, "table: people", "partitionColumn: id", "partitions: 4");
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
  void partsTakeNegativeNumbersNullsAndFewRows() {
    sql(
        "DROP TABLE IF EXISTS few",
        "CREATE TABLE few (id bigint, n int, changed_at timestamptz)",
        "INSERT INTO few VALUES (-9223372036854775808, 1), (9223372036854775807, 2), (NULL, 3), (0, 4)");
    String columns = columns("id, logicalType: integer", "n, logicalType: integer");

    assertThat(
            lines(fetch("snapshot", columns, "table: few", "partitionColumn: id", "partitions: 3")))
        .hasSize(4);
    sql("DELETE FROM few WHERE n <> 3");
    assertThat(
            lines(fetch("snapshot", columns, "table: few", "partitionColumn: id", "partitions: 3")))
        .containsExactly("{\"id\":null,\"n\":3}");
  }

  @Test
  void r119AConnectionThatIsLostInMidReadLeavesTheWholeOrNothing() {
    makePeople(50_000);
    try (CutLine line = new CutLine(server.port(), 2, 400_000)) {
      Contract contract = contract(line.port(), "snapshot", PEOPLE, "table: people");
      assertThat(lines(Sources.fetch(lake, contract))).hasSize(50_000);
      assertThat(line.connections()).isEqualTo(3);
    }
    sql("DELETE FROM people WHERE id = 1");
    try (CutLine line = new CutLine(server.port(), 99, 400_000)) {
      Contract contract =
          contract(
              line.port(),
              "snapshot",
              PEOPLE,
              "table: people",
              "partitionColumn: id",
              "partitions: 3",
              "attempts: 2");
      Fetch.Result result = Sources.fetch(lake, contract);
      assertThat(result.files()).isEmpty();
      assertThat(result.held())
          .singleElement()
          .asString()
          .contains("the connection was lost", "nothing of this extract is kept", "2 times");
    }
    assertThat(Sources.landed(home)).hasSize(1);
  }

  @Test
  void r119ATextOfTenMillionCharactersFitsBesideManySmallOnes() {
    sql(
        "DROP TABLE IF EXISTS wide",
        "CREATE TABLE wide (id int PRIMARY KEY, text text)",
        "INSERT INTO wide SELECT i, CASE WHEN i % 40 = 0 THEN repeat('x', 10000000) ELSE 'y' END"
            + " FROM generate_series(1, 100) i");

    List<String> lines =
        lines(
            fetch(
                "snapshot",
                columns(
                    "id, logicalType: integer, required: true, primaryKey: true",
                    "text, logicalType: string"),
                "table: wide"));

    assertThat(lines).hasSize(100);
    assertThat(lines.get(39)).hasSize(10_000_000 + "{\"id\":40,\"text\":\"\"}".length());
  }

  @Test
  void whatCannotBeReadIsNamedWithoutSecretsAndValues() throws Exception {
    makePeople(1);
    assertThat(fetch("snapshot", PEOPLE, "table: nobody").held())
        .singleElement()
        .asString()
        .contains("there is no such table");
    assertThat(
            fetch(
                    "snapshot",
                    columns("id, logicalType: integer", "birth, logicalType: date"),
                    "table: people")
                .held())
        .singleElement()
        .asString()
        .contains("has no column birth; its columns are id, n, changed_at");
    Fetch.Result some = fetch("snapshot", columns("id, logicalType: integer"), "table: people");
    assertThat(some.notes()).singleElement().asString().contains("not fetched: changed_at, n");

    Contract contract = contract(server.port(), "snapshot", PEOPLE, "table: people");
    Files.writeString(home.resolve("credentials/db"), "lake:wrong-s3cret");
    assertThat(Sources.fetch(lake, contract).held())
        .singleElement()
        .asString()
        .contains("does not let this user in", "28P01")
        .doesNotContain("s3cret");
  }

  @Test
  void aContractNamesNeitherPasswordsNorOptionsThatLoadCode() {
    assertThatThrownBy(
            () ->
                fetch(
                    "snapshot",
                    PEOPLE,
                    "table: people",
                    "options: {socketFactory: org.evil.Factory, sslmode: require}"))
        .hasMessageContaining("option 'socketFactory' is not allowed")
        .hasMessageNotContaining("evil");
    assertThatThrownBy(() -> fetch("append", PEOPLE, "table: people"))
        .hasMessageContaining("append would add its rows again");
    assertThatThrownBy(() -> fetch("snapshot", PEOPLE, "table: people", "watermark: id"))
        .hasMessageContaining("use loadMode append or upsert");
    assertThatThrownBy(
            () ->
                Sources.read(
                    schemas,
                    Sources.contract(
                        Sources.database(home, "postgresql", 5432, DATABASE, "table: people")
                            .replace("host: 127.0.0.1", "host: 'db/x?socketFactory=y'"),
                        "jsonl",
                        "snapshot",
                        PEOPLE)))
        .hasMessageContaining("host is not allowed");
  }
}
