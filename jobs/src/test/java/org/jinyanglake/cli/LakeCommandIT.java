package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/lake} as a user calls it, from a folder that has nothing to do with the project.
 */
class LakeCommandIT {
  private Path folder;

  @BeforeEach
  void someFolder(@TempDir Path root) throws IOException {
    folder = Files.createDirectory(root.resolve("某个 folder"));
  }

  /**
   * What makes it answer in half a second; the time itself depends on what else the machine does.
   */
  @Test
  void helpLoadsFewClassesAndThoseOfLibrariesFromTheArchive() throws Exception {
    lake("--help"); // the first call after a build lays out the shared classes
    Path log = folder.resolve("loaded");

    lake(Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file='" + log + "'"), "--help");

    List<String> loaded = Files.readAllLines(log);
    assertThat(loaded).hasSizeBetween(500, 2000);
    assertThat(loaded)
        .noneMatch(line -> line.contains("org.apache.spark") || line.contains("iceberg"));
    assertThat(loaded)
        .filteredOn(line -> line.contains("shared objects file"))
        .hasSizeGreaterThan(loaded.size() * 4 / 5);
  }

  @Test
  void versionNamesTheCommitThatWasBuilt() throws Exception {
    assertThat(lake("--version").out()).containsPattern("Jinyang Lake \\S+ \\(commit [0-9a-f]{7}");
  }

  @Test
  void theContractsOfTheProjectAreValidatedFromAnywhereWithoutSpark() throws Exception {
    String loaded = folder.resolve("loaded").toString();

    Call call =
        lake(Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file='" + loaded + "'"), "validate");

    assertThat(call.code()).isZero();
    assertThat(call.out()).containsPattern("^\\d+ contracts valid, 0 problems, [0-9.]+ s\n$");
    assertThat(Path.of(loaded)).content().contains("org.jinyanglake.contract.Contracts");
    assertThat(Path.of(loaded)).content().doesNotContain("org.apache.spark.sql");
    assertThat(folder.resolve("lake-home")).doesNotExist();
  }

  /** What a verb is started with is told by a Java that only says its words. */
  @Test
  void verbsThatMayStartSparkGetWhatItReachesOfTheJdkAndTheMemory() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> spoken = Map.of("JAVA_HOME", folder.resolve("jdk").toString());

    for (String words :
        List.of(
            "run",
            "demo",
            "propose a.b",
            "sql q",
            "suggest a.b",
            "rebuild a.b",
            "verify",
            "inspect f",
            "export a.b",
            "validate --against-lake",
            "validate --against-lake=a.b",
            "validate --against-lake a.b --file f")) {
      assertThat(lake(spoken, words.split(" ")).out())
          .as(words)
          .contains("java.base/sun.nio.ch=ALL-UNNAMED", "-Xmx3g");
    }
    for (String words : List.of("validate", "status", "check", "run --help", "validate --json")) {
      assertThat(lake(spoken, words.split(" ")).out()).as(words).contains("-Xmx512m");
    }
  }

  @Test
  void standardOutputHoldsNothingButTheResult() throws Exception {
    Call call = lake("demo-data", "--rows", "100", "--out", "landing", "--json");

    assertThat(call.code()).isZero();
    assertThat(call.out()).startsWith("{").endsWith("}\n").hasLineCount(1);
    assertThat(call.err()).isEmpty();
    assertThat(folder.resolve("landing/_labels.csv")).exists();
    assertThat(folder.resolve("lake-home")).doesNotExist();
  }

  @Test
  void writesTheSameBytesWhateverTheMachineIsSetTo() throws Exception {
    lake("demo-data", "--rows", "3000", "--out", "here");
    Call elsewhere =
        lake(
            Map.of("LC_ALL", "tr_TR.ISO8859-9", "LANG", "tr_TR", "TZ", "America/St_Johns"),
            "demo-data",
            "--rows",
            "3000",
            "--out",
            "elsewhere");

    assertThat(elsewhere.code()).isZero();
    assertThat(files(folder.resolve("elsewhere"))).isEqualTo(files(folder.resolve("here")));
  }

  @Test
  void whatItWritesIsItsOwners() throws Exception {
    lake("demo-data", "--rows", "100", "--out", "landing");

    assertThat(Files.getPosixFilePermissions(folder.resolve("landing/_labels.csv")))
        .noneMatch(permission -> !permission.name().startsWith("OWNER"));
  }

  @Test
  void aWrongAmountOfMemoryIsTheUsersFault() throws Exception {
    Call call = lake(Map.of("LAKE_MEMORY", "much"), "demo-data", "--rows", "1", "--out", "landing");

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err())
        .isEqualTo("lake: LAKE_MEMORY is 'much': write a number with m or g, as 3g\n");
  }

  @Test
  void aStackTraceGoesToTheLogAndNotToTheTerminal() throws Exception {
    Files.writeString(folder.resolve("taken"), "a file, no folder");

    Call call = lake("demo-data", "--rows", "1", "--out", "taken");

    assertThat(call.code()).isEqualTo(3);
    assertThat(call.err())
        .hasLineCount(1)
        .contains("taken", "stack trace: lake-home/logs/lake.log");
    Path log = folder.resolve("lake-home/logs/lake.log");
    assertThat(log).content().contains("at org.jinyanglake.demo.DemoCity.writeTo");
    assertThat(Files.getPosixFilePermissions(log)).hasSize(2);
  }

  private Call lake(String... words) throws Exception {
    return lake(Map.of(), words);
  }

  private Call lake(Map<String, String> environment, String... words) throws Exception {
    String script = Call.PROJECT.resolve("scripts/lake").toString();
    return Call.of(
        folder, environment, Stream.concat(Stream.of(script), Arrays.stream(words)).toList());
  }

  private static Map<String, Integer> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .collect(Collectors.toMap(file -> root.relativize(file).toString(), LakeCommandIT::hash));
    }
  }

  private static int hash(Path file) {
    try {
      return Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
