package org.jinyanglake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Snapshot;
import org.jinyanglake.contract.DatasetName;
import org.jinyanglake.contract.Zone;
import org.jinyanglake.lake.Evidence;
import org.jinyanglake.lake.Lake;
import org.jinyanglake.lake.Observer;
import org.jinyanglake.lake.State;
import org.jinyanglake.lake.Version;
import org.jinyanglake.testing.ContractYaml;
import org.jinyanglake.testing.TestLake;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landing files as they were delivered, after somebody has overwritten or deleted them. */
class OriginalVerbTest {
  private static final String ROOMS = "city.rooms";
  private static final String A = "city/rooms/a.csv";
  private static final String TEXT = "id,room\n1,東\n" + "2,西\n".repeat(999) + "x,北\n";

  @TempDir Path folder;

  @BeforeEach
  void contract() throws IOException {
    keep(true);
  }

  private void keep(boolean keep) throws IOException {
    ContractYaml.of(ROOMS)
        .table("keepOriginals", String.valueOf(keep))
        .column("name: id, logicalType: integer, required: true, classification: public")
        .column("name: room, logicalType: string, classification: public")
        .service("property: retention, value: 30, unit: d")
        .writeTo(folder.resolve("schemas"));
  }

  private TestLake lake() {
    return TestLake.of(folder.resolve("home"), folder.resolve("schemas"), Observer.NONE);
  }

  /** A lake to whose files this one is lost before it is read. */
  private TestLake losing(Path file) {
    return TestLake.of(
        folder.resolve("home"),
        folder.resolve("schemas"),
        (step, dataset, detail) -> {
          if (step.equals("collect")) {
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private Call original(String file, Path out) {
    return Call.lake(
        folder.resolve("home"),
        folder.resolve("schemas"),
        "original",
        ROOMS,
        "--file",
        file,
        "--out",
        out.toString());
  }

  private Path kept() {
    return folder.resolve("home/warehouse/raw/originals/city/rooms");
  }

  private TreeSet<String> keptNames(TestLake lake) {
    return lake.files("warehouse/raw/originals/city/rooms");
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void everyFileThatWasReadIsGivenBackAsItWas() throws IOException {
    Path home = folder.resolve("home");
    byte[] gz = packed("id,room\n7,南\n");
    try (TestLake lake = lake()) {
      lake.land(A, TEXT);
      lake.land("city/rooms/again.csv", TEXT);
      lake.land("city/rooms/refused.csv", "name,age\n");
      lake.land("city/rooms/empty.csv", "");
      Files.write(home.resolve("landing/city/rooms/b.csv.gz"), gz);
      String sha256 = Evidence.sha256(TEXT);
      lake.run(ROOMS);

      assertThat(keptNames(lake))
          .as("the same content once, packed bytes as they are, nothing of the empty file")
          .hasSize(3)
          .contains(sha256 + ".zst", Evidence.sha256("name,age\n") + ".zst")
          .filteredOn(name -> !name.endsWith(".zst"))
          .singleElement()
          .satisfies(name -> assertThat(kept().resolve(name)).hasBinaryContent(gz));
      assertThat(Files.size(kept().resolve(sha256 + ".zst"))).isLessThan(TEXT.length() / 10);

      Files.delete(home.resolve("landing").resolve(A));
      Files.writeString(home.resolve("landing/city/rooms/refused.csv"), "id,room\n9,9\n");
      lake.run(ROOMS);
    }
    try (TestLake lake = losing(home.resolve("landing/city/rooms/gone.csv"))) {
      lake.land("city/rooms/gone.csv", "id,room\n8,8\n");
      lake.run(ROOMS);
    }
    assertThat(original("city/rooms/gone.csv", folder.resolve("gone.csv")))
        .satisfies(gone -> assertThat(gone.code()).isEqualTo(2))
        .satisfies(
            gone ->
                assertThat(gone.err())
                    .contains("gone.csv is not kept, since it could not be read: ")
                    .contains("the file is gone or may not be read"));
    Path out = folder.resolve("out.csv");
    Call call = original(A, out);
    assertThat(call.code()).isEqualTo(0);
    assertThat(call.out())
        .isEqualTo(
            out
                + ": "
                + String.format("%,d", TEXT.getBytes(StandardCharsets.UTF_8).length)
                + " bytes with SHA-256 "
                + Evidence.sha256(TEXT)
                + "\n");
    assertThat(out).hasContent(TEXT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    assertThat(original(A, out)).matches(again -> again.code() == 2, "is not overwritten");
    Path before = folder.resolve("before.csv");
    assertThat(original(Evidence.sha256("name,age\n"), before).code()).isZero();
    assertThat(before).as("what the file was before it was corrected").hasContent("name,age\n");
    assertThat(original("city/rooms/c.csv", folder.resolve("c.csv")).err())
        .contains("city.rooms knows no file city/rooms/c.csv");

    Call refused = Call.lake(home, folder.resolve("schemas"), "refused", ROOMS, "--json");
    assertThat(refused.json().at("/rows/0/line").asLong())
        .as("of a file that is gone")
        .isEqualTo(1002);

    Path zst = kept().resolve(Evidence.sha256(TEXT) + ".zst");
    byte[] bytes = Files.readAllBytes(zst);
    bytes[bytes.length / 2] ^= 1;
    Files.write(zst, bytes);
    Call damaged = original(A, folder.resolve("damaged.csv"));
    assertThat(damaged.code()).isEqualTo(3);
    assertThat(damaged.err()).contains("is damaged; restore it from a back-up");
    assertThat(folder.resolve("damaged.csv")).doesNotExist();
  }

  @Test
  void theyAreKeptForTheContractsTermAndNotAtAllIfItSaysSo() throws IOException {
    try (TestLake lake = lake()) {
      lake.land(A, TEXT);
      lake.run(ROOMS);
      // Of a run that was cut off, of a file that is in no state, and one that is young.
      FileTime old = FileTime.from(Instant.now().minus(31, ChronoUnit.DAYS));
      for (String name : List.of(".cut-off", "0".repeat(64), "1".repeat(64))) {
        Files.writeString(kept().resolve(name), "x");
      }
      Files.setLastModifiedTime(kept().resolve(".cut-off"), old);
      Files.setLastModifiedTime(kept().resolve("0".repeat(64)), old);
      Files.setLastModifiedTime(kept().resolve(Evidence.sha256(TEXT) + ".zst"), old);
    }
    keep(false);
    try (TestLake lake = lake()) {
      lake.land("city/rooms/b.csv", "id,room\n3,3\n");
      lake.run(ROOMS);

      assertThat(keptNames(lake))
          .as("what was collected lately stays, whatever the time of its copy is")
          .containsExactlyInAnyOrder(Evidence.sha256(TEXT) + ".zst", "1".repeat(64));
      Version raw = lake.lake().version(Zone.RAW, DatasetName.parse(ROOMS)).orElseThrow();
      List<String> expired = new ArrayList<>();
      for (Snapshot each : raw.table().snapshots()) {
        JsonNode evidence = lake.lake().evidence().read(each.summary().get(Lake.EVIDENCE));
        expired.addAll(evidence.at("/facts/expired").findValuesAsText("sha256"));
      }
      assertThat(expired).contains("0".repeat(64)).hasSize(2);
      assertThat(raw.state().files().values())
          .extracting(State.FileState::collected)
          .allMatch(time -> time > System.currentTimeMillis() - 3_600_000);
    }
    assertThat(original("city/rooms/b.csv", folder.resolve("b.csv")).err())
        .contains("is not kept: the contract says keepOriginals: false");
  }
}
