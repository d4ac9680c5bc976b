package org.jinyanglake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jinyanglake.contract.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local files have the modes that Hadoop gives them. */
class LocalFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"000", "022", "077"})
  void filesAndFoldersHaveTheModesThatHadoopGivesThem(String umask) throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.permissions.umask-mode", umask);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    FileSystem hadoops = at(folder.resolve("hadoops"), conf);
    conf.set("fs.file.impl", LocalFiles.class.getName());
    FileSystem ours = at(folder.resolve("ours"), conf);

    assertThat(hadoops).isExactlyInstanceOf(LocalFileSystem.class);
    assertThat(ours).isExactlyInstanceOf(LocalFiles.class);
    assertThat(modes(ours, "ours")).isEqualTo(modes(hadoops, "hadoops"));
  }

  @Test
  void aLakeOnThisMachineUsesThem() throws IOException {
    try (Lake lake = Lake.open(LakeConf.embedded(folder), Observer.NONE)) {
      String warehouse = lake.conf().zones().get(Zone.RAW).warehouse();
      assertThat(
              FileSystem.newInstance(
                  new org.apache.hadoop.fs.Path(warehouse).toUri(), lake.hadoop()))
          .isInstanceOf(LocalFiles.class);
    }
  }

  private static FileSystem at(Path path, Configuration conf) throws IOException {
    return new org.apache.hadoop.fs.Path(path.toUri()).getFileSystem(conf);
  }

  private java.util.List<String> modes(FileSystem fs, String name) throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
    org.apache.hadoop.fs.Path made = new org.apache.hadoop.fs.Path(root, "sub/file");
    fs.create(made).close();
    org.apache.hadoop.fs.Path narrowed = new org.apache.hadoop.fs.Path(root, "narrowed");
    fs.create(narrowed).close();
    fs.setPermission(narrowed, new FsPermission((short) 0600));
    return java.util.List.of(
        fs.getFileStatus(made).getPermission().toString(),
        fs.getFileStatus(made.getParent()).getPermission().toString(),
        fs.getFileStatus(narrowed).getPermission().toString());
  }
}
