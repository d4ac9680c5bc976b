package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
