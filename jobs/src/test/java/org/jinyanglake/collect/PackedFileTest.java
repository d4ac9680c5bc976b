package org.jinyanglake.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jinyanglake.collect.Delivery.Result;
import org.jinyanglake.contract.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that are compressed as a whole. */
class PackedFileTest {

  @TempDir Path landing;

  private Delivery bzip2() {
    return delivery("a.csv.bz2");
  }

  private Delivery delivery(String name) {
    return new Delivery(landing).named(name).column("id", Type.INTEGER).column("note", Type.STRING);
  }

  private static byte[] bzip2(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void bzip2IsReadAndRowsKnowTheirPlaceInTheUnpackedText() throws IOException {
    Result result = bzip2().read(bzip2("note,id\n太原,1\nx,y\n"));

    assertThat(result.rows()).containsExactly("1|太原");
    assertThat(result.offsets()).containsExactly(8L);
    assertThat(result.reasons()).containsExactly("id: letters in an integer");
  }

  @Test
  void severalMembersAreOneFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(bzip2("id,note\n1,a\n"));
    bytes.write(bzip2("2,b\n"));

    assertThat(bzip2().read(bytes.toByteArray()).rows()).containsExactly("1|a", "2|b");
  }

  @Test
  void aFileThatIsCutShortIsRefusedAsAWhole() throws IOException {
    byte[] whole = bzip2("id,note\n" + "1,太原\n".repeat(100_000));
    Refusal refusal =
        bzip2().fingerprint(Arrays.copyOf(whole, whole.length / 2)).refusal().orElseThrow();

    assertThat(refusal.rule()).isEqualTo("bzip2");
    assertThat(refusal.reason()).startsWith("the bzip2 data are damaged or cut short near byte");
    assertThat(refusal.remedy()).isEqualTo("deliver the file again; nothing of it was stored");
  }

  @Test
  void theNameHasToSayWhatItIs() throws IOException {
    assertThat(bzip2().fingerprint("id,note\n".getBytes(StandardCharsets.UTF_8)).refusal())
        .contains(
            Refusal.of(
                "format",
                "the name ends in .bz2, but the file is text",
                "compress it with bzip2 or rename it"));
    assertThat(delivery("a.csv").fingerprint(bzip2("id,note\n")).refusal())
        .contains(
            new Refusal(
                "format",
                "the file is bzip2 data",
                "rename it so that the name ends in .bz2",
                0,
                1));
  }

  @Test
  void aFileThatUnpacksToFarTooMuchIsRefusedBeforeItDoes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    Refusal refusal = delivery("a.csv.gz").fingerprint(bytes.toByteArray()).refusal().orElseThrow();

    assertThat(refusal.reason())
        .isEqualTo("unpacked the file is more than 100 times as large as packed");
  }
}
