package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jinyanglake.contract.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeConfTest {

  @Test
  void anEmbeddedLakeMayLiveInAFolderOfAnyName(@TempDir Path root) throws Exception {
    Path home = Files.createDirectories(root.resolve("晋阳湖 100% #1"));
    LakeConf conf = LakeConf.embedded(home);

    var landing = new org.apache.hadoop.fs.Path(conf.landing());
    landing.getFileSystem(new Configuration()).mkdirs(landing);

    assertThat(home.resolve("landing")).isDirectory();
    assertThat(conf.zones().get(Zone.OPEN).warehouse())
        .isEqualTo("file://" + home + "/warehouse/open");
  }

  @Test
  void theFileThatTheLakeComesWithSaysTheDefaults(@TempDir Path home) {
    assertThat(LakeConf.read(Path.of("../conf/lake.yaml"), home))
        .isEqualTo(LakeConf.embedded(home));
  }

  @Test
  void whatAFileLeavesOutIsTheDefault(@TempDir Path home) throws Exception {
    Path file = home.resolve("lake.yaml");
    Files.writeString(
        file,
        """
        staging: hdfs://city/lake/staging
        zones:
          open: {uri: "jdbc:postgresql://db/open", warehouse: "hdfs://city/lake/open", jdbc.user: "${env:PATH}"}
        """);
    LakeConf read = LakeConf.read(file, home);
    LakeConf embedded = LakeConf.embedded(home);

    assertThat(read.staging()).isEqualTo("hdfs://city/lake/staging");
    assertThat(read.landing()).isEqualTo(embedded.landing());
    assertThat(read.zones().get(Zone.RAW)).isEqualTo(embedded.zones().get(Zone.RAW));
    assertThat(read.zones().get(Zone.OPEN))
        .isEqualTo(
            new LakeConf.Catalog(
                "hdfs://city/lake/open",
                Map.of("uri", "jdbc:postgresql://db/open", "jdbc.user", System.getenv("PATH"))));
  }

  @Test
  void aVariableThatTheEnvironmentLacksIsNamed(@TempDir Path home) throws Exception {
    Path file = home.resolve("lake.yaml");
    Files.writeString(file, "landing: ${env:NO_SUCH_VARIABLE}/landing");

    assertThatThrownBy(() -> LakeConf.read(file, home)).hasMessageContaining("NO_SUCH_VARIABLE");
  }
}
