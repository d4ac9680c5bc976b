package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.jinyanglake.contract.Source;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of archives and of each file in them. */
class ArchiveTest {

  private static final Charset GBK = Charset.forName("GBK");

  @TempDir Path landing;

  private Delivery delivery(String name) {
    return new Delivery(landing).named(name).column("id", Type.INTEGER).column("note", Type.STRING);
  }

  private static Map<String, String> files(String... namesAndTexts) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return files;
  }

  private static byte[] zip(Charset names, Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, names)) {
      for (Map.Entry<String, String> each : files.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tarGz(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), "GBK")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      for (Map.Entry<String, String> each : files.entrySet()) {
        byte[] text = each.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
        entry.setSize(text.length);
        out.putArchiveEntry(entry);
        out.write(text);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private Map<LandingFile, Fingerprint> look(Delivery delivery, byte[] archive) throws IOException {
    return new ArchivePass(Delivery.fs(), delivery.write(archive), delivery.source())
        .read(java.util.Optional.empty());
  }

  /** The rows of all files in an archive, as tasks read them. */
  private static List<String> rows(
      Delivery delivery, Map<LandingFile, Fingerprint> found, Tally tally) throws IOException {
    List<Split.Source> sources = new ArrayList<>();
    found.forEach(
        (file, print) -> {
          if (!file.isArchive() && print.refusal().isEmpty()) {
            sources.add(
                Split.Source.of(
                    new CheckedFile(file, print, delivery.header(print)),
                    delivery.contract().zone()));
          }
        });
    StructType wanted = LandingReader.schema(delivery.contract());
    SplitReader.Plan plan =
        new SplitReader.Plan(LandingReader.fields(delivery.contract(), Instant.now()), wanted);
    List<String> rows = new ArrayList<>();
    for (Split.Task task : Split.plan(sources, 10, 1, 4)) {
      try (SplitReader reader = new SplitReader(plan, task.splits(), tally, new Configuration())) {
        while (reader.next()) {
          String file = reader.get().getString(2);
          rows.add(file.substring(file.indexOf('!')) + " " + reader.get().getInt(0));
        }
      }
    }
    rows.sort(String::compareTo);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv.zip", "a.tar.gz"})
  void eachFileInItIsReadOnceWithAnAccountOfItsOwn(String name) throws IOException {
    Map<String, String> files =
        files(
            "三月/1日.csv",
            "id,note\n1,a\nx,b\n",
            "三月/2日.csv",
            "note,id\na,2\nb,3\n",
            "empty.csv",
            "",
            "other.csv",
            "name\nx\n");
    Delivery delivery = delivery(name);
    Map<LandingFile, Fingerprint> found =
        look(delivery, name.endsWith("zip") ? zip(GBK, files) : tarGz(files));
    Tally tally = new Tally();
    found.keySet().removeIf(file -> file.name().endsWith("other.csv"));

    assertThat(found.keySet())
        .extracting(LandingFile::name)
        .containsExactly(
            "city/things/" + name,
            "city/things/" + name + "!/三月/1日.csv",
            "city/things/" + name + "!/三月/2日.csv",
            "city/things/" + name + "!/empty.csv");
    assertThat(found.values()).extracting(Fingerprint::records).containsExactly(0L, 2L, 2L, 0L);
    assertThat(found.values()).extracting(Fingerprint::sha256).doesNotHaveDuplicates();
    found.keySet().removeIf(file -> file.name().endsWith("empty.csv"));
    assertThat(rows(delivery, found, tally))
        .containsExactly("!/三月/1日.csv 1", "!/三月/2日.csv 2", "!/三月/2日.csv 3");
    assertThat(tally.value().get("city/things/" + name + "!/三月/1日.csv").rows())
        .extracting(RefusedRow::line, RefusedRow::reason)
        .containsExactly(org.assertj.core.api.Assertions.tuple(3L, "id: letters in an integer"));
  }

  @Test
  void namesInUtf8AreTakenAsSuchWithOrWithoutItsFlag() throws IOException {
    byte[] flagged = zip(StandardCharsets.UTF_8, files("太原.csv", "id,note\n"));
    byte[] unflagged = flagged.clone();
    for (int i = 0; i + 8 < unflagged.length; i++) {
      boolean local = unflagged[i] == 'P' && unflagged[i + 2] == 3 && unflagged[i + 3] == 4;
      boolean central = unflagged[i] == 'P' && unflagged[i + 2] == 1 && unflagged[i + 3] == 2;
      if (local || central) {
        unflagged[i + (local ? 7 : 9)] &= ~8;
      }
    }

    for (byte[] each : List.of(flagged, unflagged)) {
      assertThat(look(delivery("a.zip"), each).keySet())
          .extracting(LandingFile::name)
          .contains("city/things/a.zip!/太原.csv");
    }
  }

  @Test
  void whatIsNotMeantIsNamed() throws IOException {
    Delivery delivery = delivery("a.zip").within(new Source.Within("*.csv", "", "", 1, 1, false));
    Map<LandingFile, Fingerprint> found =
        look(
            delivery,
            zip(GBK, files("a.csv", "id,note\n1,x\n", "readme.txt", "x", "__MACOSX/._a.csv", "x")));

    assertThat(found).hasSize(2);
    assertThat(found.values().iterator().next().layout().notes())
        .containsExactly(
            "readme.txt in it: does not match the property entries",
            "__MACOSX/._a.csv in it: ignored by name");
  }

  @Test
  void anArchiveInAnArchiveIsNotUnpacked() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("inner.zip"));
      out.write(zip(GBK, files("a.csv", "id,note\n")));
      out.putNextEntry(new ZipEntry("b.csv"));
      out.write("id,note\n1,x\n".getBytes(StandardCharsets.UTF_8));
    }
    Map<LandingFile, Fingerprint> found = look(delivery("a.zip"), bytes.toByteArray());

    assertThat(found.values())
        .extracting(print -> print.refusal().map(Refusal::reason).orElse("read"))
        .containsExactly("read", "the file is a zip archive inside an archive", "read");
  }

  private Refusal refusal(String name, byte[] archive) throws IOException {
    Map<LandingFile, Fingerprint> found = look(delivery(name), archive);
    assertThat(found).as("nothing of it is read").hasSize(1);
    return found.values().iterator().next().refusal().orElseThrow();
  }

  @Test
  void aDamagedArchiveIsRefusedAsAWhole() throws IOException {
    Map<String, String> files =
        files("a.csv", "id,note\n1,x\n", "b.csv", "id,note\n" + "2,y\n".repeat(50_000));
    byte[] zip = zip(GBK, files);
    byte[] tar = tarGz(files);
    byte[] flipped = zip.clone();
    flipped[zip.length / 2] ^= 0x55;
    Refusal damaged =
        Refusal.of(
            "archive",
            "the archive is damaged or cut short",
            "deliver it again; nothing of it was stored");

    assertThat(refusal("a.zip", Arrays.copyOf(zip, zip.length / 2))).isEqualTo(damaged);
    assertThat(refusal("a.zip", flipped)).isEqualTo(damaged);
    assertThat(refusal("a.tar.gz", Arrays.copyOf(tar, tar.length / 2))).isEqualTo(damaged);
    assertThat(refusal("a.zip", "<html>".getBytes(StandardCharsets.UTF_8)).reason())
        .isEqualTo("the name ends in .zip, but the file is an HTML page");
    assertThat(refusal("a.zip", zip(GBK, files())).reason())
        .isEqualTo("the archive is not taken: it holds no file");
  }

  @Test
  void namesThatLeadOutOfItAndLinksRefuseItAndNothingIsWritten() throws IOException {
    for (String name : List.of("../x.csv", "/etc/x.csv", "C:\\x.csv", "a/../../x.csv", "..\\x")) {
      assertThat(refusal("a.zip", zip(GBK, files("a.csv", "id,note\n", name, "x"))).reason())
          .isEqualTo(
              "the archive is not taken: a file name in it leads out of the archive or holds"
                  + " control characters");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry link = new TarArchiveEntry("a.csv", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      out.putArchiveEntry(link);
      out.closeArchiveEntry();
    }
    assertThat(refusal("a.tar", bytes.toByteArray()).reason())
        .isEqualTo("the archive is not taken: it holds a link");
    try (Stream<Path> all = Files.walk(landing)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void twoFilesOfOneNameRefuseIt() throws IOException {
    assertThat(refusal("a.tar.gz", twice()).reason())
        .isEqualTo("the archive is not taken: two files in it have one name");
  }

  private static byte[] twice() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (int i = 0; i < 2; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("a.csv");
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aPasswordRefusesIt() throws IOException {
    byte[] zip = zip(GBK, files("a.csv", "id,note\n"));
    for (int i = 0; i + 9 < zip.length; i++) {
      boolean local = zip[i] == 'P' && zip[i + 2] == 3 && zip[i + 3] == 4;
      boolean central = zip[i] == 'P' && zip[i + 2] == 1 && zip[i + 3] == 2;
      if (local || central) {
        zip[i + (local ? 6 : 8)] |= 1;
      }
    }

    assertThat(refusal("a.zip", zip).reason())
        .isEqualTo("the archive is not taken: it is password-protected");
  }

  @Test
  void anArchiveThatUnpacksToFarTooMuchIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 20];
      for (int file = 0; file < 4; file++) {
        zip.putNextEntry(new ZipEntry(file + ".csv"));
        OutputStream out = zip;
        for (int i = 0; i < 70; i++) {
          out.write(zeros);
        }
      }
    }

    assertThat(refusal("a.zip", bytes.toByteArray()).reason())
        .startsWith("the archive is not taken: unpacked it is more than 100 times as large");
  }
}
