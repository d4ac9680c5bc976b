package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jinyanglake.contract.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of the landing folder are read, and that none is passed over in silence. */
class LandingTest {

  @TempDir Path outside;
  private Path landing;

  @BeforeEach
  void makeLanding() throws IOException {
    landing = Files.createDirectories(outside.resolve("landing"));
  }

  @Test
  void aMissingFolderHasNoFiles() throws IOException {
    assertThat(list("city/things/*.csv").files()).isEmpty();
  }

  @Test
  void filesThatMatchAreListedByNameAlsoCompressed() throws IOException {
    touch("city/things/b.csv", "city/things/a.csv.gz", "city/others/c.csv");

    assertThat(list("city/things/*.csv").files())
        .extracting(LandingFile::name)
        .containsExactly("city/things/a.csv.gz", "city/things/b.csv");
  }

  @Test
  void foldersMayBeMatchedToo() throws IOException {
    touch("city/things/2020/a.csv", "city/things/2021/b.csv", "city/things/old/c.csv");

    assertThat(list("city/things/{2020,2021}/*.csv").files())
        .extracting(LandingFile::name)
        .containsExactly("city/things/2020/a.csv", "city/things/2021/b.csv");
  }

  @Test
  void namesThatSparkSkipsAreReported() throws IOException {
    touch(
        "city/things/_a.csv",
        "city/things/.b.csv",
        "city/things/c.csv._COPYING_",
        "city/things/d.csv.part",
        "city/things/e.CSV",
        "city/things/f.txt");

    Landing.Listing listing = list("city/things/*.csv");

    assertThat(listing.files()).isEmpty();
    assertThat(listing.ignored())
        .extracting(remark -> remark.name() + ": " + remark.reason())
        .containsExactly(
            "city/things/.b.csv: ignored by name, which begins with .",
            "city/things/_a.csv: ignored by name, which begins with _",
            "city/things/c.csv._COPYING_: still being written, as its name ends in ._COPYING_",
            "city/things/d.csv.part: still being written, as its name ends in .part",
            "city/things/e.CSV: does not match the path of the contract",
            "city/things/f.txt: does not match the path of the contract");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a[1].csv",
        "{.csv",
        "*.csv",
        "100%.csv",
        "%41.csv",
        "a:b.csv",
        "a b.csv",
        "a\nb.csv",
        "太原市.csv",
        "a?b#c.csv",
        "back\\slash.csv"
      })
  void namesMayHoldAnyCharacter(String name) throws IOException {
    write("city/things/" + name, "id\nA\n");

    Landing.Listing listing = list("city/things/*.csv");

    assertThat(listing.files())
        .extracting(LandingFile::name)
        .containsExactly("city/things/" + name);
    Fingerprint fingerprint =
        Fingerprint.of(Delivery.fs(), listing.files().get(0), source("city/things/*.csv"));
    assertThat(fingerprint.refusal()).isEmpty();
    assertThat(fingerprint.records()).isEqualTo(1);
  }

  @Test
  void namesThatDifferInCaseOrUnicodeFormOnlyAreReadWithAWarning() throws IOException {
    touch("city/things/é.csv", "city/things/e\u0301.csv", "city/things/a.csv", "city/things/A.csv");

    Landing.Listing listing = list("city/things/*.csv");

    assertThat(listing.files()).hasSize(4);
    assertThat(listing.warnings()).hasSize(2);
  }

  @Test
  void linksOutOfTheLandingFolderAreRefused() throws IOException {
    write("city/things/real.csv", "id\nA\n");
    Files.writeString(outside.resolve("secret.csv"), "id\nS\n");
    Files.createDirectories(outside.resolve("elsewhere"));
    Files.writeString(outside.resolve("elsewhere/x.csv"), "id\nS\n");
    Path folder = landing.resolve("city/things");
    Files.createSymbolicLink(folder.resolve("in.csv"), folder.resolve("real.csv"));
    Files.createSymbolicLink(folder.resolve("out.csv"), outside.resolve("secret.csv"));
    Files.createSymbolicLink(folder.resolve("dead.csv"), outside.resolve("nothing.csv"));
    Files.createSymbolicLink(folder.resolve("device.csv"), Path.of("/dev/zero"));
    Files.createSymbolicLink(landing.resolve("city/linked"), outside.resolve("elsewhere"));

    Landing.Listing listing = list("city/things/*.csv");

    assertThat(listing.files())
        .extracting(LandingFile::name)
        .containsExactly("city/things/in.csv", "city/things/real.csv");
    assertThat(listing.ignored())
        .extracting(remark -> remark.name() + ": " + remark.reason())
        .containsExactly(
            "city/things/dead.csv: a symbolic link to nothing",
            "city/things/device.csv: a symbolic link that leaves the landing folder",
            "city/things/out.csv: a symbolic link that leaves the landing folder");
    assertThat(list("city/linke*/*.csv").files()).isEmpty();
    assertThat(list("city/linke*/*.csv").ignored())
        .extracting(Landing.Remark::name)
        .containsExactly("city/linked");
  }

  @Test
  void pipesAreRefusedAndNotWaitedFor() throws Exception {
    touch("city/things/a.csv");
    Path pipe = landing.resolve("city/things/pipe.csv");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();

    Landing.Listing listing = list("city/things/*.csv");

    assertThat(listing.files()).extracting(LandingFile::name).containsExactly("city/things/a.csv");
    assertThat(listing.ignored())
        .extracting(Landing.Remark::reason)
        .containsExactly("not a regular file (pipe, socket or device)");
  }

  private Landing.Listing list(String path) throws IOException {
    return Landing.list(
        Delivery.fs(), new org.apache.hadoop.fs.Path(landing.toUri()), source(path));
  }

  private static Source.Files source(String path) {
    return new Source.Files(
        path, Source.Format.CSV, StandardCharsets.UTF_8, Source.Dialect.RFC_4180, List.of(""));
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      write(name, "");
    }
  }

  private void write(String name, String content) throws IOException {
    Path file = landing.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
