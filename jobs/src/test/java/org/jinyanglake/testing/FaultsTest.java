package org.jinyanglake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jinyanglake.testing.Faults.Call;
import org.jinyanglake.testing.Faults.Death;
import org.jinyanglake.testing.Faults.Kind;
import org.jinyanglake.testing.Faults.Mode;
import org.jinyanglake.testing.Faults.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {

  private static final byte[] TEXT = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir java.nio.file.Path folder;

  private FileSystem files;
  private Path root;

  @BeforeEach
  void open() throws IOException {
    root = new Path(FaultFs.uri(folder));
    files = FileSystem.get(URI.create(FaultFs.uri(folder)), new Configuration());
  }

  private void write(String name) throws IOException {
    try (FSDataOutputStream out = files.create(new Path(root, name))) {
      out.write(TEXT);
    }
  }

  private byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Test
  void countsEachCallOnceAndInOrder() throws Exception {
    List<Call> calls =
        Faults.calls(
            () -> {
              files.mkdirs(new Path(root, "d"));
              write("d/a");
              files.rename(new Path(root, "d/a"), new Path(root, "d/b"));
              files.listStatus(new Path(root, "d"));
              files.getFileStatus(new Path(root, "d/b"));
              try (FSDataInputStream in = files.open(new Path(root, "d/b"))) {
                assertThat(in.readAllBytes()).isEqualTo(TEXT);
              }
              files.delete(new Path(root, "d/b"), false);
            });

    assertThat(calls)
        .containsExactly(
            new Call(Kind.MKDIRS, folder + "/d"),
            new Call(Kind.CREATE, folder + "/d/a"),
            new Call(Kind.CLOSE, folder + "/d/a"),
            new Call(Kind.RENAME, folder + "/d/a"),
            new Call(Kind.LIST, folder + "/d"),
            new Call(Kind.STATUS, folder + "/d/b"),
            new Call(Kind.OPEN, folder + "/d/b"),
            new Call(Kind.DELETE, folder + "/d/b"));
  }

  @Test
  void aFailedCallHasNoEffectAndTheOthersDo() {
    Outcome outcome =
        Faults.at(
            2,
            Mode.FAIL,
            EnumSet.of(Kind.MKDIRS),
            () -> {
              files.mkdirs(new Path(root, "first"));
              assertThatThrownBy(() -> files.mkdirs(new Path(root, "second")))
                  .isInstanceOf(IOException.class)
                  .hasMessageContaining("injected fault");
              files.mkdirs(new Path(root, "third"));
            });

    assertThat(outcome.struck()).contains(new Call(Kind.MKDIRS, folder + "/second"));
    assertThat(outcome.thrown()).isEmpty();
    assertThat(folder.resolve("first")).exists();
    assertThat(folder.resolve("second")).doesNotExist();
    assertThat(folder.resolve("third")).exists();
  }

  @Test
  void aCallThatFailsAfterwardsHasItsEffect() {
    Outcome outcome =
        Faults.at(1, Mode.FAIL_AFTERWARDS, () -> files.mkdirs(new Path(root, "made")));

    assertThat(outcome.thrown()).get().isInstanceOf(IOException.class);
    assertThat(folder.resolve("made")).exists();
  }

  @Test
  void afterADeathNothingHappensUntilTheNextProcess() throws Exception {
    FSDataOutputStream[] opened = new FSDataOutputStream[1];
    Outcome outcome =
        Faults.at(
            2,
            Mode.DIE,
            () -> {
              opened[0] = files.create(new Path(root, "half"));
              opened[0].write(TEXT);
              try {
                files.mkdirs(new Path(root, "second"));
              } finally {
                assertThatThrownBy(() -> files.mkdirs(new Path(root, "cleanup")))
                    .isInstanceOf(Death.class);
              }
            });

    assertThat(outcome.thrown()).get().isInstanceOf(Death.class);
    assertThatThrownBy(() -> opened[0].write(TEXT)).isInstanceOf(Death.class);
    assertThatThrownBy(() -> opened[0].close()).isInstanceOf(Death.class);
    assertThat(read("half")).hasSizeLessThan(TEXT.length);
    assertThat(folder.resolve("second")).doesNotExist();
    assertThat(folder.resolve("cleanup")).doesNotExist();

    write("next");
    assertThat(read("next")).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"FAIL", "DIE"})
  void aFileWhoseCloseGoesWrongHoldsItsFirstHalf(Mode mode) throws Exception {
    Faults.at(1, mode, EnumSet.of(Kind.CLOSE), () -> write("a"));

    assertThat(read("a")).isEqualTo("01234".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aRunWithFewerCallsIsNotStruck() throws Exception {
    int calls = Faults.count(() -> write("a"));

    assertThat(Faults.at(calls, Mode.FAIL, () -> write("a")).struck()).isPresent();
    assertThat(Faults.at(calls + 1, Mode.FAIL, () -> write("a")))
        .isEqualTo(new Outcome(Optional.empty(), Optional.empty()));
  }

  @Test
  void aStatementFailsBeforeOrAfterItsEffect() throws Exception {
    String url = "jdbc:fault:sqlite:" + folder.resolve("a.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (x)");

      Outcome before = Faults.at(1, Mode.FAIL, () -> insert(connection, 1));
      Outcome after = Faults.at(1, Mode.FAIL_AFTERWARDS, () -> insert(connection, 2));

      assertThat(Stream.of(before, after))
          .allSatisfy(
              outcome -> {
                assertThat(outcome.struck())
                    .contains(new Call(Kind.SQL, "INSERT INTO t VALUES (?)"));
                assertThat(outcome.thrown())
                    .get()
                    .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
              });
      try (ResultSet rows = statement.executeQuery("SELECT sum(x), count(*) FROM t")) {
        assertThat(rows.getInt(1)).isEqualTo(2);
        assertThat(rows.getInt(2)).isEqualTo(1);
      }
    }
  }

  @Test
  void aConnectionDiesWithItsProcess() throws Exception {
    String url = "jdbc:fault:sqlite:" + folder.resolve("a.db");
    Connection[] opened = new Connection[1];
    Faults.at(
        1,
        Mode.DIE,
        () -> {
          opened[0] = DriverManager.getConnection(url);
          files.mkdirs(new Path(root, "x"));
        });

    assertThatThrownBy(() -> opened[0].createStatement()).isInstanceOf(Death.class);
    opened[0].close();
    try (Connection next = DriverManager.getConnection(url)) {
      assertThat(next.isValid(1)).isTrue();
    }
  }

  private static void insert(Connection connection, int x) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      statement.setInt(1, x);
      statement.executeUpdate();
    }
  }

  @Test
  void countsTheCallsOfSparksTasks() throws Exception {
    SparkSession spark = SharedSpark.session();
    String out = FaultFs.uri(folder) + "/numbers";
    List<Call> calls = Faults.calls(() -> spark.range(0, 100, 1, 3).write().parquet(out));

    assertThat(calls.stream().filter(call -> call.kind() == Kind.CLOSE))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(spark.read().parquet(out).count()).isEqualTo(100);
  }

  @Test
  void aSampleHasOneCallOfEachStretchAndIsTheSameForTheSameSeed() {
    assertThat(Faults.sample(400, 20, 7)).isEqualTo(Faults.sample(400, 20, 7)).hasSize(20);
    assertThat(Faults.sample(400, 20, 7)).allMatch(n -> n >= 1 && n <= 400);
    assertThat(Faults.sample(5, 20, 7)).containsExactly(1, 2, 3, 4, 5);
  }
}
