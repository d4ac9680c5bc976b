package org.jinyanglake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.pipeline.Outcome;
import org.jinyanglake.pipeline.Summary;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R43, R65 to R71: files that come twice, change, come by the thousand or are no files. */
class BadDeliveryTest {
  private static final String HEADER = "id,amount,note\n";

  @TempDir Path folder;

  private TestLake lake(BadInput... contracts) throws IOException {
    return lake(Observer.NONE, contracts);
  }

  private TestLake lake(Observer observer, BadInput... contracts) throws IOException {
    for (BadInput each : contracts) {
      Path file = folder.resolve("schemas/city/" + each.name() + ".yaml");
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.contract());
    }
    return TestLake.of(folder.resolve("home"), folder.resolve("schemas"), observer);
  }

  private static Outcome of(Summary summary, String dataset) {
    return summary.datasets().stream()
        .filter(each -> each.dataset().equals(dataset))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> ids(TestLake lake, String dataset) {
    return lake.rows(Zone.RAW, dataset).orderBy("id").select("id").collectAsList().stream()
        .map(Row::mkString)
        .toList();
  }

  @Test
  void aFileThatChangesComesTwiceOrIsCorrected() throws Exception {
    BadInput append = new BadInput("R66", "changed after it was collected");
    BadInput twins = new BadInput("R67", "the same bytes under two names");
    BadInput snapshot =
        new BadInput("R68", "a correction under the same name").table("loadMode", "snapshot");
    try (TestLake lake = lake(append, twins, snapshot)) {
      lake.land("city/r66/a.csv", HEADER + "A,1,x\n");
      lake.land("city/r67/a.csv", HEADER + "A,1,x\n");
      lake.land("city/r67/b.csv", HEADER + "A,1,x\n");
      lake.land("city/r68/a.csv", HEADER + "A,1,x\nB,2,y\n");
      Summary first = lake.run();
      assertThat(of(first, "city.r67").notes())
          .contains("city/r67/b.csv: the same bytes as city/r67/a.csv, not stored again");

      lake.land("city/r66/a.csv", HEADER + "A,1,x\nB,2,y\n");
      lake.land("city/r68/a.csv", HEADER + "B,3,y\n");
      Summary second = lake.run();

      assertThat(ids(lake, "city.r66")).containsExactly("A");
      assertThat(of(second, "city.r66").notes())
          .singleElement()
          .asString()
          .startsWith("city/r66/a.csv: changed after it was collected (sha256 ")
          .endsWith("not read again; deliver corrections under a new name");
      assertThat(ids(lake, "city.r67")).containsExactly("A");
      assertThat(ids(lake, "city.r68")).containsExactly("B");
      assertThat(lake.run().idle()).as("told once, and nothing is read again").isTrue();
    }
  }

  @Test
  void r65AFileThatIsReplacedBetweenListingAndReadingIsLeftForTheNextRun() throws Exception {
    Path replaced = folder.resolve("home/landing/city/r65/a.csv");
    Observer provider =
        (step, dataset, detail) -> {
          if (step.equals("collect") && detail.equals("2 files")) {
            try {
              Files.writeString(replaced, HEADER + "C,3,z\nD,4,z\n");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (TestLake lake = lake(provider, new BadInput("R65", "replaced before it is read"))) {
      lake.land("city/r65/a.csv", HEADER + "A,1,x\n");
      lake.land("city/r65/b.csv", HEADER + "B,1,x\n");

      Outcome first = of(lake.run(), "city.r65");

      assertThat(ids(lake, "city.r65")).containsExactly("B");
      assertThat(first.held()).isEmpty();
      assertThat(first.notes())
          .containsExactly(
              "city/r65/a.csv: the file changed while it was read; left for the next run");
      lake.run();
      assertThat(ids(lake, "city.r65")).containsExactly("B", "C", "D");
    }
  }

  /** R43, on a small scale; {@code scripts/bench collect} has a thousand. */
  @Test
  void manyTinyFilesAreReadTogether() throws Exception {
    try (TestLake lake = lake(new BadInput("R43", "many tiny files"))) {
      for (int i = 0; i < 300; i++) {
        lake.land("city/r43/" + i + ".csv", HEADER + i + ",1,x\n");
      }
      Outcome outcome = of(lake.run(), "city.r43");

      assertThat(outcome.files()).isEqualTo(300);
      assertThat(outcome.stored()).isEqualTo(300);
      assertThat(lake.rows(Zone.RAW, "city.r43").inputFiles().length).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void whatIsNoFileIsNamedAndNotWaitedFor() throws Exception {
    try (TestLake lake = lake(new BadInput("R70", "links, pipes and devices"))) {
      lake.land("city/r70/a.csv", HEADER + "A,1,x\n");
      Path landing = folder.resolve("home/landing/city/r70");
      Files.createSymbolicLink(landing.resolve("passwords.csv"), Path.of("/etc/passwd"));
      Files.createSymbolicLink(landing.resolve("endless.csv"), Path.of("/dev/zero"));
      Files.createLink(landing.resolve("hard.csv"), landing.resolve("a.csv"));
      Process pipe = new ProcessBuilder("mkfifo", landing.resolve("pipe.csv").toString()).start();
      assertThat(pipe.waitFor(10, TimeUnit.SECONDS)).isTrue();

      Outcome outcome = of(lake.run(), "city.r70");

      assertThat(ids(lake, "city.r70")).containsExactly("A");
      assertThat(outcome.notes())
          .contains(
              "city/r70/passwords.csv: a symbolic link that leaves the landing folder",
              "city/r70/endless.csv: a symbolic link that leaves the landing folder",
              "city/r70/pipe.csv: not a regular file (pipe, socket or device)",
              "city/r70/hard.csv: the same bytes as city/r70/a.csv, not stored again");
    }
  }

  @Test
  void whatMayNotBeReadIsNamedAndTheRestIsDone() throws Exception {
    BadInput unreadable = new BadInput("R71", "a file that may not be read");
    try (TestLake lake = lake(unreadable, new BadInput("R71b", "another dataset"))) {
      lake.land("city/r71/a.csv", HEADER + "A,1,x\n");
      lake.land("city/r71/b.csv", HEADER + "B,1,x\n");
      lake.land("city/r71b/a.csv", HEADER + "C,1,x\n");
      Path closed = folder.resolve("home/landing/city/r71/a.csv");
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
      boolean root = Files.isReadable(closed);

      Summary summary = lake.run();

      assertThat(ids(lake, "city.r71b")).containsExactly("C");
      assertThat(ids(lake, "city.r71")).contains("B");
      if (!root) { // whom no permission keeps from reading
        assertThat(of(summary, "city.r71").held())
            .singleElement()
            .asString()
            .startsWith("city/r71/a.csv: the file is gone or may not be read");
      }
    }
  }
}
