package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jinyanglake.contract.DatasetName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of landing files that several runs keep at the same time, or are cut off keeping. */
class OriginalsTest {
  private static final DatasetName ROOMS = new DatasetName("city", "rooms");

  @TempDir Path home;

  private static byte[] content(int bytes) {
    return "room;".repeat(bytes / 5).getBytes(StandardCharsets.UTF_8);
  }

  private static String kept(Originals originals, byte[] content) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(originals.write(sha256(content), out)).isEqualTo(content.length);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) {
    return Evidence.sha256(new String(content, StandardCharsets.UTF_8));
  }

  /** Small files are held in memory until they are kept, large ones are not. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_000_000})
  void aRunThatIsCutOffTakesNothingOfWhatAnotherKeeps(int bytes) throws Exception {
    byte[] content = content(bytes);
    try (Lake lake = Lake.open(LakeConf.embedded(home), Observer.NONE)) {
      Originals originals = Originals.of(lake, ROOMS);
      try (OriginalCopy cut = originals.copy("a.csv")) {
        cut.write(content, 0, content.length / 2);
        assertThat(originals.open(sha256(content))).as("none of it yet").isEmpty();
        try (OriginalCopy whole = originals.copy("a.csv.gz")) {
          whole.write(content, 0, content.length);
          whole.keep(sha256(content));
        }
      }
      assertThat(kept(originals, content)).isEqualTo(new String(content, StandardCharsets.UTF_8));
      assertThat(originals.expired(java.util.Map.of(), Long.MAX_VALUE))
          .as("nothing beside it")
          .hasSize(1);
    }
  }

  @Test
  void ofTwoRunsThatKeepTheSameContentTheFirstStays() throws Exception {
    byte[] content = content(1_000_000);
    try (Lake lake = Lake.open(LakeConf.embedded(home), Observer.NONE)) {
      Originals originals = Originals.of(lake, ROOMS);
      try (OriginalCopy one = originals.copy("a.csv");
          OriginalCopy other = originals.copy("b.csv.gz")) {
        one.write(content, 0, content.length);
        other.write(content, 0, content.length);
        one.keep(sha256(content));
        other.keep(sha256(content));
      }
      assertThat(kept(originals, content)).hasSize(content.length);
      assertThat(originals.expired(java.util.Map.of(), Long.MAX_VALUE))
          .singleElement()
          .satisfies(kept -> assertThat(kept.path().getName()).endsWith(".zst"));
    }
  }
}
